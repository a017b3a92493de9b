// The HTTP server and client against each other and against hand-made bytes, over loopback sockets.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "node/http/client.h"
#include "node/http/server.h"
#include "sync/limits.h"

using namespace satchel;
using namespace satchel::http;

namespace {

const std::string kType = "application/x-satchel";

// ---- what the exchanges of a test did -----------------------------------------------------------

struct Seen {
  int made = 0;
  int entered = 0;  // calls of receive or finish that began
  int finished = 0;
  int destroyed = 0;
  int overlaps = 0;
  std::size_t slice_bytes_max = 0;
  std::size_t received = 0;  // bytes
  std::set<std::thread::id> network_threads;
  std::set<std::thread::id> worker_threads;
};

class Probe {
 public:
  void note(const std::function<void(Seen&)>& change) {
    const std::lock_guard lock(mutex_);
    change(seen_);
    changed_.notify_all();
  }
  Seen seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  // False after a time that no healthy run needs.
  bool wait_until(const std::function<bool(const Seen&)>& reached) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return reached(seen_); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Seen seen_;
};

// Echoes the body. Tests hook in what else is to happen.
struct Hooks {
  std::function<bool()> on_receive = [] { return true; };
  std::function<void()> on_finish = [] {};
};

class Echo : public Exchange {
 public:
  Echo(Probe& probe, Hooks hooks) : probe_(probe), hooks_(std::move(hooks)) {
    probe_.note([](Seen& seen) {
      seen.made++;
      seen.network_threads.insert(std::this_thread::get_id());
    });
  }
  ~Echo() override {
    probe_.note([](Seen& seen) {
      seen.destroyed++;
      seen.worker_threads.insert(std::this_thread::get_id());
    });
  }
  bool receive(std::string_view bytes) override {
    enter(bytes.size());
    body_ += bytes;
    const bool more = hooks_.on_receive();
    inside_ = false;
    return more;
  }
  Answer finish() override {
    enter(0);
    hooks_.on_finish();
    inside_ = false;
    probe_.note([](Seen& seen) { seen.finished++; });
    Answer answer;
    answer.content_type = kType;
    answer.body = std::move(body_);
    return answer;
  }

 private:
  void enter(std::size_t size) {
    const bool overlap = inside_.exchange(true);
    probe_.note([&](Seen& seen) {
      seen.entered++;
      seen.overlaps += overlap ? 1 : 0;
      seen.slice_bytes_max = std::max(seen.slice_bytes_max, size);
      seen.received += size;
      seen.worker_threads.insert(std::this_thread::get_id());
    });
  }

  Probe& probe_;
  Hooks hooks_;
  std::string body_;
  std::atomic<bool> inside_ = false;
};

// ---- an office to talk to -----------------------------------------------------------------------

// POST /echo echoes, GET /health answers at once; tests add what they need.
class Office {
 public:
  explicit Office(ServerOptions options = {}) : server_(start(std::move(options))) {}

  Probe probe;
  Hooks hooks;
  std::optional<Answer> health;

