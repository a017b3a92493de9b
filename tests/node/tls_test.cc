// TLS between the real server and the real client, and against those who are not the office: over loopback sockets.
#include "node/http/tls.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "node/http/client.h"
#include "node/http/server.h"
#include "node/shared/enrolment_code.h"
#include "sync/signature.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/tls_server.h"

using namespace satchel;
using namespace satchel::http;
using satchel::testkit::CountingTlsServer;
using satchel::testkit::TlsFace;

namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000;  // November 2026
const std::string kType = "application/x-satchel";
const std::string kBody(100'000, 'b');

KeyPair keys(std::uint8_t seed) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(seed);
  return make_key_pair(bytes);
}

const KeyPair kOffice = keys(1);
const KeyPair kServer = keys(2);
const KeyPair kLaptop = keys(3);
const KeyPair kStranger = keys(4);

std::string server_certificate(const KeyPair& office, std::int64_t now_ms = kNowMs,
                               const std::vector<std::string>& names = {"127.0.0.1"}) {
  return make_server_certificate(office.secret, kServer.open, names, now_ms, {1});
}
ServerTls tls_of(const std::string& certificate) {
  return {make_authority_certificate(kOffice.secret), certificate, kServer.secret};
}
TlsFace face_of(const KeyPair& office, const std::string& certificate) {
  return {certificate, {make_authority_certificate(office.secret)}, kServer.secret};
}
std::string device_certificate(const KeyPair& office, std::int64_t now_ms = kNowMs) {
  return make_device_certificate(office.secret, kLaptop.open, now_ms, {2});
}

// A laptop that knows the office's key.
ClientOptions laptop(const std::string& url, const std::string& certificate = "") {
  ClientOptions options;
  options.url = url;
  options.tls = ClientTls{[](std::string_view key) { return key == kOffice.open; }, kNowMs, certificate,
                          kLaptop.secret};
  return options;
}

Result<Reply> send(const ClientOptions& options) { return Client(options).post("/echo", kType, kBody); }

// Refused, with these words and a hint that says what was (not) done.
void check_refused(const Result<Reply>& reply, ErrorKind kind, const char* words) {
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == kind);
  CHECK_MESSAGE(reply.error().message.find(words) != std::string::npos, reply.error().message);
  CHECK_FALSE(reply.error().hint.empty());
}

class Echo : public Exchange {
 public:
  bool receive(std::string_view bytes) override {
    body_ += bytes;
    return true;
  }
  Answer finish() override { return {200, kType, std::move(body_), {}}; }

 private:
  std::string body_;
};

