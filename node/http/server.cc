// The HTTP server over Boost.Asio and Beast. Beast only parses the head of a request; everything
// that decides is here, because Beast 1.81 lets through shapes that another parser on the way could
// read differently (two Hosts, Transfer-Encoding beside Content-Length, HTTP/1.0 with chunks, a
// foreign absolute target). Callbacks instead of coroutines: those cost three times the compile
// time and memory.
//
// All of a connection's state belongs to the network thread. A worker touches only the exchange and
// the slice that it is given, and only while `busy_` is set. Meanwhile the network thread reads
// ahead, within limits: what has arrived is worked on even when the link breaks behind it, and a
// reset would throw away what waits in the kernel.
#include "node/http/server.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

#include "sync/limits.h"

namespace satchel::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::http::field;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Head = beast::http::request_header<>;
using Parser = beast::http::request_parser<beast::http::empty_body>;

constexpr std::size_t kSliceBytesMax = 64 * 1024;
// Worked on in one go: then it is another connection's turn.
constexpr std::size_t kTurnBytesMax = 64 * 1024;
// Read of one body before its turn, and of all bodies together.
constexpr std::size_t kAheadBytesMax = 1024 * 1024;
constexpr std::size_t kAheadBytesInAllMax = 64 * 1024 * 1024;
// After a closing answer the peer's remaining bytes are read and dropped for so long: a socket that
// is closed over unread bytes resets the link, and the reset can overtake the answer.
constexpr std::int64_t kLingerMsMax = 5'000;
// What answers in flight get when the server stops.
constexpr std::int64_t kStopMsMax = 500;
// When the process has no file descriptor left, accepting rests for so long instead of spinning.
constexpr std::int64_t kAcceptRestMs = 100;
// Connections above the maximum that are told so; further ones are closed without a word.
constexpr std::size_t kTurnedAwayMax = 64;
// Read to see that a request begins, where the socket cannot tell.
constexpr std::size_t kFirstBytesMax = 1024;
// Told while the server works on a request that has arrived whole: a client that hears nothing for long gives up.
constexpr std::string_view kStillAtWork = "HTTP/1.1 102 Processing\r\n\r\n";
constexpr std::string_view kOnlyTls = "This port speaks TLS: the address begins with https://";

// ---- deciding on a head -------------------------------------------------------------------------

struct HeadRules {
  std::vector<std::string> hosts;  // lower case; empty: any
  std::uint64_t body_bytes_max = 0;
};

Answer plain(int status, std::string_view words) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain";
  answer.body = std::string(words) + "\n";
  return answer;
}

Answer over_header_limit() {
  return plain(431, "The head of the request is larger than " +
                        std::to_string(limits::kHttpHeaderBytesMax) + " bytes.");
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

bool digits_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// "Office.example:8443" -> "office.example", "[::1]:80" -> "::1"; "" when it is no host and port.
std::string host_name(std::string_view value) {
  const bool bracketed = !value.empty() && value.front() == '[';
  const std::size_t end = std::min(value.find(bracketed ? ']' : ':'), value.size());
  if (bracketed && end == value.size()) return "";
  std::string name = lower(value.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end));
  const std::string_view rest = value.substr(bracketed ? end + 1 : end);
  if (!rest.empty() && (rest.front() != ':' || !digits_only(rest.substr(1)))) return "";
  const std::string_view signs = bracketed ? ":.%" : ".-_";
  const bool fit = std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || signs.find(c) != signs.npos;
  });
  return fit ? name : "";
}

