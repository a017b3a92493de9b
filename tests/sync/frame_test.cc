#include "sync/frame.h"

#include <doctest/doctest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sync/limits.h"
#include "sync/signature.h"
#include "tests/sim/random.h"
#include "tests/sync/allocations.h"

namespace satchel {

namespace {

constexpr std::size_t kBodyMax = 1024 * 1024;

// ---- writing
// -------------------------------------------------------------------------------------------

struct Sent {
  FrameType type;
  std::string payload;
};

std::string body_of(const std::vector<Sent>& frames, Signer signer = nullptr,
                    std::string context = "") {
  FrameWriter writer(std::move(signer), std::move(context));
  for (const Sent& frame : frames) writer.add(frame.type, frame.payload);
  return std::move(writer).finish();
}

// Too short to be compressed.
std::vector<Sent> short_frames() {
  return {{FrameType::hello, "hello there"}, {FrameType::vector, ""}, {FrameType::saves, "a save"}};
}

// Long enough; words, so that it gets smaller.
std::vector<Sent> long_frames() {
  std::string words;
  for (int i = 0; i < 400; ++i) words += "visit " + std::to_string(i * 7919 % 1000) + " done. ";
  return {{FrameType::welcome, "short"}, {FrameType::pages, words}, {FrameType::farewell, "end"}};
}

// By the format as frame.h tells it, without the writer.
std::string plain_frame(std::uint8_t type, const std::string& payload) {
  std::string out;
  std::size_t length = payload.size();
  for (; length >= 0x80; length >>= 7) out.push_back(static_cast<char>(length | 0x80));
  out.push_back(static_cast<char>(length));
  const std::string checked = std::string(1, static_cast<char>(type)) + payload;
  out += checked;
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
  for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(crc >> shift));
  return out;
}
constexpr std::uint8_t kLast = 0x80;
const std::string kPlainHead("SAT\x01\x00", 5);
const std::string kZstdHead("SAT\x01\x01", 5);

// One stream, flushed before it ends, so that its end is a block of its own; `flushed` says where
// that begins.
std::string zstd_of(const std::string& bytes, int window_log = 0, std::size_t* flushed = nullptr) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (window_log != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  std::string stream(ZSTD_compressBound(bytes.size()) + 100, '\0');
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer out{stream.data(), stream.size(), 0};
  REQUIRE(ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush) == 0);
  if (flushed != nullptr) *flushed = out.pos;
  REQUIRE(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end) == 0);
  ZSTD_freeCCtx(context);
  stream.resize(out.pos);
  return stream;
}

// ---- reading
// -------------------------------------------------------------------------------------------

struct Read {
  std::vector<Frame> frames;
  std::optional<Error> error;
  bool complete = false;
};

// Feeds the body in slices, takes frames as soon as they are there.
Read read_in_slices(const std::string& body, std::size_t slice, std::size_t body_max = kBodyMax) {
  FrameReader reader(body_max);
  Read result;
  std::string_view rest = body;
  while (!rest.empty() && !result.error) {
    const auto fed = reader.feed(rest.substr(0, slice));
    rest.remove_prefix(std::min(slice, rest.size()));
    if (!fed) result.error = fed.error();
    while (!result.error) {
      auto next = reader.next();
      if (!next) {
        result.error = next.error();
      } else if (*next) {
        result.frames.push_back(std::move(**next));
      } else {
        break;
      }
    }
  }
  result.complete = reader.is_complete() && !result.error;
  return result;
}
Read read_whole(const std::string& body) {
  return read_in_slices(body, body.size());
}

bool is_prefix(const std::vector<Frame>& frames, const std::vector<Sent>& sent) {
  if (frames.size() > sent.size()) return false;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (frames[i].type != sent[i].type || frames[i].payload != sent[i].payload) return false;
    if (frames[i].is_last != (i + 1 == sent.size())) return false;
  }
  return true;
}
bool is_all(const Read& read, const std::vector<Sent>& sent) {
  return !read.error && read.complete && read.frames.size() == sent.size() &&
         is_prefix(read.frames, sent);
}

