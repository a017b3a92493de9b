// Api: the JSON API of API.md over HTTP, and the files of the web app.
//
// Purpose: who may ask, which handler answers, and how an Error looks in HTTP. Nothing here knows of clients or visits.
// Thread rule: `route` on the server's network thread; exchanges on its workers.
// Failure rule: an answer with a status and words for a person.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "node/http/http.h"
#include "node/laptop/app/desk.h"

namespace satchel {

inline constexpr std::size_t kApiBodyBytesMax = 4 * 1024 * 1024;

class Api {
 public:
  explicit Api(Desk& desk);

  // Before the first request: where the server listens, for Host and Origin.
  void listen_at(std::uint16_t port);
  std::variant<http::Answer, std::unique_ptr<http::Exchange>> route(const http::RequestHead& head);
  http::Answer answer(const Route& route, const ApiRequest& request, const std::string& token);
  // All that is answered to: "GET /api/state" ...
  std::vector<std::string> paths() const;

 private:
  std::optional<http::Answer> stranger(const http::RequestHead& head) const;
  const Route* find(const std::string& method, const std::vector<std::string>& segments,
                    std::vector<std::string>& parts, bool& other_method) const;

  Desk& desk_;
  std::vector<Route> routes_;
  std::vector<std::string> hosts_;
};

}  // namespace satchel
