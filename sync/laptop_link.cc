#include "sync/laptop_link.h"

#include "sync/signature.h"

namespace satchel {

std::string request_context(const Uuid& office, Epoch epoch, NodeNumber node,
                            std::uint64_t request_number) {
  return "satchel request 1 " + office.to_string() + " " + std::to_string(epoch) + " " +
         std::to_string(node) + " " + std::to_string(request_number) + " ";
}
std::string answer_context(const Uuid& office, NodeNumber node, std::uint64_t request_number) {
  return "satchel answer 1 " + office.to_string() + " " + std::to_string(node) + " " +
         std::to_string(request_number) + " ";
}

LaptopLink::LaptopLink(const LaptopIdentity& who, std::uint64_t request_number, bool sign_frames)
    : request_context_(request_context(who.office, who.office_epoch, who.node, request_number)),
      answer_context_(answer_context(who.office, who.node, request_number)),
      office_key_(who.office_key) {
  if (!sign_frames) return;
  signer_ = [secret = who.device_secret](std::string_view bytes) { return sign(secret, bytes); };
}

FrameWriter LaptopLink::writer() const { return FrameWriter(signer_, request_context_); }

Status LaptopLink::check(const FrameReader& reader, const Frame& frame) const {
  if (!signer_) return Done{};
  if (reader.is_signed() &&
      verify(office_key_, signed_bytes(answer_context_, reader.frames_read() - 1, frame), frame.signature)) {
    return Done{};
  }
  return Error{ErrorKind::refused, "the answer is not signed by the office that this laptop knows",
               "nothing was taken from it; check the office's address"};
}

}  // namespace satchel