ErrorKind kind_of(const Read& read) {
  REQUIRE(read.error);
  return read.error->kind;
}

// ---- signing
// -------------------------------------------------------------------------------------------

KeyPair keys_of(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(number);
  return make_key_pair(seed);
}

Signer signer_of(const KeyPair& keys) {
  return [secret = keys.secret](std::string_view bytes) { return sign(secret, bytes); };
}

// How many frames of the body are believed, one after the other, by who knows the key and the
// context.
std::size_t believed(const std::string& body, const std::string& public_key,
                     const std::string& context) {
  FrameReader reader(kBodyMax);
  if (!reader.feed(body)) return 0;
  for (std::size_t count = 0;; ++count) {
    const auto next = reader.next();
    if (!next || !*next || !reader.is_signed()) return count;
    const Frame& frame = **next;
    if (!verify(public_key, signed_bytes(context, reader.frames_read() - 1, frame),
                frame.signature)) {
      return count;
    }
  }
}

// The frames of an uncompressed signed body, as bytes.
std::vector<std::string> split_signed(const std::string& body) {
  std::vector<std::string> frames;
  for (std::size_t at = 5; at < body.size();) {
    const std::size_t length = static_cast<std::uint8_t>(body[at]);
    REQUIRE(length < 0x80);
    const std::size_t whole = 1 + 1 + length + 4 + kSignatureBytes;
    frames.push_back(body.substr(at, whole));
    at += whole;
  }
  return frames;
}

}  // namespace

// ---- good bodies
// -----------------------------------------------------------------------------------------

TEST_CASE("a short body has the bytes that frame.h tells of") {
  CHECK(body_of(short_frames()) == kPlainHead + plain_frame(1, "hello there") + plain_frame(2, "") +
                                       plain_frame(3 | kLast, "a save"));
}

TEST_CASE("frames come out as they went in, whatever the slices") {
  for (const auto& frames : {short_frames(), long_frames()}) {
    const std::string body = body_of(frames);
    for (const std::size_t slice : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7},
                                    std::size_t{64}, std::size_t{1000}, body.size()}) {
      CAPTURE(slice);
      CHECK(is_all(read_in_slices(body, slice), frames));
    }
  }
}

TEST_CASE("a body of some length is compressed, and says so") {
  const std::string body = body_of(long_frames());
  CHECK(body.substr(0, 5) == kZstdHead);
  CHECK(body.size() < 3000);
  CHECK(body_of(short_frames()).substr(0, 5) == kPlainHead);
}

TEST_CASE("a compressed frame can be read as soon as its last byte is there") {
  FrameWriter one;
  one.add(FrameType::pages, std::string(3000, 'p'));
  FrameWriter two;
  two.add(FrameType::pages, std::string(3000, 'p'));
  two.add(FrameType::farewell, std::string(3000, 'q'));
  const std::string body = std::move(two).finish();
  FrameReader reader(kBodyMax);
  std::size_t needed = 0;
  for (; needed < body.size() && reader.frames_read() == 0; ++needed) {
    REQUIRE(reader.feed(std::string_view(body).substr(needed, 1)));
    REQUIRE(reader.next());
  }
  CHECK(reader.frames_read() == 1);
  CHECK(needed < body.size() - 10);
}

TEST_CASE("a frame of the greatest length passes") {
  sim::Random random(3);
  std::string payload(limits::kFramePayloadMax, '\0');
  for (char& byte : payload) byte = static_cast<char>(random.next());
  const std::vector<Sent> frames = {{FrameType::saves, payload}, {FrameType::saves, payload}};
  CHECK(is_all(read_in_slices(body_of(frames), 4096), frames));
}

