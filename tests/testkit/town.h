// Town: a real office and real laptops, as processes with sockets and SQLite files, in a folder of its own.
//
// Thread rule: one thread. Failure rule: a command that fails where it has to work throws what it printed, which fails
// a test; the benchmarks use towns, too.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "node/shared/json.h"
#include "tests/testkit/process.h"

namespace satchel::testkit {

using Words = std::vector<std::string>;

// How the office is opened: without TLS unless a test says otherwise.
struct Serving {
  bool tls = false;
  std::string listens_on = "127.0.0.1";
  Words more = {};              // further words of `serve`
  Environment environment = {};  // a faked clock
  Words under = {};             // what runs the program: strace and its words
};

class Town {
 public:
  explicit Town(const std::string& office_name = "District office");

  // ---- the office
  void start_office(const Serving& how = {});
  bool try_to_start_office(const Serving& how);  // false: it ended before it served
  void open_for(const Words& users);  // starts the office, and enrols a laptop for each
  void stop_office();   // asked to end
  void kill_office();   // kill -9
  bool is_open() const { return server_ != nullptr; }
  Running& server() { return *server_; }
  std::uint16_t port() const { return port_; }
  std::string url() const { return scheme_ + "://127.0.0.1:" + std::to_string(port_); }
  Finished office(Words words, const Environment& environment = {});
  json::value office_json(Words words);
  std::vector<json::value> office_lines(Words words);
  void add_user(const std::string& name, const std::string& role = "care_manager");
  std::string code_for(const std::string& user);

  // ---- laptops, by the user's name
  void enrol(const std::string& user, const std::string& url = "");
  Finished laptop(const std::string& user, Words words, const Environment& environment = {});
  json::value laptop_json(const std::string& user, Words words);
  std::vector<json::value> laptop_lines(const std::string& user, Words words);
  json::value sync(const std::string& user);
  std::string new_record(const std::string& user, Words words);
  std::string client_of(const Words& users);  // entered by the first of them, and synced by all
  void import_lines(const std::string& user, const std::string& lines);

  Words laptop_words(const std::string& user, Words words) const;
  Words office_words(Words words) const;
  std::string path(const std::string& name) const { return folder_.path(name); }

  // The dumps of the office (of that user's caseload) and of the laptop are the same bytes.
  void check_same_dump(const std::string& user);
  void check_equal_digests(const std::string& user);

 private:
  TempFolder folder_;
  std::unique_ptr<Running> server_;
  std::uint16_t port_ = 0;
  std::string scheme_ = "http";
};

json::value parsed(const std::string& text);
std::vector<json::value> parsed_lines(const std::string& text);

}  // namespace satchel::testkit
