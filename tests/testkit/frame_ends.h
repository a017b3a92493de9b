// Where the frames of what went over one HTTP connection end, in bytes from its beginning.
//
// Thread rule: none. Failure rule: what is not HTTP with a Content-Length and our bodies fails the test.
#pragma once

#include <doctest/doctest.h>

#include <cctype>
#include <cstdint>
#include <string>
#include <vector>

#include "sync/frame.h"
#include "sync/limits.h"

namespace satchel::testkit {

inline std::size_t content_length(std::string head) {
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::string name = "content-length:";
  const std::size_t at = head.find(name);
  REQUIRE(at != std::string::npos);
  return std::stoul(head.substr(at + name.size()));
}

// One direction of a connection: messages one after another. The frames are found by reading the bodies byte by byte.
inline std::vector<std::uint64_t> frame_ends(const std::string& stream) {
  std::vector<std::uint64_t> ends;
  std::size_t at = 0;
  while (at < stream.size()) {
    const std::size_t head_end = stream.find("\r\n\r\n", at);
    REQUIRE(head_end != std::string::npos);
    const std::size_t body = head_end + 4;
    const std::size_t size = content_length(stream.substr(at, body - at));
    REQUIRE(body + size <= stream.size());
    ends.push_back(body);  // the head alone
    FrameReader reader(limits::kAnswerBytesMax);
    for (std::size_t i = body; i < body + size; ++i) {
      REQUIRE(reader.feed(std::string_view(stream).substr(i, 1)));
      auto frame = reader.next();
      REQUIRE(frame);
      if (*frame) ends.push_back(i + 1);
    }
    CHECK(reader.is_complete());
    at = body + size;
  }
  return ends;
}

}  // namespace satchel::testkit