TEST_CASE("many frames pass through one reader, which forgets what was read") {
  std::vector<Sent> frames;
  for (int i = 0; i < 200; ++i) {
    frames.push_back({FrameType::pages, std::string(1000, static_cast<char>('a' + i % 26))});
  }
  CHECK(is_all(read_in_slices(body_of(frames), 977), frames));
}

TEST_CASE("a type of a later version is handed over for the session to judge") {
  const Read read = read_whole(kPlainHead + plain_frame(77, "new") + plain_frame(19 | kLast, ""));
  REQUIRE(read.frames.size() == 2);
  CHECK(static_cast<int>(read.frames[0].type) == 77);
  CHECK(read.complete);
}

// ---- what ends early, or is damaged
// --------------------------------------------------------------------------

TEST_CASE("a body that is cut gives its whole frames and is never complete") {
  for (const auto& frames : {short_frames(), long_frames()}) {
    const std::string body = body_of(frames);
    for (std::size_t size = 0; size < body.size(); ++size) {
      const Read read = read_whole(body.substr(0, size));
      if (read.error || read.complete || !is_prefix(read.frames, frames)) {
        FAIL_CHECK("cut after ", size, " of ", body.size());
      }
    }
  }
}

TEST_CASE("a changed byte never gives a frame that was not sent") {
  for (const auto& frames : {short_frames(), long_frames()}) {
    const std::string body = body_of(frames);
    std::string changed = body;
    std::size_t noticed = 0;
    for (std::size_t at = 0; at < body.size(); ++at) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        changed[at] = static_cast<char>(body[at] ^ (1 << bit));
        const Read read = read_whole(changed);
        if (!is_prefix(read.frames, frames)) FAIL_CHECK("byte ", at, ", bit ", bit);
        // Some bits of zstd's own heads mean nothing for the contents; then all is as it was sent.
        if (read.complete && !is_all(read, frames))
          FAIL_CHECK("complete: byte ", at, ", bit ", bit);
        if (!read.complete) ++noticed;
      }
    }
    CHECK(noticed > body.size() * 8 - 24);
  }
}

TEST_CASE("damage under the CRC is told as damage") {
  const std::string body = body_of(short_frames());
  for (std::size_t at = 6; at < 6 + 1 + 11 + 4; ++at) {  // type, payload, CRC of the first frame
    std::string changed = body;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const Read read = read_whole(changed);
    CHECK(kind_of(read) == ErrorKind::corrupt);
    CHECK(read.error->message == "a frame is damaged");
    CHECK(read.frames.empty());
  }
}

TEST_CASE("a reader that failed gives its first error from then on, and no frame") {
  FrameReader reader(kBodyMax);
  std::string bad = plain_frame(2, "vector");
  bad.back() = static_cast<char>(bad.back() ^ 1);
  REQUIRE(reader.feed(kPlainHead + plain_frame(1, "hello") + bad + plain_frame(3 | kLast, "save")));
  CHECK(reader.next());
  for (int i = 0; i < 3; ++i) {
    const auto next = reader.next();
    REQUIRE_FALSE(next);
    CHECK(next.error().message == "a frame is damaged");
    const auto fed = reader.feed("more");
    REQUIRE_FALSE(fed);
    CHECK(fed.error().message == "a frame is damaged");
  }
  CHECK(reader.frames_read() == 1);
  CHECK_FALSE(reader.is_complete());
}

// ---- what is no body of ours
// ------------------------------------------------------------------------------------

TEST_CASE("a page of a hotel's network is told apart at its first byte") {
  for (const std::string page :
       {"<html><body>Welcome! Please log in.", "HTTP/1.1 200 OK", "{}", "sat\x01", "SAX\x01"}) {
    for (const std::size_t slice : {std::size_t{1}, page.size()}) {
      const Read read = read_in_slices(page, slice);
      CHECK(kind_of(read) == ErrorKind::corrupt);
      CHECK(read.error->message == "this is not an answer in Satchel's language");
    }
  }
  FrameReader reader(kBodyMax);
  CHECK_FALSE(reader.feed("<"));
}

