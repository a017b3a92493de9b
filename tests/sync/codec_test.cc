#include "sync/codec.h"

#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <functional>
#include <new>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sync/limits.h"
#include "tests/sync/allocations.h"
#include "tests/sync/example_messages.h"

// ---- counting what is allocated (allocations.h)
// -------------------------------------------------------

namespace {
std::size_t held_bytes = 0;
std::size_t peak_bytes = 0;
}  // namespace

void* operator new(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  held_bytes += malloc_usable_size(memory);
  peak_bytes = std::max(peak_bytes, held_bytes);
  return memory;
}
// std::stable_sort's buffer comes from here; AddressSanitizer wants new and delete of one family.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) held_bytes -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace satchel::testkit {

Allocations::Allocations() : held_before_(held_bytes) {
  ::peak_bytes = held_bytes;
}
std::size_t Allocations::peak_bytes() const {
  return ::peak_bytes - held_before_;
}

}  // namespace satchel::testkit

namespace satchel {

namespace {

// ---- every kind of bytes that this codec reads
// ---------------------------------------------------------

struct Specimen {
  std::string name;
  std::string bytes;
  // Reads bytes and writes what it read.
  std::function<Result<std::string>(std::string_view)> rewrite;
};

template <class Message>
Specimen specimen_of(std::string name, const Message& example) {
  return {std::move(name), encode(example), [](std::string_view bytes) -> Result<std::string> {
            Message message;
            if (const auto read = decode(bytes, message); !read) return read.error();
            return encode(message);
          }};
}

Result<std::string> rewrite_save(std::string_view bytes) {
  const auto save = decode_save(bytes);
  if (!save) return save.error();
  return encode_save(*save);
}
Result<std::string> rewrite_fields(std::string_view bytes) {
  Record record;
  if (const auto read = decode_fields(bytes, record); !read) return read.error();
  return encode_fields(record);
}
Result<std::string> rewrite_substitutions(std::string_view bytes) {
  const auto substitutions = decode_substitutions(bytes);
  if (!substitutions) return substitutions.error();
  return encode_substitutions(*substitutions);
}
Result<std::string> rewrite_value(std::string_view bytes) {
  const auto value = decode_value(bytes);
  if (!value) return value.error();
  return encode_value(*value);
}

const std::vector<Specimen>& specimens() {
  static const std::vector<Specimen> all = {
      specimen_of("hello", examples::hello()),
      specimen_of("vector", examples::vector_frame()),
      specimen_of("saves", examples::saves_frame()),
      specimen_of("welcome", examples::welcome()),
      specimen_of("withdrawals", examples::withdrawals_frame()),
      specimen_of("pages", examples::pages_frame()),
      specimen_of("checks_frame", examples::checks_frame()),
      specimen_of("farewell", examples::farewell()),
      specimen_of("refusal", examples::refusal()),
      specimen_of("certificate", examples::certificate_frame()),
      specimen_of("receipt", examples::receipt()),
      specimen_of("signed receipt", examples::signed_receipt()),
      specimen_of("enrolment request", examples::enrolment_request()),
      specimen_of("enrolment answer", examples::enrolment_answer()),
      specimen_of("laptop identity", examples::laptop_identity()),
      specimen_of("laptop progress", examples::laptop_progress()),
      specimen_of("office identity", examples::office_identity()),
      {"save", encode_save(examples::save_of_every_op()), rewrite_save},
      {"fields", encode_fields(examples::record()), rewrite_fields},
      {"substitutions", encode_substitutions(examples::substitutions()), rewrite_substitutions},
      {"text", encode_value(std::string(300, 't')), rewrite_value},
      {"json", encode_value(JsonText{"{\"a\":[1,2]}"}), rewrite_value},
      {"real", encode_value(0.1), rewrite_value},
  };
  return all;
}

template <class Message>
Message there_and_back(const Message& message) {
  Message copy;
  const auto read = decode(encode(message), copy);
  REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
  return copy;
}

Save there_and_back(const Save& save) {
  auto copy = decode_save(encode_save(save));
  REQUIRE_MESSAGE(copy, (copy ? "" : copy.error().message));
  return std::move(*copy);
}

Save save_of(std::vector<Op> ops) {
  Save save;
  save.scope = case_file(examples::uuid(1));
  save.user = "ana";
  save.ops = std::move(ops);
  return save;
}

// The greatest element of a list in memory (an Op, a Chunk) against its least size in bytes, which
// is one.
constexpr std::size_t kListMultipleMax = 320;

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

auto parts(const VectorEntry& m) {
  return std::tuple(m.scope, m.cursor);
}
auto parts(const SentSave& m) {
  return std::tuple(m.op_count, m.raw, m.sealed, m.brief);
}
auto parts(const Withdrawal& m) {
  return std::tuple(m.scope, m.epoch);
}
auto parts(const Have& m) {
  return std::tuple(m.counter, m.chain);
}
auto parts(const LogEntry& m) {
  return std::tuple(m.dot, m.op_count, m.raw, m.received_ms, m.late, m.accepted, m.brief, m.substitutions);
}
auto parts(const InboxEntry& m) {
  return std::tuple(m.dot, m.op_count, m.raw, m.received_ms, m.state, m.reason, m.waits,
                    m.waits_for);
}
template <class Item>
bool same_items(const std::vector<Item>& a, const std::vector<Item>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Item& one, const Item& other) { return parts(one) == parts(other); });
}

}  // namespace

