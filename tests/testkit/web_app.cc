#include "tests/testkit/web_app.h"

#include <doctest/doctest.h>
#include <signal.h>

#include "node/shared/clock.h"
#include "tests/testkit/loopback.h"

namespace satchel::testkit {

std::string WebAnswer::problem() const { return std::string(json().at("error").at("message").get_string()); }

WebApp::WebApp(Town& town, std::string user, bool sync) : town_(town), user_(std::move(user)), sync_(sync) {
  open();
  const json::value answer =
      post("/api/session/passphrase", json::object{{"passphrase", kPassphrase}, {"start", start_word_}});
  token_ = std::string(answer.at("token").get_string());
}

void WebApp::open() {
  Words words{"serve", "--port", "0"};
  if (!sync_) words.push_back("--no-sync");
  program_ = std::make_unique<Running>(town_.laptop_words(user_, words));
  const std::string line = program_->read_line();
  REQUIRE_MESSAGE(!line.empty(), "satchel serve did not start");
  const std::string url(parsed(line).at("url").get_string());
  port_ = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  const auto start = url.find("#start=");
  start_word_ = start == std::string::npos ? "" : url.substr(start + 7);
  token_.clear();
}

void WebApp::kill() {
  program_->signal(SIGKILL);
  program_->wait();
}

void WebApp::stop() {
  program_->signal(SIGTERM);
  CHECK(program_->wait() == 0);
}

void WebApp::unlock() {
  const json::value answer = post("/api/session/unlock", json::object{{"passphrase", kPassphrase}});
  token_ = std::string(answer.at("token").get_string());
}

Headers WebApp::page_headers() const {
  const std::string host = "127.0.0.1:" + std::to_string(port_);
  Headers headers{{"Host", host}, {"X-Satchel", "1"}, {"Origin", "http://" + host}};
  if (!token_.empty()) headers.emplace_back("X-Satchel-Session", token_);
  return headers;
}

WebAnswer WebApp::ask(const std::string& method, const std::string& target, const std::string& body) {
  return ask_with(page_headers(), method, target, body);
}

WebAnswer WebApp::ask_with(const Headers& headers, const std::string& method, const std::string& target,
                           const std::string& body) {
  std::string request = method + " " + target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  if (method == "POST") request += "Content-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
  const Socket socket = Socket::call(port_);
  socket.send(request);
  const std::string all = socket.receive_all();
  const std::size_t end = all.find("\r\n\r\n");
  REQUIRE_MESSAGE(end != std::string::npos, target, " was not answered: ", all);
  return {std::stoi(all.substr(9, 3)), all.substr(0, end), all.substr(end + 4)};
}

json::value WebApp::get(const std::string& target) {
  const WebAnswer answer = ask("GET", target);
  REQUIRE_MESSAGE(answer.status == 200, target, ": ", answer.body);
  return answer.json();
}

json::value WebApp::post(const std::string& target, const json::value& body) {
  const WebAnswer answer = ask("POST", target, write_json(body));
  REQUIRE_MESSAGE(answer.status == 200, target, ": ", answer.body);
  return answer.json();
}

json::value WebApp::draft_of(const std::string& note) {
  const json::value drafts = get("/api/drafts");
  for (const json::value& draft : drafts.at("notes").get_array()) {
    if (draft.at("id").get_string() == note) return draft;
  }
  return nullptr;
}

json::value WebApp::type(const std::string& note, json::object draft) {
  const json::value before = draft_of(note);
  draft["base"] = before.is_null() ? json::value() : before.at("saved_at");
  return post("/api/notes/" + note + "/draft", std::move(draft));
}

json::value WebApp::sign(const std::string& note) {
  const json::value before = draft_of(note);
  REQUIRE(!before.is_null());
  return post("/api/notes/" + note + "/sign", json::object{{"base", before.at("saved_at")}});
}

json::value WebApp::save(json::array edits, const std::string& client) {
  json::object save{{"edits", std::move(edits)}};
  if (!client.empty()) save["client_id"] = client;
  return post("/api/saves",
              json::object{{"request", random_uuid().to_string()}, {"saves", json::array{std::move(save)}}});
}

std::string WebApp::create(const std::string& type, json::object fields, const std::string& client) {
  const std::string id = random_uuid().to_string();
  save({json::object{{"do", "create"}, {"type", type}, {"id", id}, {"fields", std::move(fields)}}}, client);
  return id;
}

json::object set_edit(const std::string& id, const std::string& field, const json::value& value) {
  return {{"do", "set"}, {"id", id}, {"field", field}, {"value", value}};
}

}  // namespace satchel::testkit
