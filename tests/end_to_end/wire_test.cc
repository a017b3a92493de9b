// Bytes that no honest program sends, at the real office and at a real laptop: bombs, hostile lengths, smuggled and
// oversized requests, hundreds of stalled ones. Each gets the documented answer, memory stays flat, the others are served.
// (The parts alone: tests/node/http_test.cc, tests/sync/frame_test.cc, tests/fuzz.)
#include <doctest/doctest.h>
#include <unistd.h>
#include <zstd.h>

#include "tests/testkit/loopback.h"
#include "tests/testkit/memory_use.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr std::uint64_t kPeakMoreKilobytesMax = 64 * 1024;
const std::string kSync = "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-satchel\r\n";

int status_of(const std::string& answer) { return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0; }

std::string zstd_of(const std::string& bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 19));
  return packed;
}

// 500 MB of zeros as a stream of frames.
std::string bomb() {
  std::string all("SAT\x01\x01", 5);
  const std::string part = zstd_of(std::string(50 << 20, '\0'));
  for (int i = 0; i < 10; ++i) all += part;
  return all;
}

std::string posted(const std::string& body, const std::string& more = "") {
  return kSync + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("an office that is sent bombs and hostile requests answers as documented, in flat memory, and serves the others") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.client_of({"ana"});
  const std::uint64_t before = peak_kilobytes(town.server().pid());
  const std::string host = "Host: 127.0.0.1\r\n";
  const std::string endless_length("SAT\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 15);
  // A body that is no exchange is answered like one: 200, and a refusal inside (PROTOCOL.md 4.9).
  const struct {
    const char* name;
    int status;
    std::string bytes;
  } shapes[] = {
      {"a bomb", 200, posted(bomb())},
      {"zeros, not compressed", 200, posted(std::string(1 << 20, '\0'))},
      {"a frame whose length does not end", 200, posted(endless_length)},
      {"a frame of 2^40 bytes", 200, posted(std::string("SAT\x01\x00\x80\x80\x80\x80\x80\x20\x01", 12))},
      {"a web form", 415, "POST /v1/sync HTTP/1.1\r\n" + host + "Content-Type: text/html\r\nContent-Length: 1\r\n\r\nx"},
      {"a body over the limit", 413, kSync + "Content-Length: 99999999\r\n\r\n"},
      {"a header of 20 KB", 431, "GET / HTTP/1.1\r\n" + host + "X-Long: " + std::string(20'000, 'x') + "\r\n\r\n"},
      {"chunked", 400, kSync + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"two lengths", 400, posted("x", "Content-Length: 2\r\n")},
      {"two hosts", 400, posted("x", host)},
      {"HTTP/1.0", 505, "GET / HTTP/1.0\r\n" + host + "\r\n"},
      {"a method of a hidden page", 405, "DELETE /v1/sync HTTP/1.1\r\n" + host + "\r\n"},
      {"a page that is not there", 404, "GET /admin HTTP/1.1\r\n" + host + "\r\n"},
  };
  // Stalled all the while: heads and bodies that do not go on.
  std::vector<Socket> stalled;
  for (int i = 0; i < 150; ++i) {
    stalled.push_back(Socket::call(town.port()));
    stalled.back().send(i % 2 == 0 ? "POST /v1/sync HT" : kSync + "Content-Length: 1000\r\n\r\nSAT");
  }
  for (int round = 0; round < 5; ++round) {
    for (const auto& shape : shapes) {
      CAPTURE(shape.name);
      const Socket link = Socket::call(town.port());
      link.send(shape.bytes);
      CHECK(status_of(link.receive()) == shape.status);
    }
    town.new_record("ana", {"note", "client_id=" + client, "body=written meanwhile"});
    town.sync("ana");
  }
  const std::uint64_t after = peak_kilobytes(town.server().pid());
  MESSAGE("the office's peak: ", before, " kB before, ", after, " kB after");
  CHECK((after < before + kPeakMoreKilobytesMax || !kMemoryIsMeasured));
  town.check_same_dump("ana");
}

TEST_CASE("a laptop that is answered with bombs and hostile lengths keeps everything, in flat memory") {
  Town town;
  town.open_for({"ana"});
  town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  const std::string note = town.new_record("ana", {"client", "given_name=Maria"});
  const auto answered = [](const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  };
  const std::string answers[] = {
      answered(bomb()),
      answered(std::string("SAT\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 15)),
      answered(std::string(1 << 20, '\0')),
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel\r\nContent-Length: 999999999999\r\n\r\nSAT",
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel\r\nContent-Length: 5\r\nX: " + std::string(1 << 20, 'x') + "\r\n\r\nSAT\x01",
  };
  for (const std::string& answer : answers) {
    CAPTURE(answer.size());
    const Impostor impostor(answer);
    Running syncing(town.laptop_words("ana", {"sync", "--office", impostor.url()}));
    std::uint64_t peak = 0;
    for (std::uint64_t now = 1; now != 0; ::usleep(2000)) {
      now = peak_kilobytes(syncing.pid());
      peak = std::max(peak, now);
    }
    CHECK(syncing.wait() != 0);
    CHECK(peak > 0);
    CHECK((peak < 96 * 1024 || !kMemoryIsMeasured));
    CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 1);
  }
  town.sync("ana");
  town.check_same_dump("ana");
}
