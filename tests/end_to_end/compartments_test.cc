// Restricted compartments with real programs: whoever has none of it receives no byte of it.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "sync/codec.h"
#include "sync/frame.h"
#include "sync/limits.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

// Words that no dictionary and no compression has: they stand on the wire as they are, or not at all.
const std::string kSecrets[] = {"Qx7vJ2kWm9Zt4Rb8", "Lh5nYc3pXd6gTf1s", "Vw0zKq8uEj2aMo7i"};

// The frames of all answers that went over the link, uncompressed, one behind the other.
std::string payloads(const std::string& heard) {
  std::string all;
  std::size_t at = 0;
  while ((at = heard.find("HTTP/1.1 200", at)) != std::string::npos) {
    const std::size_t body = heard.find("\r\n\r\n", at);
    if (body == std::string::npos) break;
    std::size_t next = heard.find("HTTP/1.1 ", body);
    if (next == std::string::npos) next = heard.size();
    FrameReader reader(limits::kAnswerBytesMax);
    if (reader.feed(std::string_view(heard).substr(body + 4, next - body - 4))) {
      for (auto frame = reader.next(); frame && *frame; frame = reader.next()) all += (*frame)->payload;
    }
    at = next;
  }
  return all;
}

std::string files_below(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all += read_file(entry.path().string());
  }
  return all;
}

std::string scope_bytes(const std::string& client, ScopeKind kind) {
  const Uuid id = *Uuid::parse(client);
  return static_cast<char>(kind) + std::string(id.view());
}

bool holds(const std::string& text, const std::string& wanted) { return text.find(wanted) != std::string::npos; }

struct Scene {
  Town town;
  std::string client;
  std::string secret_note;

  Scene() {
    town.start_office();
    for (const char* name : {"ana", "ben", "cem"}) town.add_user(name);
    client = town.office_json({"new", "client", "given_name=Mia"}).at("id").as_string().c_str();
  }
};

}  // namespace

TEST_CASE("a worker without a compartment never receives a byte of it") {
  Scene scene;
  Town& town = scene.town;
  Proxy to_ana(town.port());
  Proxy to_ben(town.port());
  town.enrol("ana", to_ana.url());
  town.enrol("ben", to_ben.url());
  const std::string client = scene.client;
  CHECK(town.office({"assign", client, "--to", "ana"}).exit_code == 0);
  CHECK(town.office({"assign", client, "--compartment", "substance_use", "--to", "ben"}).exit_code == 0);
  town.sync("ana");
  town.sync("ben");

  // From the office, and from a laptop that has it; edits, a conflict, and a save that is parked.
  const std::string from_office = std::string(
      town.office_json({"new", "note", "client_id=" + client, "body=" + kSecrets[0], "--compartment", "substance_use"})
          .at("id")
          .as_string());
  town.sync("ben");
  const std::string from_ben = town.new_record(
      "ben", {"note", "client_id=" + client, "body=" + kSecrets[1], "--compartment", "substance_use"});
  CHECK(town.laptop("ben", {"set", "note", from_office, "body=" + kSecrets[2]}).exit_code == 0);
  CHECK(town.office({"set", "note", from_office, "body=" + kSecrets[0] + " again"}).exit_code == 0);
  town.sync("ben");
  for (int i = 0; i < 3; ++i) town.sync("ana");

  CHECK(town.office({"history", from_office}).exit_code == 0);
  const auto shown = town.laptop_json("ben", {"show", "note", from_ben});
  CHECK(shown.at("compartment") == json::value("substance_use"));
  const Finished in_words =
      run({SATCHEL_PROGRAM, "show", "note", from_ben, "--data", town.path("laptop-ben")});
  CHECK(holds(in_words.out, "restricted compartment substance_use"));
  CHECK(town.laptop_lines("ben", {"search", kSecrets[1]}).size() == 1);
  CHECK(town.laptop_lines("ben", {"list", "note"}).size() == 2);
  town.check_same_dump("ben");
  town.check_same_dump("ana");
  town.check_equal_digests("ana");
  town.check_equal_digests("ben");

  const std::string scope = scope_bytes(client, ScopeKind::substance_use);
  const std::string bens = payloads(to_ben.heard());
  const std::string anas = payloads(to_ana.heard());
  CHECK(holds(bens, scope));  // this test would see it
  CHECK(holds(bens, kSecrets[0]));
  CHECK(holds(anas, scope_bytes(client, ScopeKind::general)));
  CHECK_FALSE(holds(anas, scope));
  CHECK_FALSE(holds(to_ana.heard(), scope));
  const std::string on_disk = files_below(town.path("laptop-ana"));
  std::string said;
  for (const Words& words :
       {Words{"dump", "--shared"}, Words{"status", "--json"}, Words{"digest", "--json"}, Words{"conflicts"},
        Words{"search", kSecrets[0]}, Words{"search", kSecrets[1]}, Words{"history", client}, Words{"list", "note"},
        Words{"show", "client", client}, Words{"receipts"}}) {
    said += town.laptop("ana", words).out;
  }
  for (const std::string& secret : kSecrets) {
    CHECK_FALSE(holds(anas, secret));
    CHECK_FALSE(holds(to_ana.heard(), secret));
    CHECK_FALSE(holds(on_disk, secret));
    CHECK_FALSE(holds(said, secret));
  }
  CHECK_FALSE(holds(said, "substance_use"));
  CHECK_FALSE(holds(said, from_ben));
  CHECK(town.laptop("ana", {"show", "note", from_ben}).exit_code == 1);
  CHECK(town.laptop("ana", {"history", from_ben}).exit_code == 1);
  CHECK(town.laptop_json("ana", {"status"}).at("parked").as_array().empty());
}