  std::uint16_t port() const { return server_->port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  void stop() { server_->stop(); }
  Client client() const { return Client({.url = url()}); }

 private:
  std::unique_ptr<Server> start(ServerOptions options) {
    auto started =
        Server::start(std::move(options), [this](const RequestHead& head) { return route(head); });
    REQUIRE(bool(started));
    return std::move(*started);
  }
  std::variant<Answer, std::unique_ptr<Exchange>> route(const RequestHead& head) {
    if (head.target == "/echo") return std::make_unique<Echo>(probe, hooks);
    if (head.target == "/throws") throw std::runtime_error("no route");
    if (head.target == "/health" && health) return *health;
    Answer answer;
    answer.status = head.target == "/health" ? 200 : 404;
    answer.content_type = "text/plain";
    answer.body = head.peer;
    return answer;
  }

  std::unique_ptr<Server> server_;  // last: ends before what its exchanges use
};

std::string letters(std::size_t size) {
  std::string text(size, 'a');
  for (std::size_t at = 0; at < size; ++at) text[at] = static_cast<char>('a' + at * 7 % 26);
  return text;
}

// ---- raw sockets --------------------------------------------------------------------------------

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {
    REQUIRE(descriptor_ >= 0);
    const timeval limit{60, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~Socket() { close(); }

  static Socket to(std::uint16_t port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
    const sockaddr_in address = loopback(port);
    REQUIRE(::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address),
                      sizeof address) == 0);
    return socket;
  }
  int descriptor() const { return descriptor_; }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the other side has closed: the test looks at what it said
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // Whether the other side takes all that was sent, within a second.
  bool await_all_read() const {
    for (int i = 0; i < 100; ++i) {
      int unsent = 0;
      if (::ioctl(descriptor_, SIOCOUTQ, &unsent) == 0 && unsent == 0) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  std::string read_some() const {
    std::array<char, 65536> part{};
    const ssize_t size = ::recv(descriptor_, part.data(), part.size(), 0);
    return size > 0 ? std::string(part.data(), static_cast<std::size_t>(size)) : "";
  }
  std::string read_until(std::string_view end) const {
    std::string all;
    while (all.find(end) == all.npos) {
      const std::string part = read_some();
      if (part.empty()) break;
      all += part;
    }
    return all;
  }
  std::string read_all() const {
    std::string all;
    for (std::string part = read_some(); !part.empty(); part = read_some()) all += part;
    return all;
  }

 private:
  int descriptor_;
};

// Answers one connection with fixed bytes: the offices, portals and broken links that are not ours.
class Canned {
 public:
  // Closes after `answer`; with `holds` only when the client has.
  explicit Canned(std::string answer, bool holds = false)
      : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const auto raw = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_.descriptor(), raw, sizeof address) == 0);
    REQUIRE(::listen(listener_.descriptor(), 8) == 0);
    REQUIRE(::getsockname(listener_.descriptor(), raw, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answer = std::move(answer), holds] { run(answer, holds); });
  }
  ~Canned() {
    if (thread_.joinable()) thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string request() {  // all that the client sent
    thread_.join();
    return request_;
  }

 private:
  void run(const std::string& answer, bool holds) {
    const Socket link(::accept(listener_.descriptor(), nullptr, nullptr));
    request_ = link.read_until("\r\n\r\n");
    const std::size_t head = request_.find("\r\n\r\n") + 4;
    const std::size_t named = request_.find("Content-Length: ");
    const std::size_t body = named < head ? std::stoul(request_.substr(named + 16)) : 0;
    while (request_.size() < head + body) {
      const std::string part = link.read_some();
      if (part.empty()) return;
      request_ += part;
    }
    link.send(answer);
    if (holds) request_ += link.read_all();
  }

  Socket listener_;
  std::uint16_t port_ = 0;
  std::string request_;
  std::thread thread_;
};

// A sink that remembers.
struct Collected {
  std::string bytes;
  int calls = 0;
  Client::Sink sink() {
    return [this](std::string_view part) {
      calls++;
      bytes += part;
      return true;
    };
  }
};

std::string post_head(std::uint64_t length, const std::string& more = "") {
  return "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + kType + "\r\n" + more +
         "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string answer_to(const Office& office, const std::string& request) {
  const Socket link = Socket::to(office.port());
  link.send(request);
  return link.read_all();
}

int status_of(const std::string& answer) {
  return answer.rfind("HTTP/1.1 ", 0) == 0 ? std::stoi(answer.substr(9, 3)) : 0;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

const std::string kGet = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_SUITE_BEGIN("http");

// ---- server and client together -----------------------------------------------------------------

TEST_CASE("a body of any size comes back whole, in bounded slices, on worker threads only") {
  Office office;
  Client client = office.client();
  for (const std::size_t size : {0U, 1U, 1024U * 1024U}) {
    CAPTURE(size);
    const std::string body = letters(size);
    Collected collected;
    const auto reply = client.post("/echo", kType, body, collected.sink());
    REQUIRE(bool(reply));
    CHECK(reply->status == 200);
    CHECK(reply->content_type == kType);
    CHECK(reply->body.empty());
    CHECK(collected.bytes == body);
  }
  const Seen seen = office.probe.seen();
  CHECK(seen.finished == 3);
  CHECK(seen.entered >= 3 + 1 + 16);
  CHECK(seen.slice_bytes_max <= 64 * 1024);
  CHECK(seen.overlaps == 0);
  CHECK(seen.network_threads.size() == 1);
  CHECK(seen.worker_threads.count(*seen.network_threads.begin()) == 0);
}

TEST_CASE("five posts share one connection") {
  Office office;
  Client client = office.client();
  for (int round = 0; round < 5; ++round) {
    const auto reply = client.post("/echo", kType, "words");
    REQUIRE(bool(reply));
    CHECK(reply->body == "words");
  }
  CHECK(client.traffic().requests == 5);
  CHECK(client.traffic().connections == 1);
  CHECK(client.traffic().body_bytes_up == 25);
  CHECK(client.traffic().body_bytes_down == 25);
}

TEST_CASE("a GET is answered by the router, with the peer's address at hand") {
  Office office;
  Client client = office.client();
  const auto reply = client.get("/health");
  REQUIRE(bool(reply));
  CHECK(reply->status == 200);
  CHECK(reply->body == "127.0.0.1");
  const auto unknown = client.post("/unknown", kType, "body that nobody reads");
  REQUIRE(bool(unknown));
  CHECK(unknown->status == 404);
}

TEST_CASE("the head of an answer is small and says that nothing is to be cached") {
  Office office;
  const Socket link = Socket::to(office.port());
  link.send(post_head(0));
  const std::string answer = link.read_until("\r\n\r\n");
  CHECK(answer == "HTTP/1.1 200 OK\r\nContent-Type: " + kType +
                      "\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n");
}

TEST_CASE("the router's own headers are sent, and none that would break the lines") {
  Office office;
  office.health = Answer{429, "text/plain", "slow down", {{"Retry-After", "7"}}};
  const std::string get = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const std::string answer = answer_to(office, get);
  CHECK(status_of(answer) == 429);
  CHECK(has(answer, "\r\nRetry-After: 7\r\n"));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
  office.health->headers = {{"X-Name", "Ada\r\nSet-Cookie: forged"}};
  const std::string broken = answer_to(office, get);
  CHECK(status_of(broken) == 500);
  CHECK_FALSE(has(broken, "forged"));
}

TEST_CASE("requests sent in one go are answered in order") {
  Office office;
  const Socket link = Socket::to(office.port());
  link.send(post_head(3) + "one" + post_head(3) + "two" + kGet);
  const std::string answers = link.read_until("127.0.0.1");
  CHECK(answers.find("one") < answers.find("two"));
  CHECK(answers.find("two") < answers.find("127.0.0.1"));
  CHECK(answers.find("127.0.0.1") != answers.npos);
}

TEST_CASE("an exchange that has read enough answers, and the rest is not sent") {
  Office office;
  office.hooks.on_receive = [] { return false; };
  Client client = office.client();
  const auto reply = client.post("/echo", kType, letters(8 * 1024 * 1024));
  REQUIRE(bool(reply));
  CHECK(reply->status == 200);
  CHECK(reply->body.size() <= 64 * 1024);
  CHECK(office.probe.seen().finished == 1);
}

TEST_CASE("an exception becomes a 500 and the server goes on") {
  Office office;
  Client client = office.client();
  SUBCASE("from finish") {
    office.hooks.on_finish = [] { throw std::runtime_error("disk full"); };
  }
  SUBCASE("from receive") {
    office.hooks.on_receive = []() -> bool { throw std::runtime_error("disk full"); };
  }
  SUBCASE("of any type") {
    office.hooks.on_receive = []() -> bool { throw 7; };
  }
  const auto reply = client.post("/echo", kType, "body");
  REQUIRE(bool(reply));
  CHECK(reply->status == 500);
  CHECK(reply->content_type == "text/plain");
  CHECK_FALSE(has(reply->body, "disk full"));
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.destroyed == 1; }));
  CHECK(office.probe.seen().finished == 0);
  const auto routed = client.get("/throws");
  REQUIRE(bool(routed));
  CHECK(routed->status == 500);
  CHECK(client.get("/health")->status == 200);
}

