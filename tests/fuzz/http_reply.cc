// Fuzz target: the laptop's HTTP client over a loopback socket. The first byte says what is asked for; the rest is all
// that the other side answers.
//
// Purpose: whoever sits on the line may say anything: the client ends, holds no more than was agreed, and hands to the
// sink only what comes as Satchel's own type with status 200.
// Thread rule: the other side is a thread of its own. Failure rule: see fuzz.h.
#include <thread>

#include "node/http/client.h"
#include "sync/frame.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testkit/loopback.h"

namespace satchel::fuzz {
namespace {

constexpr std::size_t kAnswerBytesMax = 8192;

using testkit::Socket;

// Reads the head of a request and so much as comes with it, says its piece and ends.
void answer_once(const Socket& listener, std::string_view words) {
  const Socket link = listener.accept();
  std::string heard;
  while (heard.find("\r\n\r\n") == std::string::npos) {
    const std::string more = link.receive();
    if (more.empty()) break;
    heard += more;
  }
  link.send(words);
  link.end_sending();
  while (!link.receive().empty()) {}
}

void check_error(const Error& error) {
  demand(!error.message.empty(), "an error without words");
  demand(error.kind == ErrorKind::offline || error.kind == ErrorKind::over_limit || error.kind == ErrorKind::corrupt,
         "an error that is not the link's");
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  using namespace satchel::fuzz;
  static std::uint16_t port = 0;
  static const Socket listener = Socket::listen(port);
  Input input(data, size);
  const std::uint8_t asks = input.byte();
  const std::string_view words = input.rest();
  std::thread other([&] { answer_once(listener, words); });
  std::size_t taken = 0;
  {
    http::ClientOptions options;
    options.url = "http://127.0.0.1:" + std::to_string(port);
    options.answer_bytes_max = kAnswerBytesMax;
    http::Client client(std::move(options));
    const http::Client::Sink sink = [&](std::string_view bytes) {
      taken += bytes.size();
      demand(taken <= kAnswerBytesMax, "the sink got more than was agreed");
      return (asks & 4) == 0 || taken < 100;
    };
    const bool with_sink = (asks & 1) == 0;
    const auto reply = (asks & 2) != 0
                           ? client.get("/v1/health")
                           : client.post("/v1/sync", std::string(kContentType), "a request", with_sink ? sink : nullptr);
    if (!reply) check_error(reply.error());
    if (reply) {
      demand(reply->status >= 0 && reply->status <= 999, "a status that is none");
      demand(reply->body.size() <= std::max(kAnswerBytesMax, std::size_t{64} * 1024), "more was kept than was agreed");
      demand(taken == 0 || (reply->status == 200 && reply->content_type == kContentType),
             "the sink got what is not Satchel's");
    }
  }
  other.join();
  return 0;
}
