#include "sync/frame.h"

#include <zlib.h>
#include <zstd.h>

#include <cassert>

#include "sync/limits.h"

namespace satchel {

namespace {

constexpr std::string_view kMagic = "SAT";
constexpr std::size_t kHeadBytes = 5;
constexpr std::uint8_t kFlagZstd = 1;
constexpr std::uint8_t kFlagSigned = 2;
constexpr std::uint8_t kLastFrame = 0x80;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kCompressFrom = 200;  // smaller bodies grow under zstd
constexpr int kZstdLevel = 6;

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

char type_byte(const Frame& frame) {
  return static_cast<char>(static_cast<std::uint8_t>(frame.type) | (frame.is_last ? kLastFrame : 0));
}

Error corrupt(std::string message) { return {ErrorKind::corrupt, std::move(message), ""}; }

using Deflater = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;

// Appends the compressed bytes of one frame, flushed, so that it can be read as soon as it is there.
void deflate_frame(ZSTD_CCtx* context, std::string_view frame, bool is_last, std::string& out) {
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  std::string chunk(ZSTD_CStreamOutSize(), '\0');
  for (;;) {
    ZSTD_outBuffer slot{chunk.data(), chunk.size(), 0};
    const auto left = ZSTD_compressStream2(context, &slot, &in, is_last ? ZSTD_e_end : ZSTD_e_flush);
    assert(!ZSTD_isError(left));  // only memory or misuse can fail here
    out.append(chunk.data(), slot.pos);
    if (left == 0 && in.pos == in.size) return;
  }
}

}  // namespace

std::string signed_bytes(std::string_view context, std::uint64_t frame_number, const Frame& frame) {
  std::string bytes(context);
  put_varint(bytes, frame_number);
  bytes.push_back(type_byte(frame));
  bytes.append(sha256(frame.payload).view());
  return bytes;
}

FrameWriter::FrameWriter(Signer signer, std::string context)
    : signer_(std::move(signer)), context_(std::move(context)) {}

void FrameWriter::add(FrameType type, std::string payload) {
  payload_bytes_ += payload.size();
  frames_.push_back({type, false, std::move(payload), ""});
}

std::string FrameWriter::encode_frame(std::size_t index, bool is_last) const {
  Frame frame = frames_[index];
  frame.is_last = is_last;
  std::string checked(1, type_byte(frame));
  checked += frame.payload;
  std::string out;
  put_varint(out, frame.payload.size());
  out += checked;
  const std::uint32_t crc = crc_of(checked);
  for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(crc >> shift));
  if (signer_) out += signer_(signed_bytes(context_, index, frame));
  return out;
}

std::string FrameWriter::finish() && {
  const bool compress = payload_bytes_ >= kCompressFrom;
  std::string body(kMagic);
  body.push_back(static_cast<char>(kWireVersion));
  body.push_back(static_cast<char>((compress ? kFlagZstd : 0) | (signer_ ? kFlagSigned : 0)));
  Deflater deflater(compress ? ZSTD_createCCtx() : nullptr, &ZSTD_freeCCtx);
  if (compress) ZSTD_CCtx_setParameter(deflater.get(), ZSTD_c_compressionLevel, kZstdLevel);
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const bool is_last = i + 1 == frames_.size();
    const std::string frame = encode_frame(i, is_last);
    if (compress) {
      deflate_frame(deflater.get(), frame, is_last, body);
    } else {
      body += frame;
    }
  }
  return body;
}

struct FrameReader::Inflater {
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
  bool ended = false;  // a body is one stream; a second one, even an empty one, is left over
};

FrameReader::FrameReader(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}
FrameReader::~FrameReader() = default;

Status FrameReader::take_head() {
  if (head_.substr(0, 3) != kMagic.substr(0, std::min<std::size_t>(3, head_.size()))) {
    return corrupt("this is not an answer in Satchel's language");
  }
  if (head_.size() < kHeadBytes) return Done{};
  if (static_cast<std::uint8_t>(head_[3]) != kWireVersion) {
    return Error{ErrorKind::too_new, "the other side speaks a later version of the protocol",
                 "update this program"};
  }
  const auto flags = static_cast<std::uint8_t>(head_[4]);
  if ((flags & ~(kFlagZstd | kFlagSigned)) != 0) return corrupt("unknown flags");
  signed_ = (flags & kFlagSigned) != 0;
  if (flags & kFlagZstd) {
    inflater_ = std::make_unique<Inflater>();
    ZSTD_DCtx_setParameter(inflater_->context.get(), ZSTD_d_windowLogMax, 23);
  }
  head_done_ = true;
  return Done{};
}

