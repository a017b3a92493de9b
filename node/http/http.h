// HTTP in Satchel's own words, without library headers: what client.h and server.h share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "node/shared/certificate.h"
#include "sync/result.h"

namespace satchel::http {

struct Answer {
  int status = 200;
  std::string content_type = "application/octet-stream";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // besides Content-Type and Content-Length
};

struct RequestHead {
  std::string method;        // "GET", "POST"
  std::string target;        // origin form, "/v1/sync"
  std::string content_type;  // "" when the request names none
  std::string peer;          // address of the other side, for throttling and logs
  std::uint64_t content_length = 0;
  std::optional<CertificateFacts> device;  // what the client's certificate says, proven; dates are not judged
  std::vector<std::pair<std::string, std::string>> headers;  // names in small letters, in the order of the request

  // All values of that header, in order; the name in small letters.
  std::vector<std::string_view> values_of(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [known, value] : headers) {
      if (known == name) values.push_back(value);
    }
    return values;
  }
};

// One request while its body arrives. The calls come in order, one at a time, always on a worker
// thread of the server, never on its network thread; so they may wait for a database. When the link
// breaks before the body is complete the object is destroyed without `finish`.
class Exchange {
 public:
  virtual ~Exchange() = default;
  // Takes the next bytes of the body, in slices of any size. False: enough was read to answer;
  // `finish` follows at once and the connection is closed after the answer.
  virtual bool receive(std::string_view bytes) = 0;
  virtual Answer finish() = 0;
};

// Decides on the head alone: an answer at once (404, 405, 413, 429 ...), or an exchange that takes the body.
using Router = std::function<std::variant<Answer, std::unique_ptr<Exchange>>(const RequestHead&)>;

}  // namespace satchel::http