bool origin_form(std::string_view target) {
  return !target.empty() && target.front() == '/' &&
         std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// What makes a head ambiguous or unfit before its method matters. Transfer-Encoding is a 400 like
// the other smuggling shapes (and not a 501) because Beast itself finds some of its forms first.
std::optional<Answer> framing_refusal(const Head& head) {
  if (head.version() != 11) return plain(505, "Only HTTP/1.1 is spoken here.");
  if (!origin_form(view(head.target()))) {
    return plain(400, "The target must be a path that starts with a slash.");
  }
  if (head.count(field::host) != 1) return plain(400, "Exactly one Host is needed.");
  if (head.count(field::transfer_encoding) != 0) {
    return plain(400, "Transfer-Encoding is not taken here; send a Content-Length.");
  }
  if (head.count(field::content_length) > 1 || !digits_only(view(head[field::content_length]))) {
    return plain(400, "At most one Content-Length is taken.");
  }
  if (head.count(field::content_type) > 1) {
    return plain(400, "At most one Content-Type is taken.");
  }
  return std::nullopt;
}

std::optional<Answer> refusal(const Head& head, std::uint64_t body_bytes, const HeadRules& rules) {
  if (auto refused = framing_refusal(head)) return refused;
  const std::string host = host_name(view(head[field::host]));
  if (host.empty()) return plain(400, "The Host is not a name with an optional port.");
  if (!rules.hosts.empty() &&
      std::find(rules.hosts.begin(), rules.hosts.end(), host) == rules.hosts.end()) {
    return plain(421, "This server does not answer for that Host.");
  }
  const std::string_view method = view(head.method_string());
  if (method != "GET" && method != "POST") {
    Answer answer = plain(405, "Only GET and POST are taken.");
    answer.headers.emplace_back("Allow", "GET, POST");
    return answer;
  }
  // A client that waits for "100 Continue" repeats the request at once without it (RFC
  // 9110, 15.5.18).
  if (head.count(field::expect) != 0) return plain(417, "Expect is not taken; send the body.");
  if (method == "POST" && head.count(field::content_length) == 0) {
    return plain(411, "A POST needs a Content-Length.");
  }
  if (body_bytes > rules.body_bytes_max) {
    return plain(413,
                 "The body is larger than " + std::to_string(rules.body_bytes_max) + " bytes.");
  }
  return std::nullopt;
}

// For bytes that are no head. Nothing when the link itself ended: then nobody listens.
std::optional<Answer> refusal_of_bytes(const error_code& error) {
  using Error = beast::http::error;
  if (error == Error::end_of_stream || error == Error::partial_message) return std::nullopt;
  if (error == Error::header_limit || error == Error::buffer_overflow) return over_header_limit();
  if (error == Error::bad_version) return plain(505, "Only HTTP/1.1 is spoken here.");
  if (error.category() != make_error_code(Error::bad_method).category()) return std::nullopt;
  return plain(400, "These bytes are no HTTP/1.1 request: " + error.message() + ".");
}

// ---- writing an answer --------------------------------------------------------------------------

bool one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
  });
}

// An answer whose headers would break the line structure never leaves: a value may hold words of a
// user.
Answer checked(Answer answer) {
  bool fit = answer.status >= 200 && answer.status <= 599 && one_line(answer.content_type);
  for (const auto& [name, value] : answer.headers) fit = fit && one_line(name) && one_line(value);
  return fit ? std::move(answer) : plain(500, "The answer could not be put into HTTP.");
}