Status FrameReader::inflate(std::string_view bytes) {
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  char chunk[16 * 1024];
  while (true) {
    if (inflater_->ended) {
      if (in.pos < in.size) return corrupt("bytes after the end of the compressed stream");
      return Done{};
    }
    ZSTD_outBuffer slot{chunk, sizeof chunk, 0};
    const auto left = ZSTD_decompressStream(inflater_->context.get(), &slot, &in);
    if (ZSTD_isError(left)) return corrupt("the compressed stream is damaged");
    body_bytes_ += slot.pos;
    if (body_bytes_ > body_bytes_max_) {
      return Error{ErrorKind::over_limit, "the body is larger than agreed", ""};
    }
    buffer_.append(chunk, slot.pos);
    inflater_->ended = left == 0;
    if (in.pos == in.size && slot.pos < slot.size) return Done{};
  }
}

Status FrameReader::feed(std::string_view bytes) {
  if (failed_) return *failed_;
  auto fail = [this](const Error& error) -> Status {
    failed_ = error;
    return error;
  };
  if (!head_done_) {
    const std::size_t wanted = std::min(kHeadBytes - head_.size(), bytes.size());
    head_.append(bytes.substr(0, wanted));
    bytes.remove_prefix(wanted);
    if (const auto head = take_head(); !head) return fail(head.error());
    if (!head_done_) return Done{};
  }
  if (bytes.empty()) return Done{};
  // A compressed stream may end behind the last frame: in a block that holds nothing.
  if (complete_ && (!inflater_ || inflater_->ended)) {
    return fail(corrupt("bytes after the last frame"));
  }
  if (inflater_) {
    if (const auto inflated = inflate(bytes); !inflated) return fail(inflated.error());
    return Done{};
  }
  body_bytes_ += bytes.size();
  if (body_bytes_ > body_bytes_max_) {
    return fail({ErrorKind::over_limit, "the body is larger than agreed", ""});
  }
  buffer_.append(bytes);
  return Done{};
}

Result<std::optional<Frame>> FrameReader::next() {
  if (failed_) return *failed_;
  auto fail = [this](std::string message) -> Result<std::optional<Frame>> {
    failed_ = corrupt(std::move(message));
    return *failed_;
  };
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  if (complete_) {
    if (!rest.empty()) return fail("bytes after the last frame");
    return std::optional<Frame>{};
  }
  std::uint64_t length = 0;
  std::size_t size_bytes = 0;
  for (; size_bytes < rest.size(); ++size_bytes) {
    if (size_bytes == 4) return fail("a frame's length is no number");
    const auto byte = static_cast<std::uint8_t>(rest[size_bytes]);
    length |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * size_bytes);
    if ((byte & 0x80) == 0) break;
  }
  if (size_bytes == rest.size()) return std::optional<Frame>{};
  ++size_bytes;
  if (length > limits::kFramePayloadMax) return fail("a frame is longer than allowed");
  const std::size_t tail = kCrcBytes + (signed_ ? kSignatureBytes : 0);
  const std::size_t whole = size_bytes + 1 + static_cast<std::size_t>(length) + tail;
  if (rest.size() < whole) return std::optional<Frame>{};

  const std::string_view checked = rest.substr(size_bytes, 1 + static_cast<std::size_t>(length));
  const std::string_view after = rest.substr(size_bytes + checked.size());
  std::uint32_t crc = 0;
  for (unsigned i = 0; i < 4; ++i) {
    crc |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(after[i])) << (8 * i);
  }
  if (crc != crc_of(checked)) return fail("a frame is damaged");
  const auto type = static_cast<std::uint8_t>(checked[0]);
  Frame frame{static_cast<FrameType>(type & 0x7f), (type & kLastFrame) != 0,
              std::string(checked.substr(1)),
              signed_ ? std::string(after.substr(kCrcBytes, kSignatureBytes)) : std::string()};
  at_ += whole;
  if (at_ > limits::kFrameBytesMax) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  ++frames_read_;
  complete_ = frame.is_last;
  return std::optional<Frame>(std::move(frame));
}

}  // namespace satchel
