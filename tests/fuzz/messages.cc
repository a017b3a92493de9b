// Fuzz target: the reader of every message and of every fact that is kept as bytes. The first byte chooses which.
//
// PROTOCOL.md 3.1: writers use the shortest form, readers take longer ones. So what was read need not be written with
// the same bytes; but what is written is never longer, and reading it again gives the same.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <array>

#include "sync/codec.h"
#include "sync/limits.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {
namespace {

template <class Message>
void read_message(std::string_view bytes) {
  Message message;
  if (!decode(bytes, message)) return;
  const std::string written = encode(message);
  demand(written.size() <= bytes.size(), "a message is written longer than it was read");
  Message again;
  demand(static_cast<bool>(decode(written, again)), "a message that was written cannot be read");
  demand(encode(again) == written, "a message changes when it is written and read");
}

// New ones go to the end: the first byte of each input in the corpus is a place in this list.
constexpr std::array kReaders = {
    read_message<Hello>,           read_message<VectorFrame>,       read_message<SavesFrame>,
    read_message<Welcome>,         read_message<WithdrawalsFrame>,  read_message<PagesFrame>,
    read_message<Farewell>,        read_message<Refusal>,           read_message<IncarnationRequest>,
    read_message<IncarnationAnswer>, read_message<CertificateFrame>, read_message<NodeCredential>,
    read_message<SignedCredential>, read_message<RecoveryRequest>,  read_message<RecoveryAnswer>,
    read_message<RescueFrame>,     read_message<FatesFrame>,        read_message<Receipt>,
    read_message<SignedReceipt>,   read_message<EnrolmentRequest>,  read_message<EnrolmentAnswer>,
    read_message<LaptopIdentity>,  read_message<LaptopProgress>,    read_message<OfficeIdentity>,
    read_message<ChecksFrame>,
};

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  fuzz::Input input(data, size);
  const std::size_t which = input.byte() % fuzz::kReaders.size();
  fuzz::kReaders[which](input.rest());
  return 0;
}
