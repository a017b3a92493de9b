#include "node/laptop/app/api.h"

#include <algorithm>
#include <iostream>

#include "node/laptop/app/assets.h"

namespace satchel {

namespace {

constexpr std::string_view kApi = "/api/";
constexpr std::string_view kJson = "application/json; charset=utf-8";
// What the app's pages may do: load their own files, and talk to this server.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// ---- answers ----------------------------------------------------------------------------------------------

void guard(http::Answer& answer) {
  answer.headers.emplace_back("Content-Security-Policy", kContentPolicy);
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  answer.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  answer.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
}

http::Answer json_answer(int status, const json::value& value) {
  http::Answer answer;
  answer.status = status;
  answer.content_type = kJson;
  answer.body = write_json(value);
  guard(answer);
  return answer;
}

std::string_view word_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return "usage";
    case ErrorKind::bad_input: return "bad_input";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::changed: return "changed";
    case ErrorKind::storage: return "storage";
    case ErrorKind::over_limit: return "over_limit";
    case ErrorKind::offline: return "offline";
    default: return "refused";
  }
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return 400;
    case ErrorKind::not_found: return 404;
    case ErrorKind::changed: return 409;
    case ErrorKind::storage: return 503;
    default: return 422;
  }
}

http::Answer error_answer(int status, std::string_view kind, const std::string& message, const std::string& hint) {
  return json_answer(status, json::object{{"error", json::object{{"kind", json::string(kind)},
                                                                 {"message", message},
                                                                 {"hint", hint}}}});
}

http::Answer error_answer(const Error& error) {
  return error_answer(status_of(error.kind), word_of(error.kind), error.message, error.hint);
}

http::Answer locked() { return error_answer(401, "locked", "the program is locked", "give the passphrase"); }

// ---- targets ----------------------------------------------------------------------------------------------

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) i += 2;
    plain += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
  }
  return plain;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t end = text.find(at); end != text.npos; end = text.find(at, begin)) {
    pieces.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  pieces.emplace_back(text.substr(begin));
  return pieces;
}

std::map<std::string, std::string> query_of(std::string_view text) {
  std::map<std::string, std::string> query;
  if (text.empty()) return query;
  for (const std::string& pair : split(text, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) query[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
  }
  return query;
}

std::string only_value(const http::RequestHead& head, std::string_view name) {
  const auto values = head.values_of(name);
  return values.size() == 1 ? std::string(values.front()) : std::string();
}

http::Answer asset_answer(const std::string& path) {
  const Asset* asset = find_asset(path == "/" ? "/index.html" : path);
  http::Answer answer;
  answer.content_type = "text/plain; charset=utf-8";
  if (asset == nullptr) {
    answer.status = 404;
    answer.body = "There is nothing here.";
  } else {
    answer.content_type = asset->content_type;
    answer.body = asset->bytes;
    // The names of these files change with what is in them.
    if (path.rfind("/assets/", 0) == 0) answer.headers.emplace_back("Cache-Control", "max-age=31536000, immutable");
  }
  guard(answer);
  return answer;
}

// Takes the body, then has the request answered.
class ApiExchange : public http::Exchange {
 public:
  ApiExchange(Api& api, const Route& route, ApiRequest request, std::string token)
      : api_(api), route_(route), request_(std::move(request)), token_(std::move(token)) {}

  bool receive(std::string_view bytes) override {
    body_ += bytes;
    return body_.size() <= kApiBodyBytesMax;
  }

  http::Answer finish() override {
    if (body_.size() > kApiBodyBytesMax) {
      return error_answer(413, "over_limit", "the request is larger than 4 MB", "send less at once");
    }
    if (route_.method == "POST") {
      auto parsed = parse_json(body_);
      if (!parsed) return error_answer(400, "usage", parsed.error().message, "");
      if (!parsed->is_object()) return error_answer(400, "usage", "the body has to be a JSON object", "");
      request_.body = std::move(parsed->get_object());
    }
    return api_.answer(route_, request_, token_);
  }

 private:
  Api& api_;
  const Route& route_;
  ApiRequest request_;
  std::string token_;
  std::string body_;
};

}  // namespace

// ---- the table --------------------------------------------------------------------------------------------

Api::Api(Desk& desk) : desk_(desk) {
  for (auto* routes : {session_routes, agenda_routes, client_routes, writing_routes, note_routes, conflict_routes,
                       sync_routes}) {
    for (Route& route : routes()) routes_.push_back(std::move(route));
  }
}

