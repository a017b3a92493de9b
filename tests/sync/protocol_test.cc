// The bytes that sync/PROTOCOL.md shows are the bytes that the programs make: whoever writes a second client checks it
// against them. A failure prints what the text should say.
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include "sync/brief.h"
#include "sync/codec.h"
#include "sync/frame.h"
#include "sync/laptop_session.h"
#include "sync/record.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"
#include "tests/testkit/memory_store.h"

namespace satchel {

namespace {

std::string hex(std::string_view bytes) {
  static const char* const kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string without_blanks(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '`') out += c;
  }
  return out;
}

struct Document {
  std::string text;

  Document() {
    std::ifstream file(std::string(SATCHEL_SOURCE_DIR) + "/sync/PROTOCOL.md");
    REQUIRE(file);
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  // From a heading to the next one.
  std::string section(const std::string& heading) const {
    const std::size_t begin = text.find("\n" + heading);
    REQUIRE_MESSAGE(begin != std::string::npos, heading);
    return text.substr(begin, text.find("\n##", begin + 1) - begin);
  }
  void says(const char* what, const std::string& bytes_in_hex) const {
    CHECK_MESSAGE(without_blanks(text).find(bytes_in_hex) != std::string::npos, what, ": ",
                  bytes_in_hex);
  }
};

template <class Id>
Id id_of(const char* text) {
  return Id{*Uuid::parse(text)};
}
Uuid uuid_of(const char* text) { return *Uuid::parse(text); }

std::array<std::uint8_t, 32> seed_from(std::uint8_t first) {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(first + i);
  return seed;
}

Op op_on(OpKind kind, const RecordId& record, FieldId field, Value value) {
  Op op;
  op.kind = kind;
  op.record = record;
  op.field = field;
  op.value = std::move(value);
  return op;
}

// What sections 3.5 and 12 speak of.
const RecordId kClient = id_of<RecordId>("6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11");
const RecordId kVisit = id_of<RecordId>("c0ffee00-0000-4000-8000-000000000001");
const ScopeId kFile = case_file(kClient.uuid);
const Uuid kOffice = uuid_of("0f0e0d0c-0b0a-4908-8706-050403020100");
const Uuid kNode = uuid_of("00112233-4455-4677-8899-aabbccddeeff");
constexpr std::int64_t kWallMs = 1'795'000'000'000;

Save example_save() {
  Save save;
  save.scope = kFile;
  save.epoch = 12;
  save.read_to = 344;
  save.user = "worker";
  save.wall_ms = kWallMs;
  save.clock_offset_ms = -2'500;
  save.zone_minutes = 60;
  save.ops.push_back(op_on(OpKind::set, kClient, 35, std::string("ring twice")));
  save.ops.back().predecessors = {{1, 300}};
  Op make;
  make.kind = OpKind::create;
  make.record = kVisit;
  make.type = 30;
  save.ops.push_back(make);
  save.ops.push_back(op_on(OpKind::set, kVisit, 2, kClient.to_string()));
  save.ops.push_back(op_on(OpKind::set, kVisit, 17, std::string("planned")));
  return save;
}

struct Example {
  std::string raw = encode_save(example_save());
  Hash256 start = chain_start(kNode.view());
  Hash256 chain = chain_next(start, 1, raw);
  Hash256 vector = vector_leaf(kFile, {12, 345});
  Hash256 directory = vector_leaf(directory_scope(), {1, 0});
  Hash256 sum() const {
    Hash256 both = vector;
    both += directory;
    return both;
  }
};

std::string first_column(const std::string& section) {
  std::string bytes;
  for (std::size_t at = section.find("\n| `"); at != std::string::npos;
       at = section.find("\n| `", at + 1)) {
    bytes += section.substr(at + 4, section.find('`', at + 4) - at - 4);
  }
  return without_blanks(bytes);
}

}  // namespace

TEST_SUITE("the protocol's text") {
  TEST_CASE("shows a save byte by byte, and its chain") {
    const Document document;
    const Example example;
    const std::string section = document.section("### 3.5");
    CHECK(first_column(section) == hex(example.raw));
    CHECK(section.find(std::to_string(example.raw.size()) + " bytes. With") != std::string::npos);
    document.says("h0", "h0=" + example.start.to_hex());
    document.says("h4", "=" + example.chain.to_hex());
  }

  TEST_CASE("shows the leaves of what the save left behind") {
    const Document document;
    const Example example;
    const Save save = example_save();
    std::vector<Record> records(2);
    Hash256 scope;
    for (std::size_t i = 0; i < save.ops.size(); ++i) {
      const Op& op = save.ops[i];
      Record& record = records[op.record == kClient ? 0 : 1];
      record.id = op.record;
      record.scope = kFile;
      apply_op(record, op, {7, i + 1}, op.predecessors, Place::newest, [](Dot) { return false; });
    }
    for (const Record& record : records) {
      for (const auto& [field, state] : record.fields()) {
        document.says("a field", field_digest(record.id, field, state).to_hex());
      }
      scope += record_digest(record);
    }
    document.says("the visit", record_digest(records[1]).to_hex());
    document.says("the scope", scope.to_hex());
    document.says("vector leaf", example.vector.to_hex());
    document.says("vector leaf of the directory", example.directory.to_hex());
    document.says("sum of both", example.sum().to_hex());
    document.says("caseload leaf", caseload_leaf(kFile, 12, scope).to_hex());
    document.says("inbox leaf", inbox_leaf({7, 1}, SaveState::parked).to_hex());
  }

  TEST_CASE("shows brief saves") {
    const Document document;
    const Example example;
    testkit::MemoryStore store;
    std::vector<std::string> brief;
    std::uint64_t first = 1;
    BriefWriter writer(store);
    const auto add = [&](const Save& save) {
      StoredSave row;
      row.node = 7;
      row.first = first;
      row.last = first + save.ops.size() - 1;
      row.raw = encode_save(save);
      const auto shorter = writer.shortened(row, [](const StoredSave&) { return true; });
      if (shorter) brief.push_back(*shorter);
      store.begin();
      store.put_save(row);
      store.commit();
      first = row.last + 1;
    };
    add(example_save());
    CHECK(brief.empty());
    Save next = example_save();
    next.ops.resize(1);
    next.ops[0].predecessors = {{7, 1}};
    next.ops[0].value = std::string("ring twice, then wait at the side door");
    add(next);
    next.ops[0].predecessors = {{7, 5}};
    next.ops[0].value = std::string("ring twice, then wait at the front door");
    add(next);
    REQUIRE(brief.size() == 2);
    SavesFrame frame;
    frame.first = 5;
    frame.saves.push_back({1, brief[0], false, true});
    frame.saves.push_back({1, brief[1], false, true});
    frame.check = writer.end_frame();
    document.says("a brief save", hex(brief[0]));
    document.says("one with a text", hex(brief[1]));
    const std::string sent = encode(frame);
    document.says("their frame", hex(sent.substr(0, 4)) + "(" + std::to_string(brief[0].size()) + "bytes)" +
                                     hex(sent.substr(4 + brief[0].size(), 2)) + "(" + std::to_string(brief[1].size()) +
                                     "bytes)" + hex(sent.substr(sent.size() - 9)));
  }

  TEST_CASE("shows messages") {
    const Document document;
    const Example example;
    Hello hello;
    hello.office = kOffice;
    hello.office_epoch = 1;
    hello.node = 7;
    hello.request_number = 3;
    hello.last = 4;
    hello.chain_at_last = example.chain;
    hello.first = 1;
    hello.chain_before_first = example.start;
    hello.vector_hash = example.sum();
    hello.wall_ms = kWallMs;
    hello.bytes_from = 1;
    hello.answered = 2;
    hello.took = 2;
    document.says("hello", hex(encode(hello)));

    const ScopeId other = case_file(kVisit.uuid);
    document.says("vector", hex(encode(VectorFrame{{{kFile, Cursor{12, 345}}, {other, {}}}})));
    document.says("withdrawal", hex(encode(WithdrawalsFrame{{{kFile, 12}}})));
    SavesFrame saves;
    saves.first = 1;
    saves.saves.push_back({4, example.raw});
    const std::string sent = encode(saves);
    const std::size_t at = sent.find(example.raw);
    document.says("saves", hex(sent.substr(0, at)) + "(the" + std::to_string(example.raw.size()) + "bytes)" +
                               hex(sent.substr(at + example.raw.size())));
    Chunk chunk;
    chunk.scope = kFile;
    chunk.epoch = 12;
    chunk.from = 344;
    chunk.to = 345;
    LogEntry entry;
    entry.dot = {7, 1};
    entry.op_count = 4;
    entry.received_ms = kWallMs + 250;
    entry.substitutions = {{0, {1, 299}}};
    chunk.entries.push_back(entry);
    chunk.check_at_end = ScopeCheck{{0xae, 0xfc, 0xb5, 0x01}};
    document.says("page", hex(encode(PagesFrame{{chunk}})));

    const Hash256 seed = box_seed(make_key_pair(seed_from(0)).secret, example.raw);
    document.says("box seed", seed.to_hex());
    const auto box = seal(make_key_pair(seed_from(0x20)).open, seed, example.raw);
    REQUIRE(box);
    document.says("box", hex(box->substr(0, 33)) + "(the" + std::to_string(box->size() - 33) + "bytes)");
    document.says("SHA-256 of the box", sha256(*box).to_hex());
    SavesFrame sealed;
    sealed.first = 1;
    sealed.saves.push_back({4, *box, true});
    document.says("saves in a box", hex(encode(sealed).substr(0, 5)));

    EnrolmentRequest asks;
    asks.code = "0123456789";
    asks.fingerprint = sha256(make_key_pair(seed_from(0x20)).open).view().substr(0, 10);
    asks.device_key = make_key_pair(seed_from(0)).open;
    asks.node_id = kNode;
    document.says("enrolment", hex(encode(asks)));

    Receipt receipt;
    receipt.office = kOffice;
    receipt.office_epoch = 1;
    receipt.node = 7;
    receipt.counter = 4;
    receipt.chain = example.chain;
    receipt.counts.applied = 1;
    receipt.time_ms = kWallMs + 250;
    const std::string body = encode(receipt);
    document.says("receipt", hex(body));
    const KeyPair office = make_key_pair(seed_from(0x20));
    document.says("office key", hex(office.open));
    document.says("signature", hex(sign(office.secret, "satchel receipt 1 " + body)));

    Welcome welcome;
    welcome.ack = 4;
    welcome.vector_accepted = true;
    welcome.pages_follow = true;
    welcome.office_ms = kWallMs + 250;
    FrameWriter writer([&](std::string_view bytes) { return sign(office.secret, bytes); },
                       answer_context(kOffice, 7, 3));
    writer.add(FrameType::welcome, encode(welcome));
    const std::string answer = std::move(writer).finish();
    document.says("an answer", hex(answer.substr(5, answer.size() - 64 - 5)));
    document.says("signature of an answer", hex(answer.substr(answer.size() - 64)));
    const Frame frame{FrameType::welcome, true, encode(welcome), ""};
    document.says("what is signed of it", sha256(frame.payload).to_hex());
  }
}

}  // namespace satchel
