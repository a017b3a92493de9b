// One example of each message and of everything else that is stored or sent as bytes, each field
// with a value of its own, so that a field that is forgotten or swapped shows. The golden files are
// these.
//
// Thread rule: pure. Failure rule: none.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sync/codec.h"

namespace satchel::examples {

inline Uuid uuid(std::uint8_t number) {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(number + 16 * i);
  }
  return id;
}
inline Hash256 hash(std::uint8_t number) {
  return sha256(std::string(1, static_cast<char>(number)));
}
inline std::string key(char filler) {
  return std::string(32, filler);
}

inline Op field_op(OpKind kind, const RecordId& record, FieldId field, Value value,
                   std::vector<Dot> predecessors) {
  Op op;
  op.kind = kind;
  op.record = record;
  op.field = field;
  op.value = std::move(value);
  op.predecessors = std::move(predecessors);
  return op;
}

inline Op unknown_op(std::uint32_t kind, std::string bytes) {
  Op op;
  op.unknown_kind = kind;
  op.unknown = std::move(bytes);
  return op;
}

// Every kind of op, with each flag set and not set.
inline Save save_of_every_op() {
  const RecordId client{uuid(1)};
  const RecordId note{uuid(2)};
  Save save;
  save.scope = case_file(uuid(1), ScopeKind::substance_use);
  save.epoch = 300;
  save.read_to = 40'000;
  save.user = "ana";
  save.wall_ms = 1'795'000'000'123;
  save.clock_offset_ms = -4'500;
  save.zone_minutes = -210;
  save.origin = Dot{9, 77};
  save.former = {{9, 77}, {195'000'000, 3}};
  Op op;
  op.kind = OpKind::open;
  save.ops.push_back(op);
  op = Op{};
  op.kind = OpKind::create;
  op.record = client;
  op.type = 1;
  save.ops.push_back(op);
  save.ops.push_back(field_op(OpKind::set, client, 16, std::string("Mia"), {}));
  save.ops.push_back(field_op(OpKind::set, note, 18, std::string(300, 'w'), {{7, 1}, {1, 70'000}}));
  save.ops.push_back(field_op(OpKind::add, note, 35, std::string("his sister"), {}));
  save.ops.push_back(field_op(OpKind::remove, note, 35, {}, {{7, 5}}));
  save.ops.push_back(field_op(OpKind::resolve, note, 19, std::string("signed"), {{7, 6}, {8, 2}}));
  save.ops.push_back(field_op(OpKind::resolve, note, 18, std::string("merged"), {{7, 8}, {8, 3}}));
  save.ops.back().automatic = true;
  save.ops.push_back(field_op(OpKind::retract, note, 18, {}, {{1, 9}}));
  save.ops.push_back(field_op(OpKind::retract, note, 18, {}, {{1, 10}}));
  save.ops.back().automatic = true;
  save.ops.push_back(field_op(OpKind::set, client, 1, std::string("entered twice"), {}));
  save.ops.back().seen = {{7, 1}, {7, 2}, {8, 1}};
  save.ops.push_back(field_op(OpKind::set, client, 1, {}, {{7, 11}}));
  op = Op{};
  op.kind = OpKind::release;
  op.epoch = 301;
  save.ops.push_back(op);
  op = Op{};
  op.kind = OpKind::accept;
  op.save = {8, 4};
  save.ops.push_back(op);
  op.kind = OpKind::decline;
  op.save = {8, 5};
  op.reason = "belongs to another client";
  save.ops.push_back(op);
  save.ops.push_back(unknown_op(16, ""));
  save.ops.push_back(unknown_op(70'000, std::string("\x00\x80 of a later version", 21)));
  // After an unknown op the record before it is still the one that "the same record" means.
  save.ops.push_back(
      field_op(OpKind::set, client, (FieldId{1} << 40) + 5, JsonText{"{\"a\":1}"}, {}));
  return save;
}

// Values of every kind, with the edges of each.
inline std::vector<Value> values() {
  const auto bits = [](std::uint64_t pattern) { return std::bit_cast<double>(pattern); };
  return {
      Value{},
      false,
      true,
      std::int64_t{0},
      std::int64_t{-1},
      std::numeric_limits<std::int64_t>::min(),
      std::numeric_limits<std::int64_t>::max(),
      0.0,
      -0.0,
      0.1,
      -1e308,
      5e-324,
      std::numeric_limits<double>::infinity(),
      bits(0x7ff8000000000000),  // NaN ...
      bits(0xfff8000000000001),  // ... and NaNs of other bits
      bits(0x7ff4000000000123),
      std::string(),
      std::string("Mia"),
      std::string("\0\x01\xff", 3),
      std::string("Zoë Ærø 王"),
      std::string(223, 'a'),  // the longest text whose length is in the tag, and one more
      std::string(224, 'a'),
      std::string(48 * 1024, 'w'),
      std::string("6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11"),
      std::string("6F1C2A34-9B1E-4C57-8D02-3F5A7E9B0C11"),  // upper case has to come back as it was
      std::string("6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c1x"),
      std::string("00000000-0000-0000-0000-000000000000"),
      JsonText{},
      JsonText{"null"},
      JsonText{"6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11"},
      JsonText{"{\"number\":\"+1 555 0100\",\"safe_to_call\":false}"},
  };
}

inline Hello hello() {
  Hello m;
  m.office = uuid(5);
  m.office_epoch = 2;
  m.node = 7;
  m.request_number = 1'234;
  m.last = 900;
  m.chain_at_last = hash(10);
  m.first = 890;
  m.chain_before_first = hash(11);
  m.asks_have = true;
  m.vector_hash = hash(12);
  std::fill(m.vector_hash.bytes.begin() + kVectorHashBytes, m.vector_hash.bytes.end(), std::uint8_t{0});
  m.vector_is_whole = false;
  m.answer_bytes_max = 6 * 1024 * 1024;
  m.frame_bytes = 64 * 1024;
  m.wall_ms = 1'795'000'000'000;
  m.bytes_from = 871;
  m.answered = 1'233;
  m.took = 1'232;
  m.spell_out = true;
  return m;
}

inline VectorFrame vector_frame() {
  return {{{case_file(uuid(1)), Cursor{12, 345}},
           {inbox_scope(uuid(2)), Cursor{3, 0}},
           {case_file(uuid(3), ScopeKind::protection), std::nullopt}}};
}

inline SavesFrame saves_frame() {
  SavesFrame m;
  m.first = 890;
  m.saves.push_back({18, encode_save(save_of_every_op())});
  m.saves.push_back({2, "bytes that nobody can read"});
  m.saves.push_back({1, ""});
  m.saves.push_back({3, "what only the office can open", true});
  m.saves.push_back({1, "a brief save", false, true});
  m.check = brief_check_of(hash(19));
  return m;
}

inline Receipt receipt() {
  Receipt m;
  m.office = uuid(5);
  m.office_epoch = 2;
  m.node = 7;
  m.counter = 909;
  m.chain = hash(20);
  m.counts = {100, 2, 3, 4, 5};
  m.inbox_digest = hash(21);
  m.time_ms = 1'795'000'001'000;
  return m;
}

inline SignedReceipt signed_receipt() {
  return {encode(receipt()), std::string(64, 's')};
}

inline Welcome welcome() {
  Welcome m;
  m.ack = 909;
  m.have = Have{905, hash(22)};
  m.vector_accepted = true;
  m.send_vector = false;
  m.pages_follow = true;
  m.office_ms = 1'795'000'001'000;
  m.receipt = encode(signed_receipt());
  m.spell_out = true;
  return m;
}

inline WithdrawalsFrame withdrawals_frame() {
  return {{{case_file(uuid(1)), 12}, {case_file(uuid(3), ScopeKind::behavioural), 400}}};
}

inline PagesFrame pages_frame() {
  Chunk log;
  log.scope = case_file(uuid(1));
  log.epoch = 12;
  log.from = 345;
  log.to = 347;
  LogEntry entry;
  entry.dot = {7, 890};
  entry.op_count = 18;
  entry.received_ms = 1'795'000'000'500;
  entry.late = true;
  log.entries.push_back(entry);
  entry.dot = {8, 4};
  entry.op_count = 1;
  entry.raw = "a save of another laptop";
  entry.late = false;
  entry.accepted = true;
  entry.substitutions = {{0, {8, 1}}, {3, {7, 2}}};
  log.entries.push_back(entry);
  log.check_at_end = check_of(hash(30));
  Chunk inbox;
  inbox.scope = inbox_scope(uuid(2));
  inbox.epoch = 3;
  inbox.to = 9;
  InboxEntry item;
  item.dot = {7, 880};
  item.op_count = 3;
  item.raw = "a parked save";
  item.received_ms = 1'795'000'000'600;
  item.state = SaveState::parked;
  item.reason = "waits for the record";
  item.waits = true;
  item.waits_for = {8, 6};
  inbox.inbox.push_back(item);
  item = InboxEntry{};
  item.dot = {7, 884};
  item.op_count = 1;
  item.state = SaveState::declined;
  item.reason = "not so";
  inbox.inbox.push_back(item);
  Chunk brief;
  brief.scope_in_entry = true;
  brief.from = 20;
  brief.to = 21;
  entry = LogEntry{};
  entry.dot = {8, 5};
  entry.op_count = 1;
  entry.raw = "a brief save";
  entry.brief = true;
  brief.entries.push_back(entry);
  return {{log, inbox, brief}, brief_check_of(hash(31))};
}

inline ChecksFrame checks_frame() {
  return {10'000, hash(42), {check_of(hash(43)), check_of(hash(44))}};
}

inline Farewell farewell() {
  return {true, hash(40), 2'000};
}

inline Refusal refusal() {
  return {RefusalKind::gap, "saves are missing before the first one sent", Have{905, hash(41)}, 2,
          78};
}

inline CertificateFrame certificate_frame() {
  return {true, "a certificate"};
}

inline EnrolmentRequest enrolment_request() {
  EnrolmentRequest m;
  m.code = "K7QX-2MPD";
  m.fingerprint = "ABCDEFGHIJ";
  m.device_key = key('d');
  m.node_id = uuid(6);
  return m;
}

inline EnrolmentAnswer enrolment_answer() {
  EnrolmentAnswer m;
  m.office = uuid(5);
  m.office_epoch = 2;
  m.office_name = "District 4";
  m.office_key = key('o');
  m.node = 7;
  m.user = uuid(2);
  m.user_name = "ana";
  m.role = "case_manager";
  m.directory_epoch = 21;
  m.inbox_epoch = 22;
  m.office_ms = 1'795'000'002'000;
  m.certificate = "a certificate";
  return m;
}

inline LaptopIdentity laptop_identity() {
  LaptopIdentity m;
  m.office_url = "https://office.example";
  m.office = uuid(5);
  m.office_epoch = 2;
  m.office_name = "District 4";
  m.office_key = key('o');
  m.node = 7;
  m.node_id = uuid(6);
  m.user = uuid(2);
  m.user_name = "ana";
  m.role = "case_manager";
  m.device_secret = std::string(64, 'z');
  return m;
}

inline LaptopProgress laptop_progress() {
  LaptopProgress m;
  m.counter = 909;
  m.chain = hash(50);
  m.acked = 889;
  m.chain_at_acked = hash(51);
  m.request_number = 1'234;
  m.cut = true;
  m.touched = 41;
  m.confirmed = 40;
  m.send_whole_vector = false;
  m.vector_hash = hash(52);
  m.caseload_digest = hash(53);
  m.scope_count = 2'000;
  m.clock_offset_ms = -4'500;
  m.last_sync_ms = 1'794'999'000'000;
  m.frame_bytes = 16 * 1024;
  m.proven_equal = true;
  return m;
}

inline OfficeIdentity office_identity() {
  OfficeIdentity m;
  m.id = uuid(5);
  m.epoch = 2;
  m.name = "District 4";
  m.secret_key = std::string(64, 'y');
  m.public_key = key('o');
  m.last_grant_epoch = 4'321;
  m.last_node = 8;
  return m;
}

inline std::vector<Substitution> substitutions() {
  return {{0, {8, 1}}, {3, {7, 2}}};
}

// A record's fields, with every part that a sibling can have.
inline Record record() {
  Record record;
  record.id.uuid = uuid(1);
  record.field_or_insert(0).siblings.push_back({{7, 1}, std::int64_t{32}, false, std::nullopt});
  record.field_or_insert(1).siblings.push_back(
      {{8, 9}, std::string("entered twice"), false, std::vector<Dot>{{7, 1}, {7, 2}}});
  FieldState& body = record.field_or_insert(18);
  body.siblings.push_back({{1, 12}, std::string("merged"), true, std::nullopt});
  body.siblings.push_back({{8, 10}, std::string("as Ben wrote it"), false, std::nullopt});
  body.orphans = {{7, 99}, {8, 70'000}};
  record.field_or_insert(35);  // once had values
  return record;
}

}  // namespace satchel::examples
