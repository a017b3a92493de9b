// Fuzz target: FrameReader over a whole body that comes in slices. The first byte says how large these are.
//
// A body of few bytes may unpack to gigabytes; the reader stops at what was agreed, and holds no more than one slice's
// worth of frames. Where the slices end changes nothing.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include "sync/frame.h"
#include "sync/limits.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {
namespace {

constexpr std::size_t kBodyBytesMax = 256 * 1024;

// What the reader gave: its frames as text, and how it ended.
std::string read(std::string_view body, std::size_t slice) {
  FrameReader reader(kBodyBytesMax);
  std::string told;
  std::size_t payload_bytes = 0;
  std::uint64_t count = 0;
  bool last_seen = false;
  const auto fails = [&](const Error& error) {
    const auto again = reader.next();
    demand(!again && again.error().message == error.message, "a reader that failed goes on");
    demand(!reader.feed("more"), "a reader that failed takes more");
    return told + "failed";
  };
  while (!body.empty()) {
    const std::string_view bytes = body.substr(0, slice);
    body.remove_prefix(bytes.size());
    if (const auto fed = reader.feed(bytes); !fed) return fails(fed.error());
    for (;;) {
      const auto frame = reader.next();
      if (!frame) return fails(frame.error());
      if (!*frame) break;
      demand(!last_seen, "a frame came after the last one");
      last_seen = (*frame)->is_last;
      payload_bytes += (*frame)->payload.size();
      demand((*frame)->payload.size() <= limits::kFramePayloadMax, "a frame is longer than allowed");
      demand(payload_bytes <= kBodyBytesMax, "frames are larger than the body was agreed to be");
      demand((*frame)->signature.size() == (reader.is_signed() ? 64 : 0), "a signature of another length");
      demand(reader.frames_read() == ++count, "frames are counted wrongly");
      told += std::to_string(static_cast<unsigned>((*frame)->type)) + ":" + (*frame)->payload + "\n";
    }
  }
  demand(reader.is_complete() == last_seen, "complete without the last frame");
  return told + (last_seen ? "complete" : "cut");
}

// The frames come out as they went in, whatever the writer does with them.
void write_and_read(std::string_view payload) {
  FrameWriter writer;
  writer.add(FrameType::pages, std::string(payload.substr(0, payload.size() / 2)));
  writer.add(FrameType::farewell, std::string(payload.substr(payload.size() / 2)));
  const std::string body = std::move(writer).finish();
  const std::string told = read(body, 4096);
  demand(told.size() >= payload.size() && told.ends_with("complete"), "what was written cannot be read");
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  fuzz::Input input(data, size);
  const std::size_t slice = std::size_t{input.byte()} + 1;
  const std::string_view body = input.rest();
  const std::string whole = fuzz::read(body, body.size() + 1);
  const std::string sliced = fuzz::read(body, slice);
  // Of a body that is damaged, the frames before the damage may come or not, as the slices lie.
  const auto frames_of = [](const std::string& told) { return std::string_view(told).substr(0, told.rfind('\n') + 1); };
  const bool damaged = whole.ends_with("failed");
  fuzz::demand(damaged == sliced.ends_with("failed"), "whether a body is damaged depends on its slices");
  fuzz::demand(damaged ? frames_of(sliced).starts_with(frames_of(whole)) : whole == sliced,
               "what is read depends on the slices");
  if (body.size() < limits::kFramePayloadMax) fuzz::write_and_read(body);
  return 0;
}