// ---- what goes in comes out
// -----------------------------------------------------------------------------

TEST_CASE("everything that is written is read back as it was") {
  for (const Specimen& specimen : specimens()) {
    CAPTURE(specimen.name);
    const auto again = specimen.rewrite(specimen.bytes);
    REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
    CHECK(*again == specimen.bytes);
  }
}

TEST_CASE("each field of a request's messages arrives") {
  const Hello sent = examples::hello();
  const Hello got = there_and_back(sent);
  CHECK(got.version == sent.version);
  CHECK(got.office == sent.office);
  CHECK(got.office_epoch == sent.office_epoch);
  CHECK(got.node == sent.node);
  CHECK(got.request_number == sent.request_number);
  CHECK(got.last == sent.last);
  CHECK(got.chain_at_last == sent.chain_at_last);
  CHECK(got.first == sent.first);
  CHECK(got.chain_before_first == sent.chain_before_first);
  CHECK(got.asks_have == sent.asks_have);
  CHECK(got.vector_hash == sent.vector_hash);
  CHECK(got.vector_is_whole == sent.vector_is_whole);
  CHECK(got.answer_bytes_max == sent.answer_bytes_max);
  CHECK(got.frame_bytes == sent.frame_bytes);
  CHECK(got.wall_ms == sent.wall_ms);
  CHECK(got.spell_out == sent.spell_out);
  CHECK(same_items(there_and_back(examples::vector_frame()).entries,
                   examples::vector_frame().entries));
  const SavesFrame saves = there_and_back(examples::saves_frame());
  CHECK(saves.first == examples::saves_frame().first);
  CHECK(same_items(saves.saves, examples::saves_frame().saves));
  CHECK(saves.check == examples::saves_frame().check);
}