TEST_CASE("a later version of the protocol is told as such, with what to do") {
  for (const std::size_t slice : {1, 100}) {
    const Read read = read_in_slices(std::string("SAT\x02\x00", 5) + plain_frame(1, "x"), slice);
    CHECK(kind_of(read) == ErrorKind::too_new);
    CHECK(read.error->hint == "update this program");
    CHECK(read.frames.empty());
  }
}

TEST_CASE("unknown flags are refused") {
  for (unsigned flags = 4; flags < 256; flags += 4) {
    const Read read = read_whole("SAT\x01" + std::string(1, static_cast<char>(flags)) +
                                 plain_frame(1 | kLast, "x"));
    CHECK(kind_of(read) == ErrorKind::corrupt);
    CHECK(read.frames.empty());
  }
}

TEST_CASE("bytes after the last frame are refused, with it or after it, compressed or not") {
  const std::string more = plain_frame(19, "one more");
  for (const auto& frames : {short_frames(), long_frames()}) {
    const std::string body = body_of(frames);
    for (const std::string& tail : {std::string("x"), std::string(1, '\0'), std::string("<html>"),
                                    more, body, zstd_of(more), zstd_of("")}) {
      CAPTURE(tail.size());
      CHECK(kind_of(read_whole(body + tail)) == ErrorKind::corrupt);
      CHECK(kind_of(read_in_slices(body + tail, 1)) == ErrorKind::corrupt);
    }
  }
}

TEST_CASE("a reader that has read the last frame takes no more bytes, and says so at once") {
  for (const auto& frames : {short_frames(), long_frames()}) {
    FrameReader reader(kBodyMax);
    REQUIRE(reader.feed(body_of(frames)));
    for (std::size_t i = 0; i < frames.size(); ++i) CHECK(reader.next());
    CHECK(reader.is_complete());
    CHECK(reader.feed(""));
    CHECK(reader.is_complete());
    const auto fed = reader.feed("x");
    REQUIRE_FALSE(fed);
    CHECK(fed.error().kind == ErrorKind::corrupt);
  }
}

TEST_CASE("a stream may end in bytes of its own, behind the last frame") {
  const std::string frames = plain_frame(1, "hello") + plain_frame(3 | kLast, "save");
  std::size_t flushed = 0;
  const std::string stream = zstd_of(frames, 0, &flushed);
  REQUIRE(stream.size() > flushed);
  for (const std::size_t slice : {std::size_t{1}, 5 + flushed, 5 + stream.size()}) {
    CHECK(read_in_slices(kZstdHead + stream, slice).complete);
    CHECK(read_in_slices(kZstdHead + stream + "x", slice).error);
  }
}

TEST_CASE("bytes after the last frame within the compressed stream are refused") {
  const std::string stream = plain_frame(1, "hello") + plain_frame(3 | kLast, "save");
  CHECK(read_whole(kZstdHead + zstd_of(stream)).complete);
  CHECK(kind_of(read_whole(kZstdHead + zstd_of(stream + plain_frame(3, "save")))) ==
        ErrorKind::corrupt);
  CHECK(kind_of(read_whole(kZstdHead + zstd_of(stream + "x"))) == ErrorKind::corrupt);
}

// ---- what would cost memory
// ---------------------------------------------------------------------------------------

TEST_CASE("a frame that is longer than allowed is refused at its length") {
  const auto length = [](std::size_t size) {
    std::string bytes;
    for (; size >= 0x80; size >>= 7) bytes.push_back(static_cast<char>(size | 0x80));
    bytes.push_back(static_cast<char>(size));
    return bytes;
  };
  CHECK_FALSE(read_whole(kPlainHead + length(limits::kFramePayloadMax)).error);
  const Read read = read_whole(kPlainHead + length(limits::kFramePayloadMax + 1));
  CHECK(kind_of(read) == ErrorKind::corrupt);
  CHECK(read.error->message == "a frame is longer than allowed");
  CHECK(kind_of(read_whole(kPlainHead + length((std::size_t{1} << 28) - 1))) == ErrorKind::corrupt);
}