// ---- refused heads ------------------------------------------------------------------------------

struct Shape {
  std::string name;
  int status;
  std::string bytes;
};

TEST_CASE("a head that could be read in two ways is refused with words, and the link closed") {
  const std::string host = "Host: localhost\r\n";
  const std::vector<Shape> shapes = {
      {"two Hosts", 400, "GET /health HTTP/1.1\r\n" + host + "Host: evil\r\n\r\n"},
      {"no Host", 400, "GET /health HTTP/1.1\r\n\r\n"},
      {"empty Host", 400, "GET /health HTTP/1.1\r\nHost:\r\n\r\n"},
      {"a Host with a path", 400, "GET /health HTTP/1.1\r\nHost: localhost/x\r\n\r\n"},
      {"chunked", 400,
       "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"gzip and a length", 400,
       "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"},
      {"chunked and a length", 400, post_head(5, "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
      {"folded Transfer-Encoding", 400, post_head(1, "Transfer-Encoding:\r\n chunked\r\n") + "x"},
      {"two equal lengths", 400, post_head(1, "Content-Length: 1\r\n") + "x"},
      {"two different lengths", 400, post_head(1, "Content-Length: 2\r\n") + "x"},
      {"a list of lengths", 400,
       "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\nx"},
      {"a signed length", 400, "POST /echo HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\nx"},
      {"a length beyond 64 bits", 400,
       "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n"},
      {"two Content-Types", 400, post_head(1, "Content-Type: text/html\r\n") + "x"},
      {"a space before the colon", 400, "GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n"},
      {"bare line feeds", 505, "GET /health HTTP/1.1\nHost: localhost\n\n"},
      {"a bare line feed", 400, "GET /health HTTP/1.1\r\n" + host + "X-Odd: a\nX-Odd: b\r\n\r\n"},
      {"no HTTP at all", 400, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)},
      {"absolute target", 400, "GET http://evil/health HTTP/1.1\r\n" + host + "\r\n"},
      {"asterisk target", 400, "GET * HTTP/1.1\r\n" + host + "\r\n"},
      {"wrong Host", 421, "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n"},
      {"HTTP/1.0", 505, "GET /health HTTP/1.0\r\n" + host + "\r\n"},
      {"HTTP/1.0 and chunked", 505,
       "POST /echo HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"HTTP/2.0", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"PUT", 405, "PUT /echo HTTP/1.1\r\n" + host + "Content-Length: 1\r\n\r\nx"},
      {"an unheard-of method", 405, "BREW /pot HTTP/1.1\r\n" + host + "\r\n"},
      {"Expect", 417, post_head(1, "Expect: 100-continue\r\n")},
      {"no length", 411, "POST /echo HTTP/1.1\r\n" + host + "\r\n"},
      {"too long a body", 413, post_head(1001) + letters(1001)},
      {"a header of 20 KB", 431,
       "GET /health HTTP/1.1\r\n" + host + "X-Long: " + letters(20'000) + "\r\n\r\n"},
      {"a target of 20 KB", 431, "GET /" + letters(20'000) + " HTTP/1.1\r\n" + host + "\r\n"},
  };
  Office office({.body_bytes_max = 1000, .hosts_allowed = {"office.example"}});
  for (const Shape& shape : shapes) {
    CAPTURE(shape.name);
    const std::string answer = answer_to(office, shape.bytes);
    CHECK(status_of(answer) == shape.status);
    CHECK(has(answer, "Content-Type: text/plain\r\n"));
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK(answer.size() - answer.find("\r\n\r\n") > 4);
  }
  CHECK(office.probe.seen().made == 0);
}

TEST_CASE("many small headers hit the limit of the head too") {
  Office office;
  std::string head = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
  while (head.size() < limits::kHttpHeaderBytesMax + 1) head += "X-Many: of them\r\n";
  CHECK(status_of(answer_to(office, head + "\r\n")) == 431);
}

TEST_CASE("the Host list holds names in any case, and loopback's own") {
  const auto status = [](const Office& office, const std::string& host) {
    return status_of(answer_to(
        office, "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"));
  };
  Office listed({.hosts_allowed = {"Office.Example", "[fd00::1]"}});
  for (const char* host : {"office.example", "OFFICE.example:8443", "localhost:1", "127.0.0.1",
                           "[::1]:80", "[fd00::1]"}) {
    CAPTURE(host);
    CHECK(status(listed, host) == 200);
  }
  CHECK(status(listed, "office.example.evil") == 421);
  CHECK(status(listed, "10.0.0.1") == 421);
  Office open_to_all;
  CHECK(status(open_to_all, "any.name") == 200);
}

TEST_CASE("a body over the limit is refused before it is read, and the client hears so") {
  Office office({.body_bytes_max = 1024 * 1024});
  Client client = office.client();
  const auto reply = client.post("/echo", kType, letters(8 * 1024 * 1024));
  REQUIRE(bool(reply));
  CHECK(reply->status == 413);
  CHECK(office.probe.seen().made == 0);
  CHECK(client.post("/echo", kType, letters(1024 * 1024))->status == 200);
}

// ---- links that break or hang -------------------------------------------------------------------

TEST_CASE("what a client sends behind an early answer is dropped") {
  Office office;
  office.hooks.on_receive = [] { return false; };
  for (int i = 0; i < 20; ++i) {
    const Socket link = Socket::to(office.port());
    link.send(post_head(1000) + letters(400));
    CHECK(status_of(link.read_until("\r\n\r\n")) == 200);
    link.send(letters(300));  // the read ahead of the answer takes it
    const Socket other = Socket::to(office.port());
    other.send(post_head(10) + letters(10));
    CHECK(status_of(other.read_until("\r\n\r\n")) == 200);
  }
  CHECK(office.probe.seen().finished == 40);
}

TEST_CASE("a cut body destroys the exchange without finish, on a worker") {
  Office office;
  {
    const Socket link = Socket::to(office.port());
    link.send(post_head(1000) + letters(400));
    CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 1; }));
  }
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.destroyed == 1; }));
  const Seen seen = office.probe.seen();
  CHECK(seen.finished == 0);
  CHECK(seen.worker_threads.count(*seen.network_threads.begin()) == 0);
}