// No Date and no Server: an answer without news stays small on a metered link.
std::string head_of(const Answer& answer, bool keep) {
  const auto reason = beast::http::obsolete_reason(
      beast::http::int_to_status(static_cast<unsigned>(answer.status)));
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  head.append(reason.data(), reason.size()).append("\r\n");
  if (answer.status != 204 && answer.status != 304) {  // these two never have a body
    head += "Content-Type: " + answer.content_type + "\r\n";
    head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  bool says_cache = false;
  for (const auto& [name, value] : answer.headers) {
    head += name + ": " + value + "\r\n";
    says_cache = says_cache || lower(name) == "cache-control";
  }
  if (!says_cache) head += "Cache-Control: no-store\r\n";
  if (!keep) head += "Connection: close\r\n";
  return head + "\r\n";
}

// ---- calling foreign code -----------------------------------------------------------------------

// Router and exchanges may throw whatever their libraries throw. Here it becomes an answer; those
// who throw write the log. `catch (...)`: on a worker thread anything else would end the process.
template <class Value, class Call>
Value guarded(Call call, Value when_thrown) {
  try {
    return call();
  } catch (...) {
    return when_thrown;
  }
}

Answer failed() {
  return plain(500, "The request failed inside the server. Try again later.");
}

enum class Taken { more, enough, failed };

// ---- one connection -----------------------------------------------------------------------------

class Connection;

// The bytes of one connection, with or without TLS. Beast and we read and write it alike.
class Stream {
 public:
  using executor_type = tcp::socket::executor_type;

  Stream(tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) tls_.emplace(socket_, *tls);
  }

  executor_type get_executor() { return socket_.get_executor(); }
  tcp::socket& socket() { return socket_; }
  bool has_tls() const { return tls_.has_value(); }
  SSL* link() { return tls_->native_handle(); }

  template <class Handler>
  void async_handshake(Handler&& handler) {
    tls_->async_handshake(asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    tls_ ? tls_->async_read_some(buffers, std::forward<Handler>(handler))
         : socket_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    tls_ ? tls_->async_write_some(buffers, std::forward<Handler>(handler))
         : socket_.async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
};

struct Core {
  ServerOptions options;
  Router router;
  HeadRules rules;
  std::unique_ptr<asio::ssl::context> tls;  // nothing: without TLS
  asio::io_context io{1};
  asio::thread_pool workers;
  std::unordered_set<Connection*> connections;
  std::size_t ahead_bytes = 0;  // of all connections
  std::atomic<bool> stopping = false;
  Clock::time_point stop_at = Clock::time_point::max();

  Core(ServerOptions given, Router decide)
      : options(std::move(given)),
        router(std::move(decide)),
        workers(std::max<std::size_t>(options.worker_threads, 1)) {}
};

// Shared ownership, because whatever Asio still has to call keeps the connection alive: a read, a
// timer, a worker's call. It leaves `Core::connections` when it closes.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, tcp::socket socket, std::string peer)
      : core_(core), stream_(std::move(socket), core.tls.get()), timer_(core.io), still_at_work_(core.io), peer_(std::move(peer)) {
    core_.connections.insert(this);
  }

  void serve();
  void turn_away();
  void stop();

 private:
  void refuse_for_number();
  void linger();
  template <class Then>
  void begin(Then then);
  void handshake_failed(const error_code& error);
  void await_request();
  void await_bytes();
  void read_head();
  void take_head(const error_code& error, std::size_t head_bytes);
  RequestHead request_head() const;
  void route();
  void take_body(const char* bytes, std::size_t size);
  void read_ahead();
  void work_on();
  void slice_taken(Taken taken);
  void finish_exchange();
  void forget_body();
  void send(Answer answer);
  void close_with(Answer answer);
  void write_some();
  void tell_later();
  void tell_still_at_work();
  void answered();
  void drain();
  void close();
  void arm(std::int64_t ms_max);
  void disarm();
  bool ended(const error_code& error);
  template <class Call, class Then>
  void on_worker(Call call, Then then);

  Core& core_;
  Stream stream_;
  asio::steady_timer timer_;
  asio::steady_timer still_at_work_;
  std::string peer_;
  std::optional<CertificateFacts> device_;
  beast::flat_buffer buffer_{2 * limits::kHttpHeaderBytesMax};
  std::optional<Parser> parser_;
  std::unique_ptr<Exchange> exchange_;
  std::vector<char> arriving_;  // what a read writes to
  std::string ahead_;           // has arrived and waits for its turn
  std::string slice_;           // is worked on
  std::vector<char> dropped_;   // what nobody reads any more
  std::uint64_t body_left_ = 0;  // to arrive
  std::string answer_head_;
  std::string answer_body_;
  std::size_t answer_sent_ = 0;
  bool keep_ = false;       // the connection takes another request after the answer
  bool reading_ = false;    // of the body
  bool broken_ = false;     // the link, before the whole body had arrived
  bool busy_ = false;       // a worker is in the exchange
  bool working_ = false;    // on a request, until it has an answer
  bool answering_ = false;  // from the call of finish until the answer is out
  bool telling_ = false;    // a word that the work goes on is on its way; the answer waits for it
  bool closed_ = false;
};

void Connection::serve() {
  error_code ignored;  // a link that has broken meanwhile: what had come before is read all the same
  stream_.socket().set_option(tcp::no_delay(true), ignored);
  begin([this] { await_request(); });
}

// The handshake of TLS, where there is one, and then `then`.
template <class Then>
void Connection::begin(Then then) {
  if (!stream_.has_tls()) return then();
  arm(core_.options.progress_ms_max);
  stream_.async_handshake([self = shared_from_this(), then](const error_code& error) {
    if (self->closed_) return;
    if (error) return self->handshake_failed(error);
    self->device_ = peer_of(self->stream_.link());
    then();
  });
}

// The alert that OpenSSL wrote says why, unless the other side did not speak TLS at all. What it still sends is
// read and dropped, so that our words are not overtaken by a reset.
void Connection::handshake_failed(const error_code& error) {
  if (error.category() == asio::error::get_ssl_category() &&
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST) {
    const Answer answer = plain(400, kOnlyTls);
    error_code ignored;  // a few bytes into an empty buffer; if the link is gone, nobody listens
    asio::write(stream_.socket(), asio::buffer(head_of(answer, false) + answer.body), ignored);
  }
  linger();
}

void Connection::turn_away() {
  begin([this] { refuse_for_number(); });
}

void Connection::refuse_for_number() {
  Answer answer = plain(503, "Too many connections. Try again in a few seconds.");
  answer.headers.emplace_back("Retry-After", "5");
  close_with(std::move(answer));
}

void Connection::await_request() {
  if (buffer_.size() > 0) return read_head();  // it came behind the last one
  buffer_.shrink_to_fit();
  parser_.reset();
  arm(core_.options.idle_ms_max);
  if (stream_.has_tls()) return await_bytes();
  stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    if (!self->ended(error)) self->read_head();
  });
}