TEST_CASE("a compartment is given, taken and handed over by itself") {
  Scene scene;
  Town& town = scene.town;
  const std::string client = scene.client;
  for (const char* name : {"ana", "ben"}) town.enrol(name);
  town.add_user("ada", "administrator");

  // Nobody writes into what is not there, and a laptop says the same whether it is there or not.
  const Words write{"new", "note", "client_id=" + client, "body=x", "--compartment", "protection"};
  CHECK(town.office(write).exit_code == 1);
  CHECK(town.office({"assign", client, "--to", "ana"}).exit_code == 0);
  town.sync("ana");
  const std::string before = town.laptop("ana", write).err;
  CHECK(town.office({"assign", client, "--compartment", "protection", "--to", "ada"}).exit_code == 1);
  CHECK(town.office({"assign", client, "--compartment", "protection", "--to", "ben"}).exit_code == 0);
  CHECK(town.office(write).exit_code == 0);
  town.sync("ana");
  town.sync("ben");
  const Finished refused = town.laptop("ana", write);
  CHECK(refused.exit_code == 1);
  CHECK(refused.err == before);
  CHECK(town.laptop_lines("ben", {"list", "note"}).size() == 1);
  CHECK(town.laptop("ben", write).exit_code == 0);
  CHECK(town.laptop("ben", {"new", "client", "given_name=x", "--compartment", "protection"}).exit_code == 1);
  town.sync("ben");

  // A dump brings it back into its compartment, never into the general file.
  const std::string dump = town.laptop("ben", {"dump"}).out;
  CHECK(holds(dump, "\"compartment\":\"protection\""));
  const std::string line = "{\"type\":\"note\",\"id\":\"11111111-2222-4333-8444-555555555555\",\"client_id\":\"" + client +
                           "\",\"body\":\"y\",\"compartment\":\"protection\"}\n";
  write_file(town.path("one.jsonl"), line);
  CHECK(town.laptop("ana", {"import", "jsonl", town.path("one.jsonl")}).exit_code == 1);
  CHECK(town.laptop_lines("ana", {"list", "note"}).empty());
  CHECK(town.laptop("ben", {"import", "jsonl", town.path("one.jsonl")}).exit_code == 0);
  town.sync("ben");
  town.sync("ana");
  CHECK(town.laptop_lines("ana", {"list", "note"}).empty());

  // Taken alone: the general file stays.
  CHECK(town.office({"unassign", client, "--compartment", "protection", "--from", "ben"}).exit_code == 0);
  town.sync("ben");
  CHECK(town.laptop_lines("ben", {"list", "note"}).empty());
  CHECK(town.laptop_lines("ben", {"list", "client"}).size() == 1);
  CHECK(town.office_lines({"list", "note"}).size() == 3);

  // Handed over with the file.
  CHECK(town.office({"assign", client, "--compartment", "protection", "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  const auto done = town.office_json({"transfer", "--all", "--from", "ben", "--to", "ana"});
  CHECK(done.at("transferred").to_number<int>() == 1);
  town.sync("ben");
  town.sync("ana");
  CHECK(town.laptop_lines("ben", {"list", "client"}).empty());
  CHECK(town.laptop_lines("ana", {"list", "note"}).size() == 3);
  town.check_same_dump("ana");
  town.check_equal_digests("ana");

  // An administrator gets the file to read, and no restricted compartment.
  const auto to_ada = town.office_json({"transfer", client, "--from", "ana", "--to", "ada"});
  CHECK(to_ada.at("not_given").as_array().size() == 1);
}