void Api::listen_at(std::uint16_t port) {
  hosts_ = {"127.0.0.1:" + std::to_string(port), "localhost:" + std::to_string(port)};
}

std::vector<std::string> Api::paths() const {
  std::vector<std::string> paths;
  for (const Route& route : routes_) paths.push_back(route.method + " " + route.path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

const Route* Api::find(const std::string& method, const std::vector<std::string>& segments,
                       std::vector<std::string>& parts, bool& other_method) const {
  for (const Route& route : routes_) {
    const auto wanted = split(route.path, '/');
    if (wanted.size() != segments.size()) continue;
    parts.clear();
    const bool fits = std::equal(wanted.begin(), wanted.end(), segments.begin(),
                                 [&](const std::string& want, const std::string& segment) {
                                   if (want.empty() || want.front() != '{') return want == segment;
                                   parts.push_back(segment);
                                   return !segment.empty();
                                 });
    if (!fits) continue;
    if (route.method == method) return &route;
    other_method = true;
  }
  return nullptr;
}

// ---- who may ask ------------------------------------------------------------------------------------------

// A page of another site can send neither the header nor our origin; a name that was made to point at this machine
// (DNS rebinding) is not in Host.
std::optional<http::Answer> Api::stranger(const http::RequestHead& head) const {
  const std::string host = only_value(head, "host");
  if (std::find(hosts_.begin(), hosts_.end(), host) == hosts_.end()) {
    return error_answer(421, "refused", "this program answers at 127.0.0.1 only", "");
  }
  const auto origins = head.values_of("origin");
  const bool is_own = std::all_of(origins.begin(), origins.end(),
                                  [&](std::string_view origin) { return origin == "http://" + host; });
  const auto site = only_value(head, "sec-fetch-site");
  const bool is_same_site = site.empty() || site == "same-origin" || site == "none";
  const bool is_api = head.target.rfind(kApi, 0) == 0;
  if (is_api && (!is_own || !is_same_site || only_value(head, "x-satchel") != "1")) {
    return error_answer(403, "refused", "this request does not come from the program's own page", "");
  }
  return std::nullopt;
}

std::variant<http::Answer, std::unique_ptr<http::Exchange>> Api::route(const http::RequestHead& head) {
  if (auto refused = stranger(head)) return std::move(*refused);
  const std::size_t question = head.target.find('?');
  const std::string path = head.target.substr(0, question);
  if (path.rfind(kApi, 0) != 0) {
    if (head.method == "GET") return asset_answer(path);
    return error_answer(405, "usage", "only GET is taken here", "");
  }
  ApiRequest request;
  bool other_method = false;
  const Route* found = find(head.method, split(path, '/'), request.parts, other_method);
  if (found == nullptr) {
    return other_method ? error_answer(405, "usage", "not with " + head.method, "")
                        : error_answer(404, "not_found", "there is no such path", "");
  }
  if (head.content_length > kApiBodyBytesMax) {
    return error_answer(413, "over_limit", "the request is larger than 4 MB", "send less at once");
  }
  if (question != std::string::npos) request.query = query_of(std::string_view(head.target).substr(question + 1));
  return std::make_unique<ApiExchange>(*this, *found, std::move(request), only_value(head, "x-satchel-session"));
}

// ---- answering --------------------------------------------------------------------------------------------

http::Answer Api::answer(const Route& route, const ApiRequest& request, const std::string& token) {
  try {
    if (route.needs_session && !desk_.door().is_open(token)) return locked();
    const auto done = route.handle_door
                          ? route.handle_door(desk_, request, token)
                          : desk_.alone([&](LaptopWorkspace& workspace) {
                              auto result = route.handle(desk_, workspace, request);
                              if (result && route.changes) desk_.note_change();
                              return result;
                            });
    if (!done && !route.needs_session) {
      if (const std::int64_t wait_ms = desk_.door().wait_ms(); wait_ms > 0) {
        return json_answer(429, json::object{{"error", json::object{{"kind", "refused"},
                                                                    {"message", done.error().message},
                                                                    {"hint", "wait, then try again"},
                                                                    {"wait_ms", wait_ms}}}});
      }
    }
    if (!done) return error_answer(done.error());
    if (route.changes) desk_.door().active();
    return json_answer(200, *done);
  } catch (const StoreFailure& failure) {
    std::cerr << "database: " << failure.error().message << "\n";
    return error_answer(failure.error());
  } catch (const std::exception& problem) {
    std::cerr << "the request could not be answered: " << problem.what() << "\n";
    return error_answer(503, "storage", "this could not be done", "try again; nothing that was saved is lost");
  }
}

}  // namespace satchel
