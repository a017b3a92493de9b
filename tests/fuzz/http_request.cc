// Fuzz target: the office's HTTP server over a loopback socket. The input is everything that one connection sends.
//
// Only heads that can be read in one way reach the router; only whole bodies are finished; every answer is HTTP.
// Thread rule: the server's threads beside the one that fuzzes. Failure rule: see fuzz.h.
#include <memory>

#include "node/http/server.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testkit/loopback.h"

namespace satchel::fuzz {
namespace {

constexpr std::uint64_t kBodyBytesMax = 4096;

class Body : public http::Exchange {
 public:
  explicit Body(std::uint64_t announced) : announced_(announced) {}
  bool receive(std::string_view bytes) override {
    taken_ += bytes.size();
    demand(!bytes.empty() && taken_ <= announced_, "more body came than was announced");
    return taken_ % 7 != 6;  // sometimes enough was read
  }
  http::Answer finish() override {
    demand(taken_ == announced_ || taken_ % 7 == 6, "a body was finished that is not whole");
    return {};
  }

 private:
  std::uint64_t announced_;
  std::uint64_t taken_ = 0;
};

void check_head(const http::RequestHead& head) {
  demand(head.method == "GET" || head.method == "POST", "a method that is not taken reached the router");
  demand(head.target.starts_with("/"), "a target that is no path reached the router");
  for (const char c : head.target) demand(c > ' ' && c < '\x7f', "a target with blanks or controls reached the router");
  for (const char c : head.content_type) {
    demand(static_cast<unsigned char>(c) >= ' ' || c == '\t', "a content type of several lines reached the router");
  }
  demand(head.content_length <= kBodyBytesMax, "a body over the limit reached the router");
  demand(head.peer == "127.0.0.1", "a peer that is not the one");
}

std::uint16_t server_port() {
  static const std::unique_ptr<http::Server> server = [] {
    http::ServerOptions options;
    options.worker_threads = 1;
    options.body_bytes_max = kBodyBytesMax;
    auto started = http::Server::start(std::move(options), [](const http::RequestHead& head) {
      check_head(head);
      if (head.target == "/none") {
        http::Answer answer;
        answer.status = 404;
        return std::variant<http::Answer, std::unique_ptr<http::Exchange>>(answer);
      }
      return std::variant<http::Answer, std::unique_ptr<http::Exchange>>(std::make_unique<Body>(head.content_length));
    });
    demand(static_cast<bool>(started), "the server does not start");
    return std::move(*started);
  }();
  return server->port();
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel::fuzz;
  using satchel::testkit::Socket;
  const Socket link = Socket::call(server_port());
  link.send(Input(data, size).rest());
  link.end_sending();
  const std::string answers = link.receive_all();
  demand(answers.empty() || answers.starts_with("HTTP/1.1 "), "an answer that is no HTTP");
  return 0;
}