// Echoes, and keeps what it was told about who asked.
class Office {
 public:
  explicit Office(ServerOptions options = {}, bool tls = true) {
    if (tls && !options.tls) options.tls = tls_of(server_certificate(kOffice));
    auto started = Server::start(std::move(options), [this](const RequestHead& head) {
      const std::lock_guard lock(mutex_);
      heads_.push_back(head);
      return std::unique_ptr<Exchange>(std::make_unique<Echo>());
    });
    REQUIRE(started);
    server_ = std::move(*started);
  }
  std::string url(const std::string& scheme = "https") const {
    return scheme + "://127.0.0.1:" + std::to_string(server_->port());
  }
  Server& server() { return *server_; }
  std::vector<RequestHead> heads() {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

 private:
  std::mutex mutex_;
  std::vector<RequestHead> heads_;
  std::unique_ptr<Server> server_;
};

// A socket that says these bytes and nothing more; how long until the server closes it, and what it answered.
struct Silence {
  std::string answer;
  std::int64_t ms = 0;
};
Silence say_only(std::uint16_t port, const std::string& bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const timeval most{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  const auto began = std::chrono::steady_clock::now();
  Silence heard;
  std::array<char, 1024> part{};
  for (;;) {
    const ssize_t size = ::recv(socket, part.data(), part.size(), 0);
    if (size <= 0) break;
    heard.answer.append(part.data(), static_cast<std::size_t>(size));
  }
  heard.ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  ::close(socket);
  return heard;
}

}  // namespace

TEST_SUITE("over TLS") {
  TEST_CASE("a laptop and its office exchange bodies of any size, on one connection") {
    Office office;
    Client client(laptop(office.url(), device_certificate(kOffice)));
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{16'384}, std::size_t{3'000'001}}) {
      const std::string body(size, 's');
      const auto reply = client.post("/echo", kType, body);
      REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
      CHECK(reply->status == 200);
      CHECK(reply->body == body);
    }
    CHECK(client.traffic().connections == 1);
  }

  TEST_CASE("the office knows whose request it is, and until when the certificate is good") {
    Office office;
    REQUIRE(send(laptop(office.url(), device_certificate(kOffice))));
    REQUIRE(office.heads().size() == 1);
    const auto device = office.heads()[0].device;
    REQUIRE(device);
    CHECK(device->key == kLaptop.open);
    CHECK(device->dates.from_ms == kNowMs - kDayMs);
    CHECK(device->dates.until_ms == kNowMs + 400 * kDayMs);
  }

  TEST_CASE("a laptop without a certificate is let in as nobody") {
    Office office;
    REQUIRE(send(laptop(office.url())));
    CHECK_FALSE(office.heads()[0].device);
  }

  TEST_CASE("dates are the caller's to judge: an old certificate is let in and told") {
    Office office;
    for (const std::int64_t now_ms : {std::int64_t{0}, kNowMs - 500 * kDayMs, kNowMs + 5'000 * kDayMs}) {
      REQUIRE(send(laptop(office.url(), device_certificate(kOffice, now_ms))));
      CHECK(office.heads().back().device->dates.until_ms == now_ms + 400 * kDayMs);
    }
  }

  TEST_CASE("a certificate that the office did not give is refused before the request is looked at") {
    Office office;
    const std::string for_servers = make_server_certificate(kOffice.secret, kLaptop.open, {"a"}, kNowMs, {3});
    for (const std::string& rogue : {device_certificate(kStranger), for_servers}) {
      check_refused(send(laptop(office.url(), rogue)), ErrorKind::refused, "does not take this laptop's certificate");
    }
    CHECK(office.heads().empty());
    const auto wrong_key = send(laptop(office.url(), make_device_certificate(kOffice.secret, kStranger.open, kNowMs, {3})));
    check_refused(wrong_key, ErrorKind::corrupt, "does not belong to its key");
  }

  TEST_CASE("the office shakes hands in TLS 1.3 and in nothing older") {
    Office office;
    CHECK(testkit::shakes_hands(office.server().port(), false));
    CHECK_FALSE(testkit::shakes_hands(office.server().port(), true));
  }

  TEST_CASE("a new certificate is shown to new connections while the server runs") {
    ServerOptions options;
    options.tls = tls_of(server_certificate(kOffice, kNowMs, {"elsewhere.example"}));
    Office office(std::move(options));
    CHECK_FALSE(send(laptop(office.url())));
    REQUIRE(office.server().renew(tls_of(server_certificate(kOffice))));
    CHECK(send(laptop(office.url())));
    CHECK_FALSE(office.server().renew({make_authority_certificate(kOffice.secret), server_certificate(kOffice),
                                       kStranger.secret}));
  }

  TEST_CASE("bytes on the wire are counted with handshakes and records, each once") {
    Office office;
    testkit::Proxy proxy(static_cast<std::uint16_t>(office.server().port()));
    Client client(laptop("https://127.0.0.1:" + std::to_string(proxy.port()), device_certificate(kOffice)));
    for (int i = 0; i < 3; ++i) REQUIRE(client.post("/echo", kType, kBody));
    CHECK(client.traffic().body_bytes_up == 3 * kBody.size());
    CHECK(client.traffic().body_bytes_down == 3 * kBody.size());
    CHECK(client.traffic().wire_bytes_up == proxy.bytes_up());
    CHECK(client.traffic().wire_bytes_down == proxy.bytes_down());
    CHECK(client.traffic().wire_bytes_up > 3 * kBody.size());
    CHECK(client.traffic().wire_bytes_up < 3 * kBody.size() + 8'000);
  }
}

TEST_SUITE("limits over TLS") {
  TEST_CASE("who connects and says nothing, or half a handshake, is closed after the time for progress") {
    ServerOptions options;
    options.progress_ms_max = 300;
    Office office(std::move(options));
    for (const std::string& begun : {std::string(), std::string("\x16\x03\x01\x02\x00\x01", 6)}) {
      const Silence silence = say_only(office.server().port(), begun);
      CHECK(silence.ms >= 250);
      CHECK(silence.ms < 15'000);
    }
    CHECK(send(laptop(office.url())));
  }

  TEST_CASE("a body over the maximum is answered, and connections over the maximum are told") {
    ServerOptions options;
    options.body_bytes_max = 1'000;
    options.connections_max = 1;
    Office office(std::move(options));
    Client first(laptop(office.url()));
    const auto large = first.post("/echo", kType, kBody);
    REQUIRE_MESSAGE(large, (large ? "" : large.error().message));
    CHECK(large->status == 413);
    CHECK(office.heads().empty());
    Client kept(laptop(office.url()));
    int status = 503;  // until the first one's connection is gone
    for (int i = 0; i < 500 && status == 503; ++i) {
      status = kept.post("/echo", kType, "x")->status;
      if (status == 503) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(status == 200);
    const auto turned_away = Client(laptop(office.url())).post("/echo", kType, "x");
    REQUIRE(turned_away);
    CHECK(turned_away->status == 503);
  }

  TEST_CASE("a kept connection without a request is closed after the idle time, and made anew") {
    ServerOptions options;
    options.idle_ms_max = 100;
    Office office(std::move(options));
    Client client(laptop(office.url()));
    REQUIRE(client.post("/echo", kType, "x"));
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    REQUIRE(client.post("/echo", kType, "x"));
    CHECK(client.traffic().connections == 2);
  }
}

TEST_SUITE("nothing of a request goes to") {
  static void check_nothing_sent(const TlsFace& face, ErrorKind kind, const char* words) {
    const CountingTlsServer server(face);
    check_refused(send(laptop(server.url(), device_certificate(kOffice))), kind, words);
    CHECK(server.connections() >= 1);
    CHECK(server.application_bytes() == 0);
  }

  TEST_CASE("(the control) an office that is one gets everything") {
    const CountingTlsServer server(face_of(kOffice, server_certificate(kOffice)));
    ClientOptions options = laptop(server.url());
    options.stalled_ms_max = 500;
    CHECK_FALSE(send(options));  // it never answers
    CHECK(server.application_bytes() > kBody.size());
  }

  TEST_CASE("another office, even one that shows this office's authority beside its own") {
    check_nothing_sent(face_of(kStranger, server_certificate(kStranger)), ErrorKind::offline,
                       "could not prove to be the office");
    TlsFace both = face_of(kStranger, server_certificate(kStranger));
    both.chain.push_back(make_authority_certificate(kOffice.secret));
    check_nothing_sent(both, ErrorKind::offline, "could not prove to be the office");
    TlsFace swapped = face_of(kOffice, server_certificate(kStranger));
    check_nothing_sent(swapped, ErrorKind::offline, "could not prove to be the office");
  }

  TEST_CASE("a server that does not show the authority") {
    check_nothing_sent({server_certificate(kOffice), {}, kServer.secret}, ErrorKind::offline,
                       "could not prove to be the office");
  }

  TEST_CASE("a laptop that plays the office with its own certificate, or vouches for a server") {
    const std::string own = make_device_certificate(kOffice.secret, kServer.open, kNowMs, {5});
    check_nothing_sent(face_of(kOffice, own), ErrorKind::offline, "could not prove to be the office");
    // Signed by the laptop's key, with the laptop's certificate between it and the office.
    TlsFace vouched = face_of(kOffice, make_server_certificate(kLaptop.secret, kServer.open, {"127.0.0.1"}, kNowMs, {6}));
    vouched.chain.insert(vouched.chain.begin(), device_certificate(kOffice));
    check_nothing_sent(vouched, ErrorKind::offline, "could not prove to be the office");
  }

  TEST_CASE("the office under a name that it does not have") {
    check_nothing_sent(face_of(kOffice, server_certificate(kOffice, kNowMs, {"office.example", "127.0.0.2"})),
                       ErrorKind::refused, "does not go by the name in 127.0.0.1");
  }

  TEST_CASE("a server whose certificate ended before the office's last word, but not one that begins later") {
    check_nothing_sent(face_of(kOffice, server_certificate(kOffice, kNowMs - 91 * kDayMs)), ErrorKind::refused,
                       "had run out");
    for (const std::int64_t days : {-89, 4'000}) {
      ServerOptions options;
      options.tls = tls_of(server_certificate(kOffice, kNowMs + days * kDayMs));
      Office office(std::move(options));
      CHECK(send(laptop(office.url())));
    }
    ServerOptions options;
    options.tls = tls_of(server_certificate(kOffice, 0));  // the office's clock is at 1970
    Office office(std::move(options));
    ClientOptions newcomer = laptop(office.url());
    newcomer.tls->office_ms = 0;  // and nothing is known yet
    CHECK(send(newcomer));
  }

  TEST_CASE("a server that speaks only TLS 1.2") {
    TlsFace old = face_of(kOffice, server_certificate(kOffice));
    old.only_tls_12 = true;
    check_nothing_sent(old, ErrorKind::refused, "speaks an older TLS than 1.3");
  }

  TEST_CASE("a port without TLS") {
    Office office({}, false);
    check_refused(send(laptop(office.url("https"))), ErrorKind::refused, "does not speak TLS");
    CHECK(office.heads().empty());
  }
}

TEST_CASE("without TLS a port that speaks only TLS says so, and takes nothing") {
  Office office;
  ClientOptions options;
  options.url = office.url("http");
  const auto reply = send(options);
  REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
  CHECK(reply->status == 400);
  CHECK(reply->body.find("speaks TLS") != std::string::npos);
  CHECK(office.heads().empty());
}

TEST_CASE("at enrolment the part of a code that names the office suffices to know its key") {
  Office office;
  ClientOptions options = laptop(office.url());
  const std::string fingerprint = fingerprint_of(kOffice.open);
  options.tls->is_office_key = [&](std::string_view key) { return fingerprint_of(key) == fingerprint; };
  CHECK(send(options));
  const CountingTlsServer stranger(face_of(kStranger, server_certificate(kStranger)));
  options.url = stranger.url();
  check_refused(send(options), ErrorKind::offline, "could not prove to be the office");
  CHECK(stranger.application_bytes() == 0);
}
