// Receipts with real programs: listed, exported, verified by a third party, and caught when anything differs.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "node/shared/workspace.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string text_of(const json::value& object, const char* key) { return std::string(object.at(key).as_string()); }
int number_of(const json::value& object, const char* key) { return object.at(key).to_number<int>(); }

}  // namespace

TEST_CASE("a receipt is listed, exported and verified, and one changed byte is noticed") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  CHECK(town.laptop_lines("ana", {"receipts"}).empty());
  CHECK(town.laptop("ana", {"receipts", "verify"}).exit_code == 1);
  const std::string client = town.new_record("ana", {"client", "given_name=Mia"});
  town.sync("ana");
  town.stop_office();  // everything below works offline

  const auto list = town.laptop_lines("ana", {"receipts"});
  REQUIRE(list.size() == 1);
  CHECK(number_of(list[0].at("counts"), "applied") == 1);
  CHECK(list[0].at("differences").as_array().empty());
  CHECK(number_of(list[0].at("here"), "applied") == 1);
  CHECK(town.laptop("ana", {"set", "client", client, "language=it"}).exit_code == 0);
  const auto checked = town.laptop_json("ana", {"receipts", "verify"});
  CHECK(text_of(checked, "chain") == "fits");
  CHECK(number_of(checked, "proven_saves") == 1);
  CHECK(number_of(checked, "later") == 1);

  const std::string file = town.path("receipt");
  const std::string key = text_of(town.laptop_json("ana", {"receipts", "export", file}), "office_key");
  CHECK(town.laptop("ana", {"receipts", "export", file}).exit_code == 1);  // never written over
  CHECK(town.laptop_json("ana", {"receipts", "verify", file}).at("valid").as_bool());
  const auto third = town.laptop_json("nobody", {"receipts", "verify", file, "--office-key", key});
  CHECK(third.at("valid").as_bool());
  CHECK(number_of(third, "counter") == number_of(list[0], "counter"));
  CHECK(town.laptop("nobody", {"receipts", "verify", file, "--office-key", std::string(64, '0')}).exit_code == 1);
  CHECK(town.laptop("nobody", {"receipts", "verify", file, "--office-key", "abc"}).exit_code == 2);

  const std::string bytes = read_file(file);
  const std::string changed_file = town.path("changed");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    write_file(changed_file, changed);
    INFO("byte ", i);
    CHECK(town.laptop("nobody", {"receipts", "verify", changed_file, "--office-key", key}).exit_code == 1);
  }
}

TEST_CASE("the receipts of a laptop stay right when a client has left it") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  town.new_record("ana", {"client", "given_name=Maria"});
  town.sync("ana");
  CHECK(town.office({"unassign", client, "--from", "ana"}).exit_code == 0);
  town.sync("ana");
  const Finished verified = town.laptop("ana", {"receipts", "verify"});
  CHECK_MESSAGE(verified.exit_code == 0, verified.out, verified.err);
}

TEST_CASE("Scenario L: a laptop whose database was tampered with counts differently, and says where") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Mia"});
  town.new_record("ana", {"note", "client_id=" + client, "body=first"});
  town.sync("ana");
  CHECK(town.laptop_json("ana", {"status"}).at("saves").at("differences").as_array().empty());
  {
    auto workspace = LaptopWorkspace::open(town.path("laptop-ana"), false);
    REQUIRE(workspace);
    SqliteStore& store = (*workspace)->store();
    Transaction transaction(store);
    std::optional<StoredSave> last;
    store.each_save_of((*workspace)->laptop().identity()->node, 0, [&](const StoredSave& row) {
      last = row;
      return true;
    });
    REQUIRE(last);
    last->state = SaveState::accepted;
    store.put_save(*last);
    transaction.commit();
  }
  const auto saves = town.laptop_json("ana", {"status"}).at("saves");
  const auto& differences = saves.at("differences").as_array();
  REQUIRE(differences.size() == 2);
  CHECK(text_of(differences[0], "state") == "applied");
  CHECK(text_of(differences[1], "state") == "accepted");
  CHECK(differences[1].at("saves").as_array().size() == 1);
  CHECK(town.laptop("ana", {"status"}).out.find("\"differences\":[{") != std::string::npos);
  const auto list = town.laptop_lines("ana", {"receipts"});
  CHECK(list[0].at("differences").as_array().size() == 2);
}
