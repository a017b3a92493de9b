// Golden files: the bytes of version 1, one file for each message (tests/golden/wire) and for each
// thing that a database keeps as bytes (tests/golden/stored).
//
// Whoever changes these bytes changes what laptops in the field can read. Version 1 is frozen: its files stay as they
// are, and a later version gets files of its own and still reads these. What has no file yet is written with
//
//   SATCHEL_REGENERATE_GOLDEN=1 sync_test --source-file='*golden_test*'
//
// which leaves every file alone that is there.
#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/sync/example_messages.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

namespace fs = std::filesystem;
using testkit::client_of;
using testkit::create;
using testkit::record_named;
using testkit::set;

const fs::path kGolden = fs::path(SATCHEL_SOURCE_DIR) / "tests" / "golden";

bool regenerates() {
  const char* wish = std::getenv("SATCHEL_REGENERATE_GOLDEN");
  return wish != nullptr && std::string(wish) == "1";
}

std::string golden(const std::string& name) {
  std::ifstream file(kGolden / name, std::ios::binary);
  REQUIRE_MESSAGE(file, "there is no golden file ", name, "; see golden_test.cc");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void check_golden(const std::string& name, const std::string& bytes) {
  if (regenerates() && !fs::exists(kGolden / name)) {
    fs::create_directories((kGolden / name).parent_path());
    std::ofstream(kGolden / name, std::ios::binary) << bytes;
  }
  const std::string expected = golden(name);
  if (bytes == expected) return;
  std::size_t at = 0;
  while (at < bytes.size() && at < expected.size() && bytes[at] == expected[at]) ++at;
  FAIL_CHECK(name, ": ", bytes.size(), " bytes instead of ", expected.size(), ", other from byte ",
             at, " on");
}

// What is written now is what was written then, and what was written then is read now.
template <class Message>
void check_message(const std::string& name, const Message& example) {
  check_golden(name, encode(example));
  Message read;
  const auto done = decode(golden(name), read);
  CHECK_MESSAGE(done, name, ": ", (done ? "" : done.error().message));
  CHECK_MESSAGE(encode(read) == golden(name), name);
}

// The same frames without compression, whose bytes depend on zstd's version.
std::string uncompressed(const std::string& body) {
  FrameReader reader(limits::kAnswerBytesMax);
  REQUIRE(reader.feed(body));
  std::string out("SAT\x01\x00", 5);
  while (true) {
    const auto next = reader.next();
    REQUIRE(next);
    if (!*next) break;
    const Frame& frame = **next;
    std::size_t length = frame.payload.size();
    for (; length >= 0x80; length >>= 7) out.push_back(static_cast<char>(length | 0x80));
    out.push_back(static_cast<char>(length));
    const std::string checked = std::string(1, static_cast<char>(static_cast<unsigned>(frame.type) |
                                                                 (frame.is_last ? 0x80U : 0U))) +
                                frame.payload;
    out += checked;
    const auto crc = static_cast<std::uint32_t>(crc32(
        0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(crc >> shift));
  }
  CHECK(reader.is_complete());
  return out;
}

}  // namespace

TEST_CASE("each message has the bytes of its golden file") {
  check_message("wire/hello.bin", examples::hello());
  check_message("wire/vector.bin", examples::vector_frame());
  check_message("wire/saves.bin", examples::saves_frame());
  check_message("wire/welcome.bin", examples::welcome());
  check_message("wire/withdrawals.bin", examples::withdrawals_frame());
  check_message("wire/pages.bin", examples::pages_frame());
  check_message("wire/checks_frame.bin", examples::checks_frame());
  check_message("wire/farewell.bin", examples::farewell());
  check_message("wire/refusal.bin", examples::refusal());
  check_message("wire/certificate.bin", examples::certificate_frame());
  check_message("wire/receipt.bin", examples::receipt());
  check_message("wire/signed_receipt.bin", examples::signed_receipt());
  check_message("wire/enrolment_request.bin", examples::enrolment_request());
  check_message("wire/enrolment_answer.bin", examples::enrolment_answer());
}

TEST_CASE("what a database keeps as bytes has the bytes of its golden file") {
  check_message("stored/laptop_identity.bin", examples::laptop_identity());
  check_message("stored/laptop_progress.bin", examples::laptop_progress());
  check_message("stored/office_identity.bin", examples::office_identity());
  check_golden("stored/fields.bin", encode_fields(examples::record()));
  Record record;
  CHECK(decode_fields(golden("stored/fields.bin"), record));
  check_golden("stored/substitutions.bin", encode_substitutions(examples::substitutions()));
  CHECK(decode_substitutions(golden("stored/substitutions.bin")));
}

TEST_CASE("a save of every kind of op has the bytes of its golden file") {
  check_golden("wire/save.bin", encode_save(examples::save_of_every_op()));
  const auto save = decode_save(golden("wire/save.bin"));
  REQUIRE(save);
  CHECK(encode_save(*save) == golden("wire/save.bin"));
}

TEST_CASE("values of every kind have the bytes of their golden file") {
  std::string bytes;
  for (const Value& value : examples::values()) {
    const std::string one = encode_value(value);
    if (one.size() < 1000) bytes += one;
  }
  check_golden("wire/values.bin", bytes);
}

TEST_CASE("what is hashed has not changed") {
  const Record record = examples::record();
  std::string hashes = record_digest(record).to_hex() + "\n";
  hashes += vector_leaf(case_file(examples::uuid(1)), {12, 345}).to_hex() + "\n";
  hashes += caseload_leaf(case_file(examples::uuid(1)), 12, examples::hash(1)).to_hex() + "\n";
  hashes += inbox_leaf({7, 890}, SaveState::declined).to_hex() + "\n";
  hashes += chain_next(chain_start("0123456789abcdef"), 7, "a save").to_hex() + "\n";
  check_golden("wire/hashes.txt", hashes);
}

namespace {

// An exchange in which everything happens that fits: a push, a page, a parked save, a withdrawal, a
// receipt.
struct Scene {
  testkit::SmallWorld world;
  testkit::Worker ana = world.hire("ana");
  ScopeId mia = world.client("Mia", {&ana});
  ScopeId noah = world.client("Noah", {&ana});

  Scene() {
    world.sync(ana);
    const RecordId note = record_named("note");
    ana.save(mia, {create(note, "note"), set(note, "note.title", "First visit"),
                   set(client_of(mia), "client.language", "it")});
    ana.save(mia, {set(client_of(mia), "client.birth_date", "2100-01-01")});
    world.office_save(mia, {set(client_of(mia), "client.code_status", "dnr")});
    world.withdraw(ana, noah);
  }
};

}  // namespace

TEST_CASE(
    "a laptop sends the bytes of the golden request, and an office answers with those of the "
    "answer") {
  Scene scene;
  LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
  check_golden("wire/request.bin", uncompressed(scene.world.request_of(scene.ana, session)));
  const std::string answer = scene.world.serve(golden("wire/request.bin"));
  check_golden("wire/answer.bin", uncompressed(answer));
  testkit::Exchange result;
  testkit::SmallWorld::hear(session, golden("wire/answer.bin"), 100, result);
  CHECK_FALSE(result.problem);
  REQUIRE(result.outcome);
  CHECK(result.outcome->acknowledged == 4);
  CHECK(result.outcome->entries_taken == 3);
  CHECK_FALSE(scene.ana.laptop.can_write(scene.noah));
}

TEST_CASE("an exchange with nothing to do has the bytes of its golden files") {
  testkit::SmallWorld world;
  testkit::Worker ana = world.hire("ana");
  world.client("Mia", {&ana});
  world.sync(ana);
  world.sync(ana);
  const auto done = world.exchange(ana);
  check_golden("wire/no_op_request.bin", done.request);  // too short to be compressed
  check_golden("wire/no_op_answer.bin", done.answer);
}

TEST_CASE("a refusal has the bytes of its golden file") {
  testkit::SmallWorld world;
  check_golden("wire/refused.bin", world.serve("<html>"));
}

TEST_CASE("every golden file is one that is compared here") {
  const std::set<std::string> known = {"answer.bin",
                                       "certificate.bin",
                                       "enrolment_answer.bin",
                                       "enrolment_request.bin",
                                       "checks_frame.bin",
                                       "farewell.bin",
                                       "hashes.txt",
                                       "hello.bin",
                                       "no_op_answer.bin",
                                       "no_op_request.bin",
                                       "pages.bin",
                                       "receipt.bin",
                                       "refusal.bin",
                                       "refused.bin",
                                       "request.bin",
                                       "save.bin",
                                       "saves.bin",
                                       "signed_receipt.bin",
                                       "values.bin",
                                       "vector.bin",
                                       "welcome.bin",
                                       "withdrawals.bin",
                                       "fields.bin",
                                       "laptop_identity.bin",
                                       "laptop_progress.bin",
                                       "office_identity.bin",
                                       "substitutions.bin"};
  std::size_t found = 0;
  for (const char* folder : {"wire", "stored"}) {
    for (const auto& entry : fs::directory_iterator(kGolden / folder)) {
      const std::string name = entry.path().filename().string();
      CHECK_MESSAGE(known.count(name) == 1, name);
      ++found;
    }
  }
  CHECK(found == known.size());
}

}  // namespace satchel