// With TLS the socket cannot tell: the request may have come together with the record before it.
void Connection::await_bytes() {
  stream_.async_read_some(buffer_.prepare(kFirstBytesMax),
                          [self = shared_from_this()](error_code error, std::size_t size) {
                            if (self->ended(error)) return;
                            self->buffer_.commit(size);
                            self->read_head();
                          });
}

// The timer runs over the whole head, however busily its bytes trickle.
void Connection::read_head() {
  parser_.emplace();
  parser_->header_limit(limits::kHttpHeaderBytesMax);
  parser_->body_limit(boost::none);  // our own limit can still answer
  arm(core_.options.progress_ms_max);
  beast::http::async_read_header(stream_, buffer_, *parser_,
                                 [self = shared_from_this()](error_code error, std::size_t size) {
                                   self->take_head(error, size);
                                 });
}

void Connection::take_head(const error_code& error, std::size_t head_bytes) {
  if (closed_) return;
  if (error) {
    auto refused = refusal_of_bytes(error);
    return refused ? close_with(std::move(*refused)) : close();
  }
  // Beast's limit holds for the first line and for the rest each, ours for both together.
  if (head_bytes > limits::kHttpHeaderBytesMax) return close_with(over_header_limit());
  body_left_ = parser_->content_length().value_or(0);
  if (auto refused = refusal(parser_->get(), body_left_, core_.rules)) {
    return close_with(std::move(*refused));
  }
  keep_ = parser_->keep_alive();
  route();
}

RequestHead Connection::request_head() const {
  const auto& head = parser_->get();
  RequestHead result;
  result.method = view(head.method_string());
  result.target = view(head.target());
  result.content_type = view(head[field::content_type]);
  result.peer = peer_;
  result.content_length = body_left_;
  result.device = device_;
  for (const auto& line : head) result.headers.emplace_back(lower(view(line.name_string())), view(line.value()));
  return result;
}

void Connection::route() {
  using Routed = std::variant<Answer, std::unique_ptr<Exchange>>;
  Routed routed = guarded<Routed>([this] { return core_.router(request_head()); }, failed());
  if (auto* answer = std::get_if<Answer>(&routed)) {
    return body_left_ == 0 ? send(std::move(*answer)) : close_with(std::move(*answer));
  }
  exchange_ = std::move(std::get<std::unique_ptr<Exchange>>(routed));
  if (!exchange_) return close_with(failed());
  working_ = true;
  tell_later();
  std::string with_head(static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, buffer_.size())), '\0');
  buffer_.consume(asio::buffer_copy(asio::buffer(with_head), buffer_.data()));
  take_body(with_head.data(), with_head.size());
}