TEST_CASE("a length that does not end is refused") {
  CHECK_FALSE(read_whole(kPlainHead + std::string(4, '\x80')).error);
  CHECK(kind_of(read_whole(kPlainHead + std::string(5, '\x80'))) == ErrorKind::corrupt);
  CHECK(kind_of(read_whole(kPlainHead + "\x80\x80\x80\x80\x01")) == ErrorKind::corrupt);
  CHECK(kind_of(read_in_slices(kPlainHead + std::string(5, '\xff'), 1)) == ErrorKind::corrupt);
}

TEST_CASE("a body that is larger than agreed is stopped") {
  std::string body = kPlainHead;
  while (body.size() < 5000) body += plain_frame(3, std::string(100, 's'));
  const std::string agreed = body.substr(0, 5 + 4000);
  CHECK_FALSE(read_in_slices(agreed, 100, 4000).error);
  const Read read = read_in_slices(body, 100, 4000);
  CHECK(kind_of(read) == ErrorKind::over_limit);
}

TEST_CASE("a compression bomb is stopped at the agreed size, in bounded memory") {
  const std::string zeros(64 * 1024 * 1024, '\0');
  const std::string bomb = kZstdHead + zstd_of(zeros);
  CHECK(bomb.size() < 10'000);
  for (const std::size_t slice : {std::size_t{1}, std::size_t{100}, bomb.size()}) {
    const testkit::Allocations allocations;
    const Read read = read_in_slices(bomb, slice);
    // As frames they end at once: an endless row of empty frames of type 0 with a wrong CRC.
    CHECK(read.error);
    CHECK(read.frames.empty());
    CHECK(allocations.peak_bytes() < 4 * kBodyMax);
  }
}

TEST_CASE("a bomb of good frames is stopped at the agreed size, too") {
  std::string frames;
  const std::string frame = plain_frame(18, std::string(60'000, 'p'));
  while (frames.size() < 8 * kBodyMax) frames += frame;
  const std::string bomb = kZstdHead + zstd_of(frames);
  for (const std::size_t slice : {std::size_t{1}, std::size_t{100}, bomb.size()}) {
    const testkit::Allocations allocations;
    const Read read = read_in_slices(bomb, slice);
    CHECK(kind_of(read) == ErrorKind::over_limit);
    CHECK(read.frames.size() <= kBodyMax / frame.size());
    CHECK(allocations.peak_bytes() < 4 * kBodyMax);
  }
}

TEST_CASE("a stream that asks for a great window is refused: the window would be allocated") {
  const std::string stream = plain_frame(1, "hello") + plain_frame(3 | kLast, "save");
  CHECK(read_whole(kZstdHead + zstd_of(stream, 23)).complete);
  for (const int window_log : {24, 25, 27}) {
    const Read read = read_whole(kZstdHead + zstd_of(stream, window_log));
    CHECK(kind_of(read) == ErrorKind::corrupt);
  }
}

TEST_CASE("what is flagged as compressed and is not is refused") {
  const Read read =
      read_whole(kZstdHead + plain_frame(1, "hello") + plain_frame(3 | kLast, "save"));
  CHECK(kind_of(read) == ErrorKind::corrupt);
}

// ---- signatures
// -----------------------------------------------------------------------------------------------------

TEST_SUITE("signed frames") {
  const std::string kContext = "satchel request 1 office 7 12 ";

  TEST_CASE("are believed by who knows the key and what they are for") {
    const KeyPair keys = keys_of(1);
    for (const auto& frames : {short_frames(), long_frames()}) {
      const std::string body = body_of(frames, signer_of(keys), kContext);
      CHECK(believed(body, keys.open, kContext) == frames.size());
      for (const std::size_t slice : {std::size_t{1}, std::size_t{50}}) {
        CHECK(is_all(read_in_slices(body, slice), frames));
      }
    }
  }

  TEST_CASE("of another key, of an unsigned body, or for a key that is none are not believed") {
    const std::string body = body_of(short_frames(), signer_of(keys_of(1)), kContext);
    CHECK(believed(body, keys_of(2).open, kContext) == 0);
    CHECK(believed(body, "", kContext) == 0);
    CHECK(believed(body, std::string(32, '\0'), kContext) == 0);
    CHECK(believed(body_of(short_frames()), keys_of(1).open, kContext) == 0);
  }

  TEST_CASE("of another request, office, laptop or direction are not believed") {
    const KeyPair keys = keys_of(1);
    const std::string body = body_of(short_frames(), signer_of(keys), kContext);
    for (const std::string other :
         {"satchel request 1 office 7 13 ", "satchel request 1 office 8 12 ",
          "satchel request 1 elsewhere 7 12 ", "satchel answer 1 office 7 12 ", ""}) {
      CHECK(believed(body, keys.open, other) == 0);
    }
  }

  TEST_CASE("that change their places, are missing or come twice are not believed") {
    const KeyPair keys = keys_of(1);
    const std::string body = body_of(short_frames(), signer_of(keys), kContext);
    const std::string head = body.substr(0, 5);
    const auto frames = split_signed(body);
    REQUIRE(frames.size() == 3);
    CHECK(believed(head + frames[0] + frames[1] + frames[2], keys.open, kContext) == 3);
    CHECK(believed(head + frames[1] + frames[0] + frames[2], keys.open, kContext) == 0);
    CHECK(believed(head + frames[0] + frames[2], keys.open, kContext) == 1);
    CHECK(believed(head + frames[1] + frames[2], keys.open, kContext) == 0);
    CHECK(believed(head + frames[0] + frames[0] + frames[1] + frames[2], keys.open, kContext) == 1);
    // Without its last frame a body is not complete.
    FrameReader reader(kBodyMax);
    REQUIRE(reader.feed(head + frames[0] + frames[1]));
    CHECK(reader.next());
    CHECK(reader.next());
    CHECK_FALSE(reader.is_complete());
  }

  TEST_CASE("that are declared to be the last one are not believed") {
    const KeyPair keys = keys_of(1);
    Frame frame{FrameType::hello, false, "hello there", ""};
    frame.signature = sign(keys.secret, signed_bytes(kContext, 0, frame));
    const std::string body =
        std::string("SAT\x01\x02", 5) + plain_frame(1 | kLast, frame.payload) + frame.signature;
    CHECK(read_whole(body).complete);
    CHECK(believed(body, keys.open, kContext) == 0);
  }

  TEST_CASE("are not believed when one bit of payload, type or signature is changed") {
    const KeyPair keys = keys_of(1);
    Frame frame{FrameType::saves, true, "a save", ""};
    frame.signature = sign(keys.secret, signed_bytes(kContext, 2, frame));
    const auto right = [&](const Frame& changed, std::uint64_t number) {
      return verify(keys.open, signed_bytes(kContext, number, changed), changed.signature);
    };
    CHECK(right(frame, 2));
    CHECK_FALSE(right(frame, 1));
    for (std::size_t i = 0; i < frame.payload.size(); ++i) {
      Frame changed = frame;
      changed.payload[i] = static_cast<char>(changed.payload[i] ^ 1);
      CHECK_FALSE(right(changed, 2));
    }
    for (std::size_t i = 0; i < frame.signature.size(); ++i) {
      Frame changed = frame;
      changed.signature[i] = static_cast<char>(changed.signature[i] ^ 1);
      CHECK_FALSE(right(changed, 2));
    }
    Frame changed = frame;
    changed.type = FrameType::vector;
    CHECK_FALSE(right(changed, 2));
    changed = frame;
    changed.signature.pop_back();
    CHECK_FALSE(right(changed, 2));
  }
}

}  // namespace satchel