TEST_CASE("what has arrived of a body is worked on, also when the link is reset behind it") {
  Office office;
  std::latch gate(1);
  office.hooks.on_receive = [&] {
    gate.wait();
    return true;
  };
  constexpr std::size_t kArrived = 300'000;
  {
    const Socket link = Socket::to(office.port());
    link.send(post_head(2 * kArrived) + letters(kArrived));
    CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 1; }));
    CHECK(link.await_all_read());
    const linger reset{1, 0};
    setsockopt(link.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  gate.count_down();
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.destroyed == 1; }));
  CHECK(office.probe.seen().received == kArrived);
  CHECK(office.probe.seen().finished == 0);
}

TEST_CASE("no more than a megabyte of a body is read ahead") {
  Office office;
  std::latch gate(1);
  office.hooks.on_receive = [&] {
    gate.wait();
    return true;
  };
  constexpr std::size_t kBody = 16 * 1024 * 1024;
  const Socket link = Socket::to(office.port());
  std::atomic<bool> all_sent = false;
  std::thread sender([&] {
    link.send(post_head(kBody) + letters(kBody));
    all_sent = true;
  });
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 1; }));
  CHECK_FALSE(link.await_all_read());  // the kernel's buffers are full, and stay so
  CHECK_FALSE(all_sent);
  gate.count_down();
  CHECK(status_of(link.read_until("\r\n\r\n")) == 200);
  sender.join();
}