void Connection::take_body(const char* bytes, std::size_t size) {
  body_left_ -= size;
  ahead_.append(bytes, size);
  core_.ahead_bytes += size;
  read_ahead();
  work_on();
}

void Connection::read_ahead() {
  const bool full = ahead_.size() >= kAheadBytesMax || (!ahead_.empty() && core_.ahead_bytes >= kAheadBytesInAllMax);
  if (reading_ || broken_ || body_left_ == 0 || full) return;
  reading_ = true;
  arriving_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, kSliceBytesMax)));
  stream_.async_read_some(asio::buffer(arriving_), [self = shared_from_this()](error_code error, std::size_t size) {
    self->reading_ = false;
    const bool is_over = self->answering_ || !self->working_;  // the answer is on its way, or was sent
    if (self->closed_ || is_over) return;
    self->broken_ = self->broken_ || error;
    self->take_body(self->arriving_.data(), size);
  });
}

// Gives the worker what has arrived, a little at a time.
void Connection::work_on() {
  if (busy_) return;
  if (ahead_.empty()) {
    if (body_left_ == 0) return finish_exchange();
    return broken_ ? close() : arm(core_.options.progress_ms_max);
  }
  slice_ = ahead_.substr(0, kTurnBytesMax);
  ahead_.erase(0, slice_.size());
  core_.ahead_bytes -= slice_.size();
  on_worker(
      [this] {
        const Taken taken = guarded(
            [&] {
              const bool more = exchange_->receive(slice_);
              return more ? Taken::more : Taken::enough;
            },
            Taken::failed);
        if (taken == Taken::failed) exchange_.reset();
        return taken;
      },
      [this](Taken taken) { slice_taken(taken); });
}

void Connection::slice_taken(Taken taken) {
  if (taken == Taken::more) {
    read_ahead();
    return work_on();
  }
  keep_ = false;
  if (broken_) return close();  // nobody listens
  if (taken == Taken::enough) return finish_exchange();
  close_with(failed());
}

void Connection::finish_exchange() {
  forget_body();
  answering_ = true;
  on_worker(
      [this] {
        Answer answer = guarded([&] { return exchange_->finish(); }, failed());
        exchange_
            .reset();  // what it holds (a database) is free before a slow client has its answer
        return answer;
      },
      [this](Answer answer) { send(std::move(answer)); });
}

void Connection::forget_body() {
  core_.ahead_bytes -= ahead_.size();
  slice_ = ahead_ = {};
}

void Connection::close_with(Answer answer) {
  keep_ = false;
  send(std::move(answer));
}

void Connection::send(Answer answer) {
  answer = checked(std::move(answer));
  if (core_.stopping) keep_ = false;
  answering_ = true;
  answer_head_ = head_of(answer, keep_);
  answer_body_ = answer.status == 204 || answer.status == 304 ? "" : std::move(answer.body);
  answer_sent_ = 0;
  working_ = false;
  still_at_work_.cancel();
  if (!telling_) write_some();
}

void Connection::tell_later() {
  still_at_work_.expires_after(std::chrono::milliseconds(core_.options.still_at_work_ms));
  still_at_work_.async_wait([self = shared_from_this()](error_code error) {
    if (error || self->closed_ || !self->working_) return;
    self->body_left_ == 0 && !self->broken_ ? self->tell_still_at_work() : self->tell_later();
  });
}

void Connection::tell_still_at_work() {
  telling_ = true;
  asio::async_write(stream_, asio::buffer(kStillAtWork), [self = shared_from_this()](error_code error, std::size_t) {
    self->telling_ = false;
    if (self->closed_ || error) return self->close();
    self->working_ ? self->tell_later() : self->write_some();
  });
}

void Connection::write_some() {
  arm(core_.options.progress_ms_max);
  const std::size_t of_head = std::min(answer_sent_, answer_head_.size());
  const std::array<asio::const_buffer, 2> rest = {
      asio::buffer(answer_head_) + of_head, asio::buffer(answer_body_) + (answer_sent_ - of_head)};
  stream_.async_write_some(rest, [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->ended(error)) return;
    self->answer_sent_ += size;
    if (self->answer_sent_ == self->answer_head_.size() + self->answer_body_.size()) {
      return self->answered();
    }
    self->write_some();
  });
}