TEST_CASE("each field of an answer's messages arrives") {
  const Welcome sent = examples::welcome();
  const Welcome got = there_and_back(sent);
  CHECK(got.ack == sent.ack);
  REQUIRE(got.have);
  CHECK(parts(*got.have) == parts(*sent.have));
  CHECK(got.vector_accepted == sent.vector_accepted);
  CHECK(got.send_vector == sent.send_vector);
  CHECK(got.pages_follow == sent.pages_follow);
  CHECK(got.office_ms == sent.office_ms);
  CHECK(got.receipt == sent.receipt);
  CHECK(got.spell_out == sent.spell_out);
  CHECK(same_items(there_and_back(examples::withdrawals_frame()).withdrawn,
                   examples::withdrawals_frame().withdrawn));

  const PagesFrame pages = there_and_back(examples::pages_frame());
  REQUIRE(pages.chunks.size() == 3);
  CHECK(pages.check == examples::pages_frame().check);
  for (std::size_t i = 0; i < 3; ++i) {
    const Chunk& chunk = pages.chunks[i];
    const Chunk expected = examples::pages_frame().chunks[i];
    CHECK(chunk.scope_in_entry == expected.scope_in_entry);
    CHECK(chunk.scope == expected.scope);
    CHECK(chunk.epoch == expected.epoch);
    CHECK(chunk.from == expected.from);
    CHECK(chunk.to == expected.to);
    CHECK(same_items(chunk.entries, expected.entries));
    CHECK(same_items(chunk.inbox, expected.inbox));
    CHECK(chunk.check_at_end == expected.check_at_end);
  }

  const ChecksFrame checks = there_and_back(examples::checks_frame());
  CHECK(checks.first == 10'000);
  CHECK(checks.of == examples::checks_frame().of);
  CHECK(checks.checks == examples::checks_frame().checks);

  const Farewell farewell = there_and_back(examples::farewell());
  CHECK(farewell.more);
  CHECK(farewell.caseload_digest == examples::farewell().caseload_digest);
  CHECK(farewell.scopes == 2'000);

  const Refusal refusal = there_and_back(examples::refusal());
  CHECK(refusal.kind == RefusalKind::gap);
  CHECK(refusal.message == examples::refusal().message);
  CHECK(parts(*refusal.have) == parts(*examples::refusal().have));
  CHECK(refusal.office_epoch == 2);
  CHECK(refusal.request_number == 78);
}

TEST_CASE("each field of a receipt arrives") {
  const Receipt sent = examples::receipt();
  const Receipt got = there_and_back(sent);
  CHECK(std::tie(got.office, got.office_epoch, got.node, got.counter, got.chain, got.counts,
                 got.inbox_digest, got.time_ms) ==
        std::tie(sent.office, sent.office_epoch, sent.node, sent.counter, sent.chain, sent.counts,
                 sent.inbox_digest, sent.time_ms));
  const SignedReceipt signed_one = there_and_back(examples::signed_receipt());
  CHECK(signed_one.body == encode(sent));
  CHECK(signed_one.signature == std::string(64, 's'));
}

TEST_CASE("each field of a certificate arrives") {
  const CertificateFrame got = there_and_back(examples::certificate_frame());
  CHECK(got.ran_out);
  CHECK(got.renewed == "a certificate");
}

TEST_CASE("each field of an enrolment and of the programs' own facts arrives") {
  const EnrolmentRequest request = there_and_back(examples::enrolment_request());
  const EnrolmentRequest asked = examples::enrolment_request();
  CHECK(std::tie(request.version, request.code, request.device_key, request.node_id) ==
        std::tie(asked.version, asked.code, asked.device_key, asked.node_id));

  const auto of_answer = [](const EnrolmentAnswer& m) {
    return std::tuple(m.office, m.office_epoch, m.office_name, m.office_key, m.node, m.user,
                      m.user_name, m.role, m.directory_epoch, m.inbox_epoch, m.office_ms,
                      m.certificate);
  };
  CHECK(of_answer(there_and_back(examples::enrolment_answer())) ==
        of_answer(examples::enrolment_answer()));

  const auto of_identity = [](const LaptopIdentity& m) {
    return std::tuple(m.office_url, m.office, m.office_epoch, m.office_name, m.office_key, m.node,
                      m.node_id, m.user, m.user_name, m.role, m.device_secret);
  };
  CHECK(of_identity(there_and_back(examples::laptop_identity())) ==
        of_identity(examples::laptop_identity()));

  const auto of_progress = [](const LaptopProgress& m) {
    return std::tuple(m.counter, m.chain, m.acked, m.chain_at_acked, m.request_number, m.cut,
                      m.touched, m.confirmed, m.send_whole_vector, m.vector_hash, m.caseload_digest,
                      m.scope_count, m.clock_offset_ms, m.last_sync_ms, m.frame_bytes,
                      m.proven_equal);
  };
  CHECK(of_progress(there_and_back(examples::laptop_progress())) ==
        of_progress(examples::laptop_progress()));

  const auto of_office = [](const OfficeIdentity& m) {
    return std::tuple(m.id, m.epoch, m.name, m.secret_key, m.public_key, m.last_grant_epoch,
                      m.last_node);
  };
  CHECK(of_office(there_and_back(examples::office_identity())) ==
        of_office(examples::office_identity()));
}

TEST_CASE("a value of every kind comes back bit for bit") {
  for (const Value& value : examples::values()) {
    const auto again = decode_value(encode_value(value));
    REQUIRE(again);
    CHECK(same_value(*again, value));
  }
}

TEST_CASE("small values are small: a tag and what is needed") {
  CHECK(encode_value(Value{}).size() == 1);
  CHECK(encode_value(true).size() == 1);
  CHECK(encode_value(std::int64_t{-64}).size() == 2);
  CHECK(encode_value(std::string("completed")).size() == 10);
  CHECK(encode_value(std::string("6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11")).size() == 17);
}

TEST_CASE("each part of each op of a save arrives") {
  const Save sent = examples::save_of_every_op();
  const Save got = there_and_back(sent);
  CHECK(std::tie(got.scope, got.epoch, got.user, got.wall_ms, got.clock_offset_ms, got.zone_minutes,
                 got.origin, got.former) == std::tie(sent.scope, sent.epoch, sent.user, sent.wall_ms,
                                         sent.clock_offset_ms, sent.zone_minutes, sent.origin, sent.former));
  REQUIRE(got.ops.size() == sent.ops.size());
  for (std::size_t i = 0; i < sent.ops.size(); ++i) {
    CAPTURE(i);
    const Op& a = got.ops[i];
    const Op& b = sent.ops[i];
    CHECK(std::tie(a.kind, a.record, a.type, a.field, a.predecessors, a.automatic, a.seen, a.epoch,
                   a.save, a.reason, a.unknown, a.unknown_kind) ==
          std::tie(b.kind, b.record, b.type, b.field, b.predecessors, b.automatic, b.seen, b.epoch,
                   b.save, b.reason, b.unknown, b.unknown_kind));
    CHECK(same_value(a.value, b.value));
  }
}

TEST_CASE("a save that had no other name, of one op, by an author east of Greenwich") {
  Save save = save_of({examples::field_op(OpKind::set, {examples::uuid(1)}, 16, true, {})});
  save.zone_minutes = 14 * 60;
  const Save got = there_and_back(save);
  CHECK_FALSE(got.origin);
  CHECK(got.former.empty());
  CHECK(got.zone_minutes == 14 * 60);
  CHECK(got.epoch == 0);
}

TEST_CASE("a record that the op before named is not named again") {
  const RecordId record{examples::uuid(1)};
  const Op one = examples::field_op(OpKind::set, record, 16, true, {});
  const std::size_t once = encode_save(save_of({one})).size();
  CHECK(encode_save(save_of({one, one})).size() == once + 3);  // head, field, value
}

TEST_CASE("ops of later versions are kept byte for byte, at the place where they stood") {
  const Save save = save_of({examples::unknown_op(16, "later"),
                             examples::unknown_op(UINT32_MAX, std::string(5'000, '\xff'))});
  const std::string raw = encode_save(save);
  CHECK(raw.find(std::string("\x80\x10\x05later")) != std::string::npos);
  const Save got = there_and_back(save);
  REQUIRE(got.ops.size() == 2);
  CHECK(got.ops[0].unknown_kind == 16);
  CHECK(got.ops[0].unknown == "later");
  CHECK(got.ops[1].unknown_kind == UINT32_MAX);
  CHECK(got.ops[1].unknown == std::string(5'000, '\xff'));
  CHECK_FALSE(got.ops[0].is_field_op());
  CHECK(encode_save(got) == raw);
}

TEST_CASE("a record's fields come back with their siblings, marks, lists and orphans") {
  const Record sent = examples::record();
  Record got;
  got.id = sent.id;
  got.field_or_insert(99);  // decoding replaces what is there
  REQUIRE(decode_fields(encode_fields(sent), got));
  CHECK(record_digest(got) == record_digest(sent));
  REQUIRE(got.fields().size() == sent.fields().size());
  for (std::size_t i = 0; i < sent.fields().size(); ++i) {
    CHECK(got.fields()[i].first == sent.fields()[i].first);
    CHECK(got.fields()[i].second.orphans == sent.fields()[i].second.orphans);
  }
  CHECK(got.field(18)->siblings[0].automatic);
  CHECK(got.field(1)->siblings[0].seen == sent.field(1)->siblings[0].seen);
}

// ---- hostile bytes
// ---------------------------------------------------------------------------------------

TEST_CASE("bytes that end too early are refused, wherever they end") {
  for (const Specimen& specimen : specimens()) {
    for (std::size_t size = 0; size < specimen.bytes.size(); ++size) {
      const auto read = specimen.rewrite(std::string_view(specimen.bytes).substr(0, size));
      if (!read && read.error().kind == ErrorKind::corrupt) continue;
      FAIL_CHECK(specimen.name, " of ", size, " bytes was read");
    }
  }
}

TEST_CASE("bytes that are left over are refused") {
  for (const Specimen& specimen : specimens()) {
    CAPTURE(specimen.name);
    for (const char* more : {"x", "\x80", "more"}) {
      const auto read = specimen.rewrite(specimen.bytes + more);
      CHECK_FALSE(read);
    }
    CHECK_FALSE(specimen.rewrite(specimen.bytes + std::string(1, '\0')));
    CHECK_FALSE(specimen.rewrite(specimen.bytes + specimen.bytes));
  }
}

TEST_CASE("a changed byte is refused, or read as something that can be written and read again") {
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (const Specimen& specimen : specimens()) {
    std::string bytes = specimen.bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
        if (const auto read = specimen.rewrite(bytes)) {
          ++taken;
          const auto again = specimen.rewrite(*read);
          if (!again || *again != *read) {
            FAIL_CHECK(specimen.name, ": byte ", at, ", bit ", bit, " is not stable");
          }
        } else {
          ++refused;
          if (read.error().message.empty()) FAIL_CHECK("no message");
        }
        bytes[at] = specimen.bytes[at];
      }
    }
  }
  CHECK(refused > 1000);
  CHECK(taken > 1000);
}

TEST_CASE("a size greater than the rest is refused before anything is allocated for it") {
  for (const Specimen& specimen : specimens()) {
    for (std::size_t at = 0; at < specimen.bytes.size(); ++at) {
      for (const std::uint64_t size :
           {std::uint64_t{1} << 20, std::uint64_t{1} << 32, std::uint64_t{1} << 62, UINT64_MAX}) {
        const std::string bytes =
            specimen.bytes.substr(0, at) + varint(size) + specimen.bytes.substr(at + 1);
        const testkit::Allocations allocations;
        const auto read = specimen.rewrite(bytes);
        // The bytes behind the size are read as something else, so lists up to their number are
        // fair.
        if (allocations.peak_bytes() > 4096 + kListMultipleMax * bytes.size()) {
          FAIL_CHECK(specimen.name, ": ", allocations.peak_bytes(), " bytes were allocated at ",
                     at);
        }
      }
    }
  }
}

// Lists that claim as many elements as bytes are left. The frame that carries them is at most 72
// KB, so this multiple is what one hostile frame can cost: 3.5 MB at the office (48), 20 MB on a
// laptop (pages: lists in lists).
TEST_CASE("a list of many small elements costs a bounded multiple of its bytes") {
  constexpr std::size_t kSize = 64 * 1024;
  const auto filled = [](std::string head, std::size_t lists) {
    for (; lists > 0; --lists) {
      head += varint(kSize - head.size() - 3);
      if (lists > 1)
        head += std::string(20, 0);  // scope, epoch, from, to: up to the list of entries
    }
    return head + std::string(kSize - head.size(), 0);
  };
  struct Case {
    const char* name;
    std::string bytes;
    std::size_t multiple_max;
  };
  const std::vector<Case> cases = {
      {"vector", filled("", 1), 64},        {"saves", filled(varint(1), 1), 64},
      {"withdrawals", filled("", 1), 64},   {"pages", filled("", 2), kListMultipleMax},
      {"substitutions", filled("", 1), 64}, {"fields", filled("\x01", 1), 128},
  };
  for (const Case& item : cases) {
    const auto found = std::find_if(specimens().begin(), specimens().end(),
                                    [&](const Specimen& s) { return s.name == item.name; });
    REQUIRE(found != specimens().end());
    const testkit::Allocations allocations;
    CHECK_FALSE(found->rewrite(item.bytes));
    const std::size_t multiple = allocations.peak_bytes() / kSize;
    CAPTURE(found->name);
    CHECK(multiple <= item.multiple_max);
    CHECK(multiple > 16);  // the list was begun: the sizes above are those that the reader reads
  }
}

TEST_CASE("whatever follows the head, no reader crashes") {
  for (const Specimen& specimen : specimens()) {
    for (std::size_t kept = 0; kept <= std::min<std::size_t>(specimen.bytes.size(), 40); ++kept) {
      for (const char filler : {'\0', '\x01', '\x10', '\x7f', '\x80', '\xff'}) {
        for (const std::size_t more : {1, 7, 100}) {
          const std::string bytes = specimen.bytes.substr(0, kept) + std::string(more, filler);
          const testkit::Allocations allocations;
          (void)specimen.rewrite(bytes);
          if (allocations.peak_bytes() > 64 * 1024) FAIL_CHECK(specimen.name, " allocates");
        }
      }
    }
  }
}

// ---- saves that break one rule of the format
// -----------------------------------------------------------------

namespace {

std::string problem_of(const std::string& raw) {
  const auto save = decode_save(raw);
  return save ? "none" : save.error().message;
}

// The bytes of a save with one op, cut before the op.
struct SaveBytes {
  std::string head = [] {
    const std::string whole = encode_save(save_of({examples::unknown_op(16, "")}));
    return whole.substr(0, whole.size() - 4);  // count, long, kind, size
  }();
  std::string with(const std::string& ops, unsigned count = 1) const {
    return head + varint(count) + ops;
  }
};

}  // namespace

TEST_CASE("a save of a later format is refused in words that say so") {
  std::string raw = encode_save(examples::save_of_every_op());
  raw[0] = 2;
  CHECK(problem_of(raw) == "the save cannot be read: a save of a later version");
  raw[0] = 0;
  CHECK(problem_of(raw) == "the save cannot be read: a save of a later version");
  std::string blob = encode_fields(examples::record());
  blob[0] = 2;
  Record record;
  const auto read = decode_fields(blob, record);
  REQUIRE_FALSE(read);
  CHECK(read.error().message == "the record cannot be read: a record of a later version");
}

TEST_CASE("a save holds 1 to 1,000 ops") {
  const SaveBytes bytes;
  const std::string op = "\x80\x10" + std::string(1, 0);
  std::string ops;
  for (std::size_t i = 0; i < limits::kSaveOpsMax; ++i) ops += op;
  CHECK(problem_of(bytes.with(op)) == "none");
  CHECK(problem_of(bytes.with("", 0)) != "none");
  CHECK(problem_of(bytes.with(ops, 1000)) == "none");
  CHECK(problem_of(bytes.with(ops + op, 1001)) != "none");
}

TEST_CASE("short kinds that have no meaning yet are refused, and so are short kinds written long") {
  const SaveBytes bytes;
  for (char kind = 10; kind < 16; ++kind) {
    CHECK(problem_of(bytes.with(std::string(1, kind) + std::string(60, 1))) ==
          "the save cannot be read: unknown kind of op");
  }
  CHECK(problem_of(bytes.with("\x80\x0f" + std::string(1, 0))) != "none");
  CHECK(problem_of(bytes.with("\x80" + varint(std::uint64_t{1} << 32) + std::string(1, 0))) !=
        "none");
  CHECK(problem_of(bytes.with("\x82" + std::string(60, 1))) != "none");
}

TEST_CASE("the first op cannot name the record of the op before") {
  const SaveBytes bytes;
  CHECK(problem_of(bytes.with("\x12\x10\x02")) ==
        "the save cannot be read: the first op names no record");
}

TEST_CASE("an op names at most 64 predecessors and a void at most 8,192 dots") {
  const RecordId record{examples::uuid(1)};
  Op op = examples::field_op(OpKind::set, record, 1, std::string("reason"), {});
  op.predecessors.assign(limits::kPredecessorsMax, Dot{2, 3});
  op.seen.emplace(limits::kVoidListMax, Dot{2, 3});
  CHECK(problem_of(encode_save(save_of({op}))) == "none");
  op.predecessors.push_back({2, 4});
  CHECK(problem_of(encode_save(save_of({op}))) == "the save cannot be read: too many dots");
  op.predecessors.clear();
  op.seen->push_back({2, 4});
  CHECK(problem_of(encode_save(save_of({op}))) == "the save cannot be read: too many dots");
}

TEST_CASE("numbers out of range are refused: node, type, zone") {
  const SaveBytes bytes;
  const std::string uuid(16, 'u');
  CHECK(problem_of(bytes.with("\x01" + uuid + varint(1))) == "none");
  CHECK(problem_of(bytes.with("\x01" + uuid + varint(0))) != "none");
  CHECK(problem_of(bytes.with("\x01" + uuid + varint(std::uint64_t{1} << 32))) != "none");
  const std::string one_dot = varint(1);
  CHECK(problem_of(bytes.with("\x24" + uuid + varint(16) + one_dot + varint(7) + varint(1))) ==
        "none");
  CHECK(problem_of(bytes.with("\x24" + uuid + varint(16) + one_dot +
                              varint(kNodeNumberMax + 1) + varint(1))) ==
        "the save cannot be read: node number out of range");
  Save save = save_of({examples::unknown_op(16, "")});
  save.zone_minutes = 24 * 60 + 1;
  CHECK(problem_of(encode_save(save)) == "the save cannot be read: time zone out of range");
  save.zone_minutes = -24 * 60;
  CHECK(problem_of(encode_save(save)) == "none");
}

TEST_CASE("a node number over the greatest one is refused in messages, too") {
  const auto problem = [](auto message) {
    decltype(message) read;
    const auto done = decode(encode(message), read);
    return done ? std::string("none") : done.error().message.substr(done.error().message.find(": ") + 2);
  };
  const auto problems = [&](NodeNumber node) {
    Hello hello;
    hello.node = node;
    IncarnationAnswer incarnated;
    incarnated.node = node;
    RecoveryAnswer recovered;
    recovered.ends = {{node, {}}};
    FatesFrame fates;
    fates.fates = {{{node, 1}, SaveState::declined, {}}};
    PagesFrame pages;
    pages.chunks.resize(1);
    pages.chunks[0].entries.resize(1);
    pages.chunks[0].entries[0].dot = {node, 1};
    return std::set<std::string>{problem(hello), problem(incarnated), problem(recovered), problem(fates),
                                 problem(pages)};
  };
  CHECK(problems(kNodeNumberMax) == std::set<std::string>{"none"});
  CHECK(problems(kNodeNumberMax + 1) == std::set<std::string>{"node number out of range"});
}

TEST_CASE("a number of more than 64 bits is refused") {
  Farewell message;
  const std::string head = "\x01" + std::string(32, 'h');
  const std::string tail(1, '\0');
  CHECK(decode(head + std::string(9, '\xff') + "\x01" + tail, message));
  CHECK(message.scopes == UINT64_MAX);
  CHECK_FALSE(decode(head + std::string(9, '\xff') + "\x02" + tail, message));
  CHECK_FALSE(decode(head + std::string(10, '\xff') + "\x01" + tail, message));
}

TEST_CASE("a boolean is 0 or 1, and an unknown kind of value is refused") {
  Farewell message;
  CHECK_FALSE(decode("\x02" + std::string(32, 'h') + "\x01", message));
  for (char tag = 8; tag < 32; ++tag) CHECK_FALSE(decode_value(std::string(1, tag)));
}

TEST_CASE("the digests of messages tell everything apart that they are made of") {
  const ScopeId scope = case_file(examples::uuid(1));
  CHECK(vector_leaf(scope, {1, 2}) != vector_leaf(scope, {2, 1}));
  CHECK(vector_leaf(scope, {1, 2}) != vector_leaf(case_file(examples::uuid(2)), {1, 2}));
  CHECK(vector_leaf(scope, {1, 2}) !=
        vector_leaf(case_file(examples::uuid(1), ScopeKind::protection), {1, 2}));
  CHECK(inbox_leaf({2, 1}, SaveState::parked) != inbox_leaf({2, 1}, SaveState::declined));
  CHECK(inbox_leaf({2, 1}, SaveState::parked) != inbox_leaf({1, 2}, SaveState::parked));
  CHECK(caseload_leaf(scope, 1, examples::hash(1)) != caseload_leaf(scope, 2, examples::hash(1)));
  CHECK(caseload_leaf(scope, 1, examples::hash(1)) != caseload_leaf(scope, 1, examples::hash(2)));
}

}  // namespace satchel
