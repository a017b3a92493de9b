#include "tests/testkit/town.h"

#include <signal.h>

#include <cstdlib>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace satchel::testkit {

namespace {

const std::string kLaptopProgram = SATCHEL_PROGRAM;
const std::string kOfficeProgram = SATCHEL_OFFICE_PROGRAM;

// What the programs are run by, if anything: SATCHEL_RUN_UNDER="valgrind -q --error-exitcode=99".
Words put_under(Words program) {
  const char* text = std::getenv("SATCHEL_RUN_UNDER");
  std::istringstream words(text == nullptr ? "" : text);
  program.insert(program.begin(), std::istream_iterator<std::string>(words), {});
  return program;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

void must(bool so, const std::string& otherwise) {
  if (!so) throw std::runtime_error(otherwise);
}

Finished must_work(const Words& words, const Environment& environment = {}) {
  Finished finished = run(words, environment);
  must(finished.exit_code == 0, joined(words) + ": " + finished.err + finished.out);
  return finished;
}

}  // namespace

json::value parsed(const std::string& text) {
  auto value = parse_json(text);
  must(static_cast<bool>(value), text);
  return *value;
}

std::vector<json::value> parsed_lines(const std::string& text) {
  std::vector<json::value> values;
  for (const std::string& line : lines_of(text)) values.push_back(parsed(line));
  return values;
}

Town::Town(const std::string& office_name) {
  must_work(office_words({"init", "--name", office_name}));
}

Words Town::office_words(Words words) const {
  words.insert(words.begin(), kOfficeProgram);
  words.insert(words.end(), {"--data", folder_.path("office"), "--json"});
  return put_under(std::move(words));
}

Words Town::laptop_words(const std::string& user, Words words) const {
  words.insert(words.begin(), kLaptopProgram);
  // Everything behind "--" is a word, so the options go before it.
  auto end = words.end();
  for (auto at = words.begin(); at != words.end(); ++at) {
    if (*at == "--") {
      end = at;
      break;
    }
  }
  const Words options{"--data", folder_.path("laptop-" + user), "--json"};
  words.insert(end, options.begin(), options.end());
  return put_under(std::move(words));
}

void Town::start_office(const Serving& how) { must(try_to_start_office(how), "the office did not start"); }

bool Town::try_to_start_office(const Serving& how) {
  Words words{"serve", "--listen", how.listens_on + ":" + std::to_string(port_)};
  if (!how.tls) words.push_back("--plain");
  words.insert(words.end(), how.more.begin(), how.more.end());
  words = office_words(std::move(words));
  words.insert(words.begin(), how.under.begin(), how.under.end());
  server_ = std::make_unique<Running>(words, how.environment);
  scheme_ = how.tls ? "https" : "http";
  const std::string line = server_->read_line();
  if (line.empty()) {
    server_->wait();
    server_.reset();
    return false;
  }
  const std::string url(parsed(line).at("url").get_string());
  port_ = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  return true;
}

void Town::open_for(const Words& users) {
  start_office();
  for (const std::string& user : users) {
    add_user(user);
    enrol(user);
  }
}

void Town::stop_office() {
  server_->signal(SIGTERM);
  must(server_->wait() == 0, "the office did not end as it was asked to");
  server_.reset();
}

void Town::kill_office() {
  server_->signal(SIGKILL);
  server_->wait();
  server_.reset();
}

Finished Town::office(Words words, const Environment& environment) {
  return run(office_words(std::move(words)), environment);
}
json::value Town::office_json(Words words) {
  return parsed(must_work(office_words(std::move(words))).out);
}
std::vector<json::value> Town::office_lines(Words words) {
  return parsed_lines(must_work(office_words(std::move(words))).out);
}

void Town::add_user(const std::string& name, const std::string& role) {
  must_work(office_words({"user", "add", name, "--role", role}));
}

std::string Town::code_for(const std::string& user) {
  return std::string(office_json({"enroll", user}).at("code").get_string());
}

void Town::enrol(const std::string& user, const std::string& url) {
  must_work(laptop_words(user, {"enroll", "--office", url.empty() ? this->url() : url, "--code",
                                code_for(user)}));
}

Finished Town::laptop(const std::string& user, Words words, const Environment& environment) {
  return run(laptop_words(user, std::move(words)), environment);
}
json::value Town::laptop_json(const std::string& user, Words words) {
  return parsed(must_work(laptop_words(user, std::move(words))).out);
}
std::vector<json::value> Town::laptop_lines(const std::string& user, Words words) {
  return parsed_lines(must_work(laptop_words(user, std::move(words))).out);
}
json::value Town::sync(const std::string& user) {
  const json::value report = laptop_json(user, {"sync"});
  must(report.at("complete").get_bool(), user + "'s sync is not complete: " + write_json(report));
  must(report.at("digest_equal").get_bool(), user + "'s copy differs from the office's: " + write_json(report));
  return report;
}
std::string Town::new_record(const std::string& user, Words words) {
  words.insert(words.begin(), "new");
  return std::string(laptop_json(user, std::move(words)).at("id").get_string());
}

std::string Town::client_of(const Words& users) {
  const std::string client = new_record(users.front(), {"client", "given_name=Jorge"});
  sync(users.front());
  for (std::size_t i = 1; i < users.size(); ++i) {
    must_work(office_words({"assign", client, "--to", users[i]}));
    sync(users[i]);
  }
  return client;
}

void Town::import_lines(const std::string& user, const std::string& lines) {
  write_file(path("lines.jsonl"), lines);
  must_work(laptop_words(user, {"import", "jsonl", path("lines.jsonl")}));
}

void Town::check_same_dump(const std::string& user) {
  const Finished here = must_work(laptop_words(user, {"dump"}));
  const Finished there = must_work(office_words({"dump", "--caseload", user}));
  must(here.out == there.out, "the dumps of " + user + "'s laptop and of the office differ");
  must(!here.out.empty(), "the dump of " + user + "'s laptop is empty");
}

void Town::check_equal_digests(const std::string& user) {
  const auto here = laptop_json(user, {"digest"});
  const auto node = laptop_json(user, {"status"}).at("node").to_number<std::uint64_t>();
  const auto there = office_json({"digest", "--node", std::to_string(node)});
  must(write_json(here, true) == write_json(there, true),
       "the digests of " + user + "'s laptop and of the office differ: " + write_json(here) + write_json(there));
}

}  // namespace satchel::testkit