TEST_CASE("a client that waits for long hears that its request is worked on") {
  Office office({.still_at_work_ms = 20});
  std::latch gate(1);
  office.hooks.on_finish = [&] { gate.wait(); };
  const Socket link = Socket::to(office.port());
  link.send(post_head(5) + "words");
  const std::string word = "HTTP/1.1 102 Processing\r\n\r\n";
  std::string heard = link.read_until(word + word);
  gate.count_down();
  heard += link.read_until("words");
  while (heard.rfind(word, 0) == 0) heard.erase(0, word.size());
  CHECK(status_of(heard) == 200);
  link.send(kGet);  // and none between two requests
  CHECK(link.read_until("\r\n\r\n").rfind("HTTP/1.1 200 ", 0) == 0);
}

TEST_CASE("a word that the work goes on keeps a client from giving up") {
  constexpr int kStalledMs = 1000;
  Office office({.still_at_work_ms = kStalledMs / 20});
  std::latch gate(1);
  office.hooks.on_finish = [&] { gate.wait(); };
  Client client({.url = office.url(), .stalled_ms_max = kStalledMs});
  auto reply = std::async(std::launch::async, [&] { return client.post("/echo", kType, "words"); });
  // Longer than the limit by the client's own clock: another one, which hears nothing, has given up in the meantime.
  Canned silent("", true);
  CHECK_FALSE(bool(Client({.url = silent.url(), .stalled_ms_max = 2 * kStalledMs}).post("/", kType, "")));
  gate.count_down();
  const auto heard = reply.get();
  REQUIRE(bool(heard));
  CHECK(heard->body == "words");
}

TEST_CASE("a body that stalls is given up") {
  Office office({.progress_ms_max = 50});
  const Socket link = Socket::to(office.port());
  link.send(post_head(1000) + letters(400));
  CHECK(link.read_all() == "");
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.destroyed == 1; }));
  CHECK(office.probe.seen().finished == 0);
}

TEST_CASE("our own slowness is not held against the client") {
  Office office({.progress_ms_max = 250});
  // Longer than the limit by the clock that the server uses: the gate opens when a second
  // connection, whose body stalls from now on, has been given up.
  std::latch gate(1);
  office.hooks.on_finish = [&] { gate.wait(); };
  auto reply = std::async(std::launch::async, [&] {
    return office.client().post("/echo", kType, "slow").operator bool();
  });
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 2; }));
  const Socket link = Socket::to(office.port());
  link.send(post_head(1000));
  CHECK(link.read_all() == "");
  gate.count_down();
  CHECK(reply.get());
}

TEST_CASE("a kept connection without a request is closed") {
  Office office({.idle_ms_max = 300});
  CHECK(Socket::to(office.port()).read_all() == "");
  const Socket used = Socket::to(office.port());
  used.send(kGet);
  CHECK(status_of(used.read_all()) == 200);
}

