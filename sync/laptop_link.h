// LaptopLink: how this laptop signs its requests, and knows the office's answers from anybody else's.
//
// Thread rule: plain values. Failure rule: `refused` for an answer that is not the office's.
#pragma once

#include <string>

#include "sync/facts.h"
#include "sync/frame.h"

namespace satchel {

// What the signatures of a request's and an answer's frames begin with (frame.h).
std::string request_context(const Uuid& office, Epoch epoch, NodeNumber node,
                            std::uint64_t request_number);
std::string answer_context(const Uuid& office, NodeNumber node, std::uint64_t request_number);

class LaptopLink {
 public:
  LaptopLink() = default;
  // `sign_frames`: with the device key; the answer must then be signed by the office, for this very request.
  LaptopLink(const LaptopIdentity& who, std::uint64_t request_number, bool sign_frames);

  FrameWriter writer() const;
  // To be asked of each frame as it comes.
  Status check(const FrameReader& reader, const Frame& frame) const;

 private:
  Signer signer_;
  std::string request_context_;
  std::string answer_context_;
  std::string office_key_;
};

}  // namespace satchel
