// Frames: how messages travel in the body of a request or an answer.
//
//   body  := "SAT" version flags stream      flags: 1 = the stream is zstd, 2 = frames are signed
//   stream:= frame*                          one zstd stream a body, flushed at the end of each frame
//   frame := length type payload crc [signature]
//            length: varint, of payload; type: one byte, 0x80 set on the last frame of the body;
//            crc: CRC-32 (ISO 3309, as in zlib) of type and payload, 4 bytes little-endian;
//            signature: 64 bytes, Ed25519 over context, frame number, type and payload
//
// A frame is signed by itself, so that the receiver may commit it on arrival: a signature over the whole
// body would be worth nothing before the last byte, and a cut would then cost the whole body.
// Thread rule: one thread. Failure rule: the reader returns an Error (`corrupt`, `too_new`,
// `over_limit`) and from then on only that one; it never throws and allocates at most one frame.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/message.h"
#include "sync/result.h"

namespace satchel {

inline constexpr std::string_view kContentType = "application/x-satchel";

struct Frame {
  FrameType type{};
  bool is_last = false;
  std::string payload;
  std::string signature;  // empty when the body is not signed
};

// Signs the bytes it is given; empty function: frames are not signed (the link authenticates).
using Signer = std::function<std::string(std::string_view)>;

// What a signature covers.
std::string signed_bytes(std::string_view context, std::uint64_t frame_number, const Frame& frame);

class FrameWriter {
 public:
  explicit FrameWriter(Signer signer = nullptr, std::string context = "");
  // Puts a frame at the end. The context may be set late: it is first used by `finish`.
  void add(FrameType type, std::string payload);
  std::size_t payload_bytes() const { return payload_bytes_; }
  // The whole body; compressed when that makes it smaller.
  std::string finish() &&;

 private:
  std::string encode_frame(std::size_t index, bool is_last) const;

  Signer signer_;
  std::string context_;
  std::vector<Frame> frames_;
  std::size_t payload_bytes_ = 0;
};

class FrameReader {
 public:
  // `body_bytes_max`: after decompression.
  explicit FrameReader(std::size_t body_bytes_max);
  ~FrameReader();

  // Takes the next bytes of the body, in slices of any size.
  Status feed(std::string_view bytes);
  // The next whole frame whose CRC is right, or nothing yet.
  Result<std::optional<Frame>> next();
  // The last frame was taken and nothing came after it.
  bool is_complete() const { return complete_; }
  bool is_signed() const { return signed_; }
  std::uint64_t frames_read() const { return frames_read_; }

 private:
  struct Inflater;

  Status take_head();
  Status inflate(std::string_view bytes);

  std::size_t body_bytes_max_;
  std::size_t body_bytes_ = 0;
  std::string head_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool head_done_ = false;
  bool signed_ = false;
  bool complete_ = false;
  std::uint64_t frames_read_ = 0;
  std::unique_ptr<Inflater> inflater_;
  std::optional<Error> failed_;
};

}  // namespace satchel