TEST_CASE("a head that trickles is closed although bytes move") {
  Office office({.idle_ms_max = 60'000, .progress_ms_max = 100});
  const Socket link = Socket::to(office.port());
  link.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  pollfd readable{link.descriptor(), POLLIN, 0};
  int trickled = 0;
  while (trickled < 4000 && poll(&readable, 1, 5) == 0) {
    link.send("x");
    trickled++;
  }
  CHECK(trickled < 4000);
  CHECK(link.read_all() == "");
}

TEST_CASE("connections above the maximum are told to come back") {
  Office office({.connections_max = 2});
  std::vector<Socket> held;
  for (int count = 0; count < 2; ++count) {
    held.push_back(Socket::to(office.port()));
    held.back().send(kGet);
    CHECK(status_of(held.back().read_some()) == 200);
  }
  const auto reply = office.client().post("/echo", kType, "one more");
  REQUIRE(bool(reply));
  CHECK(reply->status == 503);
  CHECK(has(Socket::to(office.port()).read_until("\r\n\r\n"), "\r\nRetry-After: 5\r\n"));
  held.clear();
  int status = 503;
  for (int tries = 0; tries < 10'000 && status == 503; ++tries) {
    const auto again = office.client().get("/health");
    status = again ? again->status : 503;
  }
  CHECK(status == 200);
}

// ---- many at once -------------------------------------------------------------------------------

TEST_CASE("while slow exchanges hold every worker, the router still answers at once") {
  Office office({.worker_threads = 4});
  std::latch gate(1);
  office.hooks.on_finish = [&] { gate.wait(); };
  std::vector<std::future<int>> slow;
  for (int count = 0; count < 50; ++count) {
    slow.push_back(std::async(std::launch::async, [&] {
      const auto reply = office.client().post("/echo", kType, "");
      return reply ? reply->status : 0;
    }));
  }
  CHECK(office.probe.wait_until(
      [](const Seen& seen) { return seen.made == 50 && seen.entered == 4; }));
  CHECK(office.client().get("/health")->status == 200);
  CHECK(office.probe.seen().finished == 0);
  gate.count_down();
  for (auto& reply : slow) CHECK(reply.get() == 200);
}

TEST_CASE("fifty bodies that stall hold no worker") {
  Office office({.worker_threads = 1});
  std::vector<Socket> stalled;
  for (int count = 0; count < 50; ++count) {
    stalled.push_back(Socket::to(office.port()));
    stalled.back().send(post_head(1000) + letters(400));
  }
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 50; }));
  CHECK(office.client().post("/echo", kType, "fast")->body == "fast");
  for (const Socket& link : stalled) link.send(letters(600));
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.finished == 51; }));
}

// ---- start and stop -----------------------------------------------------------------------------

TEST_CASE("a port in use is an error that says what to do") {
  Office office;
  const auto second =
      Server::start({.port = office.port()}, [](const RequestHead&) { return Answer{}; });
  REQUIRE_FALSE(bool(second));
  CHECK(has(second.error().message, std::to_string(office.port()) + " is already in use"));
  CHECK(has(second.error().hint, "choose another port"));
}

TEST_CASE("an address that does not parse or is not ours is an error that says what to do") {
  for (const char* host : {"office", "127.0.0.1:80", "", "192.0.2.1"}) {
    CAPTURE(host);
    const auto server = Server::start({.host = host}, [](const RequestHead&) { return Answer{}; });
    REQUIRE_FALSE(bool(server));
    CHECK(server.error().kind == ErrorKind::bad_input);
    CHECK(has(server.error().hint, "127.0.0.1"));
  }
}

TEST_CASE("after stop the port is free and stop may be called again") {
  Office office;
  CHECK(office.client().get("/health")->status == 200);
  office.stop();
  office.stop();
  const auto next =
      Server::start({.port = office.port()}, [](const RequestHead&) { return Answer{}; });
  CHECK(bool(next));
}

