// The laptop's HTTP client: one kept connection to the office, bounded in bytes and time.
//
// Purpose: the only place with libcurl is client.cc.
// Thread rule: one thread at a time. Failure rule: `offline` when no whole answer came (refused,
// unreachable, name not found, timed out, cut); other statuses are replies, not errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "node/http/tls.h"
#include "sync/result.h"

namespace satchel::http {

struct ClientOptions {
  std::string url;  // "https://office.example:8470", without a path
  // How an office with https is known. Nothing: by the authorities that this computer trusts, as for any web site.
  std::optional<ClientTls> tls = std::nullopt;
  std::int64_t connect_ms_max = 10'000;
  std::int64_t stalled_ms_max = 30'000;  // no byte moved in either direction
  std::size_t answer_bytes_max = 16 * 1024 * 1024;
};

struct Reply {
  int status = 0;
  std::string content_type;
  std::string body;  // what the sink did not take
};

// Bytes since the client was made; *_wire counts HTTP heads, and with TLS its handshakes and records.
struct Traffic {
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;
  std::uint64_t body_bytes_up = 0;
  std::uint64_t body_bytes_down = 0;
  std::uint64_t wire_bytes_up = 0;
  std::uint64_t wire_bytes_down = 0;
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Called with slices of the answer's body as they arrive, only for status 200 with the content type
  // that was asked for; false ends the exchange (the reply is then an Error of kind `corrupt`). What
  // the sink throws is thrown again by post. With a sink, a body that it does not take (a captive
  // portal's page) is read no further than 64 KB, into Reply::body.
  using Sink = std::function<bool(std::string_view)>;

  // Sends `body` with Content-Type `content_type` and Content-Length, no Expect, no redirects followed.
  Result<Reply> post(const std::string& path, const std::string& content_type, std::string_view body,
                     const Sink& sink = nullptr);
  Result<Reply> get(const std::string& path);

  const Traffic& traffic() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace satchel::http
