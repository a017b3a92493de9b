// What goes wrong around the programs: a clear message, the right exit code, nothing lost.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>

#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"
#include "tests/testkit/skip.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

bool says(const Finished& finished, const std::string& words) {
  return finished.err.find(words) != std::string::npos;
}

std::string http_answer(const std::string& head, const std::string& body) {
  return head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         body;
}

}  // namespace

TEST_CASE("wrong usage is exit 2 and says how it is meant") {
  Town town;
  CHECK(town.office({"frobnicate"}).exit_code == 2);
  CHECK(town.office({"user", "add", "ana"}).exit_code == 2);
  CHECK(run({SATCHEL_PROGRAM}).exit_code == 2);
  CHECK(run({SATCHEL_PROGRAM, "sync", "--nonsense"}).exit_code == 2);
  const auto help = run({SATCHEL_PROGRAM, "--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.out.find("sync") != std::string::npos);
  CHECK(run({SATCHEL_OFFICE_PROGRAM, "--version"}).exit_code == 0);
}

TEST_CASE("a laptop that was never enrolled says what to do") {
  Town town;
  const auto sync = town.laptop("nobody", {"sync"});
  CHECK(sync.exit_code == 1);
  CHECK(says(sync, "enrol"));
  CHECK_FALSE(std::filesystem::exists(town.path("laptop-nobody")));  // and makes no empty database
}

TEST_CASE("bad input is refused with a reason and changes nothing") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  const auto date = town.laptop("ana", {"set", "client", client, "birth_date=2020-13-40"});
  CHECK(date.exit_code == 1);
  const auto field = town.laptop("ana", {"set", "client", client, "preferd_name=J"});
  CHECK(field.exit_code == 1);
  CHECK(says(field, "preferred_name"));
  CHECK(town.laptop("ana", {"new", "visit", "status=planned"}).exit_code == 1);
  CHECK(town.laptop("ana", {"show", "client", "no-uuid"}).exit_code == 1);
  CHECK(town.laptop("ana", {"void", "client", client, "--reason", ""}).exit_code == 1);
  const auto large = town.laptop("ana", {"set", "client", client,
                                         "access_instructions=" + std::string(49 * 1024, 'x')});
  CHECK(large.exit_code == 1);
  CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 1);
}

TEST_CASE("a reader who has had enough of the output is no failure") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string text(40 * 1024, 'x');  // more than a pipe holds
  for (int i = 0; i < 5; ++i) town.new_record("ana", {"client", "access_instructions=" + text});
  std::string command;
  for (const std::string& word : town.laptop_words("ana", {"list", "client"})) {
    command += "'" + word + "' ";
  }
  const auto piped = run({"bash", "-o", "pipefail", "-c", command + "| head -c 10"});
  CHECK(piped.exit_code == 0);
  CHECK(piped.err == "");
  CHECK(piped.out.size() == 10);
  const auto full = run({"bash", "-c", command + "> /dev/full"});
  CHECK(full.exit_code == 1);
  CHECK(says(full, "could not be written"));
}

TEST_CASE("an office that is not reached is exit 3, and the next sync sends everything") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  town.stop_office();
  town.new_record("ana", {"client", "given_name=Jorge"});
  const auto sync = town.laptop("ana", {"sync"});
  CHECK(sync.exit_code == 3);
  CHECK(!sync.err.empty());
  town.start_office();
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("a captive portal is not the office") {
  Town town;
  town.start_office();
  town.add_user("ana");
  const std::string code = town.code_for("ana");
  Impostor portal(http_answer("HTTP/1.1 200 OK\r\nContent-Type: text/html",
                              "<html><body>Sign in to use this network</body></html>"));
  const auto words = town.laptop_words("ana", {"enroll", "--office", portal.url(), "--code", code});
  const auto refused = run(words);
  CHECK(refused.exit_code == 3);
  CHECK(town.laptop("ana", {"enroll", "--office", town.url(), "--code", code}).exit_code == 0);
}

TEST_CASE("a web page instead of the office in the middle of work loses nothing") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  for (const std::string& answer :
       {http_answer("HTTP/1.1 200 OK\r\nContent-Type: text/html", "<html>Sign in</html>"),
        http_answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login", ""),
        http_answer("HTTP/1.1 511 Network Authentication Required\r\nContent-Type: text/html", "<html>"),
        http_answer("HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel", "<html>Sign in</html>"),
        http_answer("HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel", ""),
        http_answer("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain", "busy")}) {
    Impostor portal(answer);
    const auto sync = town.laptop("ana", {"sync", "--office", portal.url()});
    CHECK(sync.exit_code == 3);
    CHECK(!sync.err.empty());
  }
  CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() <= 1);
  town.sync("ana");
  town.check_same_dump("ana");
  CHECK(town.office_json({"show", "client", client}).at("given_name").get_string() == "Jorge");
}

TEST_CASE("a database of a newer program, of the other program, or no database at all") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string file = town.path("laptop-ana/satchel.db");
  // The other program's file.
  std::filesystem::create_directory(town.path("laptop-mixed"));
  std::filesystem::copy_file(town.path("office/office.db"), town.path("laptop-mixed/satchel.db"));
  const auto mixed = town.laptop("mixed", {"status"});
  CHECK(mixed.exit_code == 1);
  CHECK(!mixed.err.empty());
  // No database.
  std::filesystem::create_directory(town.path("laptop-text"));
  write_file(town.path("laptop-text/satchel.db"), std::string(5000, 'x'));
  CHECK(town.laptop("text", {"status"}).exit_code == 1);
  CHECK(read_file(town.path("laptop-text/satchel.db")) == std::string(5000, 'x'));
  // A newer version: user_version stands in bytes 60-63 of the header.
  std::filesystem::create_directory(town.path("laptop-newer"));
  CHECK(town.laptop("ana", {"backup", town.path("laptop-newer/satchel.db")}).exit_code == 0);
  std::string bytes = read_file(town.path("laptop-newer/satchel.db"));
  bytes[62] = 0x7f;
  write_file(town.path("laptop-newer/satchel.db"), bytes);
  const auto newer = town.laptop("newer", {"status"});
  CHECK(newer.exit_code == 1);
  CHECK(says(newer, "newer"));
  CHECK(town.laptop("ana", {"status"}).exit_code == 0);
  CHECK(std::filesystem::exists(file));
}

TEST_CASE("a full disk refuses the save, keeps what was saved, and heals by itself") {
  Town town;
  const std::string mounted = town.path("laptop-ana");
  std::filesystem::create_directory(mounted);
  if (::mount("tmpfs", mounted.c_str(), "tmpfs", 0, "size=2m") != 0) {
    testkit::skip("mounting a small disk is not allowed here");
    return;
  }
  {
    town.start_office();
    town.add_user("ana");
    town.enrol("ana");
    const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
    const std::string text(40 * 1024, 'x');
    int saved = 0;
    Finished last;
    for (int i = 0; i < 100; ++i) {
      last = town.laptop("ana", {"new", "note", "client_id=" + client,
                                 "body=" + std::to_string(i) + text});
      if (last.exit_code != 0) break;
      ++saved;
    }
    CHECK(last.exit_code == 1);
    CHECK(says(last, "full"));
    CHECK(saved > 3);
    CHECK(town.laptop_lines("ana", {"list", "note"}).size() == static_cast<std::size_t>(saved));
    CHECK(::mount("tmpfs", mounted.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0);
    town.new_record("ana", {"note", "client_id=" + client, "body=there is room again"});
    town.sync("ana");
    town.check_same_dump("ana");
  }
  ::umount2(mounted.c_str(), MNT_DETACH);
}