TEST_CASE("stop lets running calls end, drops what waits, and destroys every exchange") {
  Office office({.worker_threads = 2});
  std::latch gate(1);
  office.hooks.on_finish = [&] { gate.wait(); };
  const Socket idle = Socket::to(office.port());
  idle.send(kGet);
  CHECK(status_of(idle.read_until("127.0.0.1")) == 200);
  std::vector<std::future<bool>> clients;
  for (int count = 0; count < 10; ++count) {
    clients.push_back(std::async(std::launch::async, [&] {
      const auto reply = office.client().post("/echo", kType, "");
      return reply ? reply->status == 200 : reply.error().kind == ErrorKind::offline;
    }));
  }
  CHECK(office.probe.wait_until(
      [](const Seen& seen) { return seen.made == 10 && seen.entered == 2; }));
  auto stopped = std::async(std::launch::async, [&] { office.stop(); });
  CHECK(idle.read_all() == "");  // stopping has begun
  gate.count_down();
  stopped.get();
  for (auto& client : clients) CHECK(client.get());
  const Seen seen = office.probe.seen();
  CHECK(seen.finished == 2);
  CHECK(seen.destroyed == 10);
  CHECK(seen.worker_threads.count(*seen.network_threads.begin()) == 0);
  CHECK(seen.worker_threads.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("stop cuts off bodies on their way") {
  Office office;
  std::vector<Socket> links;
  for (int count = 0; count < 20; ++count) {
    links.push_back(Socket::to(office.port()));
    links.back().send(post_head(1000) + letters(400));
  }
  CHECK(office.probe.wait_until([](const Seen& seen) { return seen.entered == 20; }));
  office.stop();
  for (const Socket& link : links) CHECK(link.read_all() == "");
  CHECK(office.probe.seen().destroyed == 20);
  CHECK(office.probe.seen().finished == 0);
}

// ---- the client against what is not our server --------------------------------------------------

TEST_CASE("a captive portal's page reaches the caller and never the sink") {
  Collected collected;
  SUBCASE("small, kept whole") {
    Canned portal("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\n<html/>");
    Client client({.url = portal.url()});
    const auto reply = client.post("/v1/sync", kType, "words", collected.sink());
    REQUIRE(bool(reply));
    CHECK(reply->status == 200);
    CHECK(reply->content_type == "text/html");
    CHECK(reply->body == "<html/>");
  }
  SUBCASE("large, read no further than the first 64 KB") {
    const std::string page = letters(1024 * 1024);
    Canned portal("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1048576\r\n\r\n" +
                  page);
    Client client({.url = portal.url()});
    const auto reply = client.post("/v1/sync", kType, "words", collected.sink());
    REQUIRE(bool(reply));
    CHECK(reply->body == page.substr(0, 64 * 1024));
    CHECK(client.traffic().wire_bytes_down < 200 * 1024);
  }
  SUBCASE("our content type under another status") {
    Canned portal("HTTP/1.1 511 Sign in\r\nContent-Type: " + kType +
                  "\r\nContent-Length: 4\r\n\r\npage");
    Client client({.url = portal.url()});
    const auto reply = client.post("/v1/sync", kType, "words", collected.sink());
    REQUIRE(bool(reply));
    CHECK(reply->status == 511);
    CHECK(reply->body == "page");
  }
  CHECK(collected.calls == 0);
}

TEST_CASE("a redirect is a reply and is not followed") {
  Office office;
  Canned portal("HTTP/1.1 302 Found\r\nLocation: " + office.url() +
                "/echo\r\nContent-Length: 0\r\n\r\n");
  Client client({.url = portal.url()});
  const auto reply = client.post("/v1/sync", kType, "words");
  REQUIRE(bool(reply));
  CHECK(reply->status == 302);
  CHECK(office.probe.seen().made == 0);
}

TEST_CASE("an office that is down is offline, by name, and can be tried again") {
  Office office;
  office.stop();
  Client client = office.client();
  const auto reply = client.post("/echo", kType, "words");
  REQUIRE_FALSE(bool(reply));
  CHECK(reply.error().kind == ErrorKind::offline);
  CHECK(reply.error().retryable());
  CHECK(has(reply.error().message, "127.0.0.1:" + std::to_string(office.port())));
  CHECK(reply.error().hint != "");
  CHECK(client.traffic().body_bytes_up == 0);
}

TEST_CASE("a kept connection that the office closed in between is opened again") {
  Office first;
  Client client = first.client();
  CHECK(client.get("/health")->status == 200);
  first.stop();
  Office second({.port = first.port()});
  CHECK(client.post("/echo", kType, "words")->body == "words");
  CHECK(client.traffic().connections == 2);
}

TEST_CASE("an answer that is cut is offline, in plain words, and its bytes are counted") {
  Canned office("HTTP/1.1 200 OK\r\nContent-Type: " + kType +
                "\r\nContent-Length: 100\r\n\r\nonly a part");
  Client client({.url = office.url()});
  Collected collected;
  const auto reply = client.post("/v1/sync", kType, "words", collected.sink());
  REQUIRE_FALSE(bool(reply));
  CHECK(reply.error().kind == ErrorKind::offline);
  CHECK(reply.error().message == "the link broke while the office was answering");
  CHECK(collected.bytes == "only a part");
  CHECK(client.traffic().body_bytes_down == 11);
}

TEST_CASE("the sink hears all that arrived, in pieces, although the link was cut while it worked") {
  constexpr std::size_t kArrived = 200'000;
  Canned office("HTTP/1.1 200 OK\r\nContent-Type: " + kType + "\r\nContent-Length: 400000\r\n\r\n" + letters(kArrived));
  Client client({.url = office.url()});
  std::string taken;
  std::size_t piece_bytes_max = 0;
  const auto reply = client.post("/v1/sync", kType, "words", [&](std::string_view piece) {
    if (taken.empty()) CHECK(has(office.request(), "words"));  // returns when the other side has closed
    piece_bytes_max = std::max(piece_bytes_max, piece.size());
    taken += piece;
    return true;
  });
  REQUIRE_FALSE(bool(reply));
  CHECK(reply.error().kind == ErrorKind::offline);
  CHECK(taken == letters(kArrived));
  CHECK(piece_bytes_max < kArrived / 4);
}

TEST_CASE("an answer whose end could not be told from a cut is not taken for whole") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: " + kType + "\r\n";
  Collected collected;
  Canned bare(head + "\r\nwords");
  const auto unseen = Client({.url = bare.url()}).post("/", kType, "", collected.sink());
  REQUIRE_FALSE(bool(unseen));
  CHECK(unseen.error().kind == ErrorKind::offline);
  CHECK(collected.calls == 0);
  Canned cut(head + "transfer-ENCODING: chunked\r\n\r\n5\r\nwords\r\n");
  CHECK_FALSE(bool(Client({.url = cut.url()}).post("/", kType, "", collected.sink())));
  Canned whole(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n0\r\n\r\n");
  CHECK(bool(Client({.url = whole.url()}).post("/", kType, "", collected.sink())));
  CHECK(collected.bytes == "wordswords");
}

TEST_CASE("a link that ends without an answer, or with other bytes than HTTP, is offline") {
  for (const std::string answer : {"", "SSH-2.0-other\r\n", "HTTP/1.1 200"}) {
    CAPTURE(answer);
    Canned office(answer);
    const auto reply = Client({.url = office.url()}).post("/v1/sync", kType, "words");
    REQUIRE_FALSE(bool(reply));
    CHECK(reply.error().kind == ErrorKind::offline);
  }
}

TEST_CASE("an office that takes the request and falls silent is given up") {
  Canned office("", true);
  Client client({.url = office.url(), .stalled_ms_max = 50});
  const auto reply = client.post("/v1/sync", kType, "words");
  REQUIRE_FALSE(bool(reply));
  CHECK(reply.error().kind == ErrorKind::offline);
  CHECK(has(reply.error().message, "50 ms"));
}

TEST_CASE("an answer above the limit is refused, announced or not") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: " + kType + "\r\n";
  const std::string flood = "HTTP/1.1 200 OK\r\n" + std::string(100'000, 'x') + "\r\n\r\n";
  Collected collected;
  for (const std::string& answer :
       {head + "Content-Length: 2000\r\n\r\n" + letters(2000),
        head + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + letters(2000) + "\r\n0\r\n\r\n",
        flood}) {
    Canned office(answer);
    Client client({.url = office.url(), .answer_bytes_max = 1000});
    const auto reply = client.post("/v1/sync", kType, "words", collected.sink());
    REQUIRE_FALSE(bool(reply));
    CHECK(collected.bytes.size() <= 1000);
    if (answer != flood) CHECK(reply.error().kind == ErrorKind::over_limit);
  }
}

TEST_CASE("a sink that refuses ends the exchange, a sink that throws is heard") {
  Office office;
  Client client = office.client();
  const auto refused = client.post("/echo", kType, "words", [](std::string_view) { return false; });
  REQUIRE_FALSE(bool(refused));
  CHECK(refused.error().kind == ErrorKind::corrupt);
  const Client::Sink throwing = [](std::string_view) -> bool {
    throw StoreFailure({ErrorKind::storage, "disk full", ""});
  };
  CHECK_THROWS_AS((void)client.post("/echo", kType, "words", throwing), StoreFailure);
  CHECK(client.post("/echo", kType, "words")->body == "words");
}

TEST_CASE("the traffic counts what a socket sees, to the byte") {
  for (const std::size_t size : {5U, 5000U, 300'000U}) {
    CAPTURE(size);
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: " + kType +
                               "\r\nContent-Length: 6\r\nConnection: close\r\n\r\nanswer";
    Canned office(answer);
    Client client({.url = office.url()});
    REQUIRE(bool(client.post("/v1/sync", kType, letters(size))));
    CHECK(client.traffic().wire_bytes_up == office.request().size());
    CHECK(client.traffic().wire_bytes_down == answer.size());
    CHECK(client.traffic().body_bytes_up == size);
    CHECK(client.traffic().body_bytes_down == 6);
  }
}

TEST_CASE("a request says no more than it must") {
  Canned office("HTTP/1.1 204 No Content\r\n\r\n");
  Client client({.url = office.url()});
  REQUIRE(bool(client.post("/v1/sync", kType, "words")));
  CHECK(office.request() == "POST /v1/sync HTTP/1.1\r\nHost: " + office.url().substr(7) +
                                "\r\nContent-Type: " + kType +
                                "\r\nContent-Length: 5\r\n\r\nwords");
}

TEST_CASE("an address or path that cannot be is refused before anything is sent") {
  for (const char* url : {"", "ftp://127.0.0.1", "http://", "http://a b", "file:///etc/passwd",
                          "http://office/path", "http://user@office", "http://office:99999"}) {
    CAPTURE(url);
    const auto reply = Client({.url = url}).get("/health");
    REQUIRE_FALSE(bool(reply));
    CHECK(reply.error().kind == ErrorKind::usage);
  }
  Office office;
  Client client = office.client();
  for (const char* path : {"", "health", "/a b", "/a\r\nX: y", "/a#b"}) {
    CHECK(client.get(path).error().kind == ErrorKind::bad_input);
  }
  CHECK(client.post("/echo", "a\r\nb", "").error().kind == ErrorKind::bad_input);
  CHECK(client.traffic().requests == 0);
}

TEST_CASE("a proxy of the environment is not used for this computer itself") {
  Office office;
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  const auto reply = office.client().get("/health");
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  REQUIRE(bool(reply));
  CHECK(reply->status == 200);
}

TEST_SUITE_END();
