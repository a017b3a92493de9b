// Links that break: wherever a connection is cut, the next sync goes on from there.
#include <doctest/doctest.h>

#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string clients(int from, int count) {
  std::string lines;
  for (int i = from; i < from + count; ++i) {
    const std::string number = std::to_string(i);
    std::string words;
    for (int k = 0; k < 12; ++k) words += " word" + std::to_string((i * 7919 + k * 104729) % 99991);
    lines += "{\"type\":\"client\",\"given_name\":\"name" + number + "\",\"access_instructions\":\"" +
             words + "\"}\n";
  }
  return lines;
}

void save_clients(Town& town, const std::string& user, int from, int count) {
  const std::string file = town.path("clients" + std::to_string(from) + ".jsonl");
  write_file(file, clients(from, count));
  CHECK(town.laptop(user, {"import", "jsonl", file}).exit_code == 0);
}

}  // namespace

TEST_CASE("an upload that is cut goes on where it was, and little is sent twice") {
  Town town;
  town.start_office();
  town.add_user("ana");
  Proxy proxy(town.port());
  town.enrol("ana", proxy.url());
  save_clients(town, "ana", 0, 4000);

  Town whole;  // the same upload without a cut, for comparison
  whole.start_office();
  whole.add_user("ana");
  Proxy clear(whole.port());
  whole.enrol("ana", clear.url());
  save_clients(whole, "ana", 0, 4000);
  const std::uint64_t enrolled = clear.bytes_up();
  whole.sync("ana");
  const std::uint64_t needed = clear.bytes_up() - enrolled;

  const std::uint64_t before = proxy.bytes_up();
  // An orderly end: with a reset the proxy would throw away what it has counted and not sent yet.
  proxy.cut(needed / 2, Proxy::kNever, Proxy::Cut::fin);
  CHECK(town.laptop("ana", {"sync"}).exit_code == 3);
  CHECK(proxy.bytes_up() > before);
  proxy.heal();
  town.sync("ana");  // at once: the office finishes what had arrived before it tells what it has
  const std::uint64_t used = proxy.bytes_up() - before;
  MESSAGE("upload ", needed, " B; cut halfway and resumed ", used, " B, ",
          (static_cast<double>(used) / static_cast<double>(needed) - 1) * 100, " % more");
  CHECK(static_cast<double>(used) <= 1.05 * static_cast<double>(needed));
  town.check_same_dump("ana");
}

TEST_CASE("a download that is cut goes on where it was, and little is sent twice") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.add_user("ben");
  town.enrol("ana");
  save_clients(town, "ana", 0, 4000);
  town.sync("ana");
  CHECK(town.office({"assign", "--all", "--to", "ben"}).exit_code == 0);

  town.add_user("cleo");
  CHECK(town.office({"assign", "--all", "--to", "cleo"}).exit_code == 0);
  Proxy clear(town.port());
  town.enrol("cleo", clear.url());
  const std::uint64_t enrolled = clear.bytes_down();
  town.sync("cleo");
  const std::uint64_t needed = clear.bytes_down() - enrolled;

  Proxy proxy(town.port());
  town.enrol("ben", proxy.url());
  const std::uint64_t before = proxy.bytes_down();
  proxy.cut(Proxy::kNever, needed / 2, Proxy::Cut::fin);
  CHECK(town.laptop("ben", {"sync"}).exit_code == 3);
  proxy.heal();
  town.sync("ben");
  const std::uint64_t used = proxy.bytes_down() - before;
  MESSAGE("download ", needed, " B; cut halfway and resumed ", used, " B, ",
          (static_cast<double>(used) / static_cast<double>(needed) - 1) * 100, " % more");
  CHECK(static_cast<double>(used) <= 1.05 * static_cast<double>(needed));
  town.check_same_dump("ben");
}

TEST_CASE("an exchange with conflicts survives a cut at many places in either direction") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.add_user("ben");
  Proxy proxy(town.port());
  town.enrol("ana", proxy.url());
  town.enrol("ben");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  CHECK(town.office({"assign", client, "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  int cut = 0;
  for (int round = 0; round < 24; ++round) {
    const std::string text = "round " + std::to_string(round);
    CHECK(town.laptop("ana", {"set", "client", client, "preferred_name=" + text + " A"}).exit_code == 0);
    CHECK(town.laptop("ben", {"set", "client", client, "preferred_name=" + text + " B"}).exit_code == 0);
    town.sync("ben");
    const auto place = static_cast<std::uint64_t>(40 + round / 2 * 61);
    const auto how = round % 3 == 0 ? Proxy::Cut::fin : Proxy::Cut::reset;
    proxy.cut(round % 2 == 0 ? place : Proxy::kNever, round % 2 == 0 ? Proxy::kNever : place, how);
    cut += town.laptop("ana", {"sync"}).exit_code == 3 ? 1 : 0;
    proxy.heal();
    town.sync("ana");
    town.sync("ben");
    const auto shown = town.laptop_json("ana", {"show", "client", client});
    REQUIRE(shown.at("preferred_name").at("siblings").get_array().size() == 2);
    CHECK(town.laptop("ben", {"resolve", client, "preferred_name", "--value", text}).exit_code == 0);
    town.sync("ben");
    town.sync("ana");
  }
  CHECK(cut >= 12);
  town.check_same_dump("ana");
  town.check_equal_digests("ana");
}
