// WebApp: `satchel serve` of one laptop of a Town, spoken with as its page speaks with it.
//
// Thread rule: one thread. Failure rule: an answer that is not 200 fails the test where one was needed.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/testkit/town.h"

namespace satchel::testkit {

inline constexpr const char* kPassphrase = "three quiet herons";

using Headers = std::vector<std::pair<std::string, std::string>>;

struct WebAnswer {
  int status = 0;
  std::string head;
  std::string body;

  json::value json() const { return parsed(body); }
  std::string problem() const;  // the message of an error
};

class WebApp {
 public:
  // Opens it, and its door. With `sync` it syncs by itself, else nothing leaves the laptop but by `satchel sync`.
  WebApp(Town& town, std::string user, bool sync = false);

  void open();  // the program again, after `kill` or `stop`
  void kill();
  void stop();
  void unlock();
  std::uint16_t port() const { return port_; }
  const std::string& token() const { return token_; }
  const std::string& start_word() const { return start_word_; }
  Running& program() { return *program_; }

  // As the page does it, or with other headers.
  WebAnswer ask(const std::string& method, const std::string& target, const std::string& body = "");
  WebAnswer ask_with(const Headers& headers, const std::string& method, const std::string& target,
                     const std::string& body = "");
  Headers page_headers() const;
  json::value get(const std::string& target);
  json::value post(const std::string& target, const json::value& body);

  // One autosave of a note, from the state that the last one left; and the signature under that state.
  json::value type(const std::string& note, json::object draft);
  json::value sign(const std::string& note);
  json::value draft_of(const std::string& note);  // null: there is none

  // One save of these edits; the ids that it touched.
  json::value save(json::array edits, const std::string& client = "");
  std::string create(const std::string& type, json::object fields, const std::string& client = "");

 private:
  Town& town_;
  std::string user_;
  bool sync_;
  std::unique_ptr<Running> program_;
  std::uint16_t port_ = 0;
  std::string token_;
  std::string start_word_;
};

json::object set_edit(const std::string& id, const std::string& field, const json::value& value);

}  // namespace satchel::testkit