void Connection::answered() {
  answering_ = false;
  answer_body_ = {};
  if (core_.stopping) return close();
  if (keep_) return await_request();
  linger();
}

void Connection::linger() {
  error_code ignored;  // a link that is gone already shows in the read
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  dropped_.resize(kSliceBytesMax);
  arm(kLingerMsMax);
  drain();
}

void Connection::drain() {
  stream_.socket().async_read_some(asio::buffer(dropped_),
                                   [self = shared_from_this()](error_code error, std::size_t) {
                                     if (!self->ended(error)) self->drain();
                                   });
}

// Work that has begun still gives its answer, for as long as `Core::stop_at` leaves.
void Connection::stop() {
  if (!answering_) return close();
  if (!busy_) arm(kStopMsMax);
}

// Safe to repeat: an exchange that a worker is in stays until on_worker closes once more.
void Connection::close() {
  closed_ = true;
  core_.connections.erase(this);
  error_code ignored;  // closing is all that can be done
  stream_.socket().close(ignored);
  disarm();
  still_at_work_.cancel();
  if (busy_) return;
  forget_body();
  if (!exchange_) return;
  asio::post(core_.workers, [exchange = std::move(exchange_)]() mutable { exchange.reset(); });
}

void Connection::arm(std::int64_t ms_max) {
  const auto at = Clock::now() + std::chrono::milliseconds(ms_max);
  timer_.expires_at(core_.stopping ? core_.stop_at : at);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    // A wait that ended just before the timer was set anew reports no error, so the clock decides.
    if (!error && self->timer_.expiry() <= Clock::now()) self->close();
  });
}

void Connection::disarm() {
  timer_.expires_at(Clock::time_point::max());
}

bool Connection::ended(const error_code& error) {
  if (error) close();
  return closed_;
}

// Runs `call` on a worker thread and then `then` with its outcome on the network thread. `call` is
// left out when the server stops before its turn. While it runs no timer does: the client is not to
// blame for our time.
template <class Call, class Then>
void Connection::on_worker(Call call, Then then) {
  busy_ = true;
  disarm();
  asio::post(core_.workers, [self = shared_from_this(), alive = asio::make_work_guard(core_.io),
                             call = std::move(call), then = std::move(then)]() mutable {
    std::optional<decltype(call())> outcome;
    Core& core = self->core_;
    if (!core.stopping) outcome = call();
    // The worker lets go of the connection here: the last owner has to be on the network thread.
    asio::post(core.io, [self = std::move(self), outcome = std::move(outcome),
                         then = std::move(then)]() mutable {
      self->busy_ = false;
      outcome && !self->closed_ ? then(std::move(*outcome)) : self->close();
    });
  });
}

// ---- starting -----------------------------------------------------------------------------------

Error start_error(const std::string& host, std::uint16_t port, const error_code& error) {
  const std::string where = host + " port " + std::to_string(port);
  if (error == asio::error::address_in_use) {
    return {ErrorKind::refused, where + " is already in use",
            "Another copy of the program may be running: stop it, or choose another port."};
  }
  if (error == asio::error::access_denied) {
    return {ErrorKind::refused, where + " may not be opened by this user",
            "Choose a port above 1023."};
  }
  if (error == boost::system::errc::address_not_available) {
    return {ErrorKind::bad_input, "this computer has no address " + host,
            "Use 127.0.0.1 for this computer alone, or 0.0.0.0 for all of its addresses."};
  }
  return {ErrorKind::refused, where + " cannot be opened: " + error.message(),
          "Choose another address or port."};
}

error_code open(tcp::acceptor& acceptor, const tcp::endpoint& at) {
  error_code error;
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (!error) ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);  // no child of this program keeps the port
  return error;
}

HeadRules head_rules(const ServerOptions& options, bool loopback) {
  HeadRules rules;
  rules.body_bytes_max = options.body_bytes_max;
  for (const std::string& name : options.hosts_allowed) {
    const bool bare_v6 = std::count(name.begin(), name.end(), ':') > 1 && name.front() != '[';
    rules.hosts.push_back(bare_v6 ? lower(name) : host_name(name));
  }
  if (loopback && !rules.hosts.empty()) {
    for (const char* name : {"127.0.0.1", "localhost", "::1"}) rules.hosts.emplace_back(name);
  }
  return rules;
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const ServerTls& tls) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  if (const auto ready = prepare_server(context->native_handle(), tls); !ready) return ready.error();
  return context;
}

}  // namespace

struct Server::Impl {
  Core core;
  tcp::acceptor acceptor{core.io};
  asio::steady_timer rest{core.io};
  tcp::endpoint arriving;  // whose connection is accepted
  std::uint16_t port = 0;
  std::thread network;

  Impl(ServerOptions options, Router router) : core(std::move(options), std::move(router)) {}

  void accept();
  void take(tcp::socket socket);
  void begin_stop();
};

void Server::Impl::accept() {
  acceptor.async_accept(arriving, [this](error_code error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (!error) {
      ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
      take(std::move(socket));
      return accept();
    }
    rest.expires_after(std::chrono::milliseconds(kAcceptRestMs));
    rest.async_wait([this](error_code) {
      if (acceptor.is_open()) accept();
    });
  });
}

void Server::Impl::take(tcp::socket socket) {
  const std::size_t open_now = core.connections.size();
  const std::size_t most = core.options.connections_max;
  if (core.stopping || open_now >= most + kTurnedAwayMax) return;  // the socket closes
  auto connection = std::make_shared<Connection>(core, std::move(socket), arriving.address().to_string());
  open_now < most ? connection->serve() : connection->turn_away();
}

void Server::Impl::begin_stop() {
  core.stop_at = Clock::now() + std::chrono::milliseconds(kStopMsMax);
  error_code ignored;  // closing is all that can be done
  acceptor.close(ignored);
  rest.cancel();
  const std::vector<Connection*> all(core.connections.begin(), core.connections.end());
  for (Connection* connection : all) connection->shared_from_this()->stop();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
  error_code error;
  const std::string host = options.host;
  const std::uint16_t port = options.port;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) {
    return Error{ErrorKind::bad_input, "\"" + host + "\" is not an address to listen on",
                 "Use 127.0.0.1 for this computer alone, or 0.0.0.0 for all of its addresses."};
  }
  try {
    auto impl = std::make_unique<Impl>(std::move(options), std::move(router));
    if (impl->core.options.tls) {
      auto tls = tls_context(*impl->core.options.tls);
      if (!tls) return tls.error();
      impl->core.tls = std::move(*tls);
    }
    impl->core.rules = head_rules(impl->core.options, address.is_loopback());
    if (const error_code failure = open(impl->acceptor, {address, port})) {
      return start_error(host, port, failure);
    }
    impl->port = impl->acceptor.local_endpoint().port();
    impl->accept();
    // Only running out of memory throws there: it ends the process, and its supervisor restarts it.
    impl->network = std::thread([core = &impl->core] { core->io.run(); });
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const std::exception& problem) {  // no threads or descriptors left
    return Error{ErrorKind::refused, std::string("the server could not start: ") + problem.what(),
                 "Close other programs and start again."};
  }
}

std::uint16_t Server::port() const {
  return impl_->port;
}

Status Server::renew(const ServerTls& tls) {
  auto context = tls_context(tls);
  if (!context) return context.error();
  // On the network thread; links that are open keep what they need of the old one.
  asio::post(impl_->core.io, [impl = impl_.get(), fresh = std::move(*context)]() mutable {
    if (impl->core.tls) impl->core.tls = std::move(fresh);
  });
  return Done{};
}

// The network thread ends when its last connection has; the destructions that those left to the
// workers are done when the workers have joined.
void Server::stop() {
  if (!impl_->network.joinable()) return;
  impl_->core.stopping = true;
  asio::post(impl_->core.io, [impl = impl_.get()] { impl->begin_stop(); });
  impl_->network.join();
  impl_->core.workers.join();
}

}  // namespace satchel::http
