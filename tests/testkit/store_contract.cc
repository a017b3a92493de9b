#include "tests/testkit/store_contract.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "sync/codec.h"

namespace satchel::testkit {

namespace {

// ---- small words --------------------------------------------------------------------------------

Uuid uuid(int n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n * 37);
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}
RecordId record_id(int n) {
  return {uuid(n)};
}
ScopeId file(int n, ScopeKind kind = ScopeKind::general) {
  return {uuid(n), kind};
}
Hash256 hash_of(std::string_view text) {
  return sha256(text);
}

Record record_with(RecordId id, ScopeId scope, TypeId type, FieldId field, Dot dot, Value value) {
  Record record;
  record.id = id;
  record.type = type;
  record.scope = scope;
  record.field_or_insert(field).siblings.push_back({dot, std::move(value), false, std::nullopt});
  return record;
}

StoredRecord stored(int n, ScopeId scope, const std::string& text) {
  return {record_with(record_id(n), scope, 30, 55, {2, 1}, text), std::nullopt};
}

StoredSave save_of(NodeNumber node, std::uint64_t first, std::uint64_t last, ScopeId scope,
                   const std::string& raw = "raw") {
  StoredSave row;
  row.node = node;
  row.first = first;
  row.last = last;
  row.scope = scope;
  row.raw = raw;
  return row;
}

StoredSave placed(StoredSave row, Position position) {
  row.position = position;
  row.state = SaveState::applied;
  return row;
}

// ---- rows as text, so that a difference can be read ---------------------------------------------

std::string say(const ScopeId& id) {
  return id.to_string();
}
std::string say(Dot dot) {
  return dot.to_string();
}
std::string say(std::uint64_t n) {
  return std::to_string(n);
}
std::string say(const Record& record) {
  return record.id.to_string() + " t" + say(record.type) + " " + say(record.scope) + " " +
         sha256(encode_fields(record)).to_hex().substr(0, 12);
}
std::string say(const StoredRecord& row) {
  const bool same = row.view && say(*row.view) == say(row.base);
  return say(row.base) + (row.view && !same ? " view " + say(*row.view) : "");
}
std::string say(const ScopeRow& row) {
  return say(row.id) + " head " + say(row.head) + " epoch " + say(row.epoch) + " digest " +
         row.digest.to_hex() + " touched " + say(row.touched) +
         (row.provisional ? " provisional" : "") + " withdrawn " + say(row.withdrawn) +
         (row.released ? " released" : "");
}
std::string say(const StoredSave& row) {
  std::string text = say(row.dot()) + "-" + say(row.last) + " " + say(row.scope) + " raw " +
                     sha256(row.raw).to_hex().substr(0, 12) + " chain " + row.chain.to_hex() +
                     " at " + std::to_string(row.received_ms) + " " + to_string(row.state) +
                     (row.late ? " late" : "") + " because " + row.reason +
                     (row.waits ? " waits" : "") + (row.sealed ? " sealed" : "") + " for " + say(row.waits_for) + " position " +
                     say(row.position) + " inbox " + say(row.inbox_position) + " " +
                     to_string(row.inbox_state) + " of " + row.author.to_string();
  for (const Substitution& item : row.substitutions) {
    text += " [" + say(item.op) + " " + say(item.also_replaces) + "]";
  }
  return text;
}
std::string say(const UserRow& row) {
  return row.id.to_string() + " " + row.name + " " + row.role +
         (row.disabled ? " disabled " : " ") + row.caseload_digest.to_hex() + " " +
         say(row.scope_count);
}
std::string say(const NodeRow& row) {
  const SaveCounts& n = row.counts;
  return say(row.number) + " " + row.id.to_string() + " " + row.user.to_string() + " " + row.key +
         " " + say(row.counter) + " " + row.chain.to_hex() + " " + say(row.request_number) + " " +
         row.vector_hash.to_hex() + " " + say(row.acked) + " " + say(n.applied) + "/" +
         say(n.late) + "/" + say(n.parked) + "/" + say(n.accepted) + "/" + say(n.declined) + " " +
         std::to_string(row.enrolled_ms) + " " + std::to_string(row.last_seen_ms) + " " +
         std::to_string(row.clock_offset_ms) + (row.revoked ? " revoked " : " ") +
         row.revoked_reason + " " + say(row.announced) + (row.receipt_due ? " receipt due" : "") +
         (row.goes_on_as == kNoNode ? "" : " goes on as " + std::to_string(row.goes_on_as));
}
std::string say(const GrantRow& row) {
  return row.user.to_string() + " " + say(row.scope) + " " + say(row.epoch) +
         (row.withdrawn ? " withdrawn" : "");
}
std::string say(const HoldingRow& row) {
  return say(row.node) + " " + say(row.scope) + " confirmed " +
         (row.confirmed ? say(row.confirmed->epoch) + "/" + say(row.confirmed->position) : "none") +
         " " + say(row.delivered) + " " + say(row.released) + " " + say(row.released_at);
}
std::string say(const EnrolmentRow& row) {
  return row.code_hash + " " + row.user.to_string() + " " + std::to_string(row.expires_ms) +
         (row.used ? " used" : "");
}
std::string say(const MergeCandidate& row) {
  return say(row.node) + " " + row.record.to_string() + " " + say(row.field);
}
std::string say(const std::string& text) {
  return text;
}

template <class T>
std::string say(const std::optional<T>& value) {
  return value ? say(*value) : "nothing";
}
template <class T>
std::string say(const std::vector<T>& rows) {
  std::string text;
  for (const T& row : rows) text += say(row) + "\n";
  return text;
}

std::string in_any_order(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return say(lines);
}

std::string records_in(Store& store, const ScopeId& scope) {
  std::vector<std::string> lines;
  store.each_record(scope, [&](const StoredRecord& row) { lines.push_back(say(row)); });
  return in_any_order(lines);
}
std::string records_of_type(Store& store, TypeId type) {
  std::vector<std::string> lines;
  store.each_record_of_type(type, [&](const StoredRecord& row) { lines.push_back(say(row)); });
  return in_any_order(lines);
}
std::string saves_in(Store& store, const ScopeId& scope) {
  std::vector<std::string> lines;
  store.each_save_in(scope, [&](const StoredSave& row) { lines.push_back(say(row)); });
  return in_any_order(lines);
}

// Collects until `count_max` rows are taken.
struct Taker {
  std::size_t count_max = 1000;
  std::vector<StoredSave> rows;
  std::function<bool(const StoredSave&)> take() {
    return [this](const StoredSave& row) {
      rows.push_back(row);
      return rows.size() < count_max;
    };
  }
};
std::string saves_of(Store& store, NodeNumber node, std::uint64_t after, std::size_t max = 1000) {
  Taker taker{max, {}};
  store.each_save_of(node, after, taker.take());
  return say(taker.rows);
}
std::string placed_in(Store& store, const ScopeId& scope, Position after, std::size_t max = 1000) {
  Taker taker{max, {}};
  store.each_placed(scope, after, taker.take());
  return say(taker.rows);
}
std::string inbox_of(Store& store, const Uuid& user, Position after, std::size_t max = 1000) {
  Taker taker{max, {}};
  store.each_in_inbox(user, after, taker.take());
  return say(taker.rows);
}

// ---- the contract, sentence by sentence ---------------------------------------------------------

void facts_are_kept_by_name(OfficeStore& store) {
  CHECK_FALSE(store.fact("who"));
  store.put_fact("who", std::string_view("a\0b", 3));
  store.put_fact("other", "");
  CHECK(store.fact("who") == std::string("a\0b", 3));
  CHECK(store.fact("other") == "");
  store.put_fact("who", "c");
  CHECK(store.fact("who") == "c");
}

ScopeRow full_scope_row() {
  ScopeRow row;
  row.id = file(3, ScopeKind::protection);
  row.head = 7;
  row.epoch = 9;
  row.digest = hash_of("digest");
  row.touched = 12;
  row.provisional = true;
  row.withdrawn = 8;
  row.released = true;
  return row;
}

void facts_go_by_the_beginning_of_their_names(OfficeStore& store) {
  for (const char* name : {"record 1 shown", "record 1 \xc3\xbf", "record 1", "record 10 shown", "recor", "x"}) {
    store.put_fact(name, "here");
  }
  store.remove_facts("record 1 ");
  store.remove_facts("absent");
  store.put_fact("form 1", "of one window");
  store.put_fact("form 1-2", "of another");
  store.remove_fact("form 1");
  store.remove_fact("absent");
  CHECK(store.fact("form 1") == std::nullopt);
  CHECK(store.fact("form 1-2") == "of another");
  store.remove_fact("form 1-2");
  CHECK_FALSE(store.fact("record 1 shown"));
  CHECK_FALSE(store.fact("record 1 \xc3\xbf"));
  for (const char* name : {"record 1", "record 10 shown", "recor", "x"}) CHECK(store.fact(name));
}

void a_wipe_leaves_a_scrub_to_do(OfficeStore& store) {
  CHECK_FALSE(store.is_scrub_due());
  store.note_wiped();
  CHECK(store.is_scrub_due());
  store.note_wiped();
  CHECK(store.is_scrub_due());
}

void sealed_saves_are_kept_apart(OfficeStore& store) {
  CHECK(store.sealed_saves().empty());
  StoredSave kept = save_of(2, 1, 1, file(1));
  store.put_save(kept);
  StoredSave box = save_of(2, 2, 4, ScopeId{}, std::string("\xb1\0no save", 9));
  box.sealed = true;
  box.chain = hash_of("chain");
  store.put_save(box);
  StoredSave other = placed(save_of(3, 7, 9, file(1)), 5);
  store.put_save(other);
  other.position = 0;
  other.scope = ScopeId{};
  other.sealed = true;
  other.raw = "a box";
  store.put_save(other);
  CHECK(say(store.save_with({2, 3})) == say(box));
  CHECK(say(store.sealed_saves()) == say(std::vector{box, other}));
  std::size_t count = 0;
  store.each_save_in(file(1), [&](const StoredSave&) { ++count; });
  CHECK(count == 1);
  other.raw.clear();
  store.put_save(other);
  CHECK(store.save_with({3, 7})->raw.empty());
  box.sealed = false;  // its file came back
  box.scope = file(1);
  box.raw = "the save";
  store.put_save(box);
  CHECK(say(store.sealed_saves()) == say(std::vector{other}));
  store.remove_save(other.dot());
  CHECK(store.sealed_saves().empty());
}

void scopes_keep_every_column(OfficeStore& store) {
  const ScopeRow full = full_scope_row();
  CHECK_FALSE(store.scope(full.id));
  store.put_scope(full);
  CHECK(say(store.scope(full.id)) == say(full));
  ScopeRow plain;
  plain.id = full.id;
  store.put_scope(plain);
  CHECK(say(store.scope(full.id)) == say(plain));
  CHECK_FALSE(store.scope(file(3, ScopeKind::general)));
  store.remove_scope(full.id);
  store.remove_scope(full.id);
  CHECK_FALSE(store.scope(full.id));
}

void scopes_come_in_the_order_of_their_ids(OfficeStore& store) {
  std::vector<ScopeRow> rows;
  for (const int n : {5, 1, 9, 3}) {
    for (const ScopeKind kind : {ScopeKind::protection, ScopeKind::general, ScopeKind::inbox}) {
      ScopeRow row;
      row.id = file(n, kind);
      row.touched = static_cast<std::uint64_t>(n);
      store.put_scope(row);
      rows.push_back(row);
    }
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  CHECK(say(store.scopes()) == say(rows));
  std::erase_if(rows, [](const ScopeRow& row) { return row.touched <= 3; });
  CHECK(say(store.scopes_touched_after(3)) == say(rows));
  CHECK(store.scopes_touched_after(9).empty());
  CHECK(store.withdrawn_scopes().empty());
  ScopeRow leaving = rows.front();
  leaving.withdrawn = 7;
  store.put_scope(leaving);
  CHECK(say(store.withdrawn_scopes()) == say(std::vector{leaving}));
  leaving.released = true;
  store.put_scope(leaving);
  CHECK(store.withdrawn_scopes().empty());
}

void a_scope_that_is_only_named_is_not_there(OfficeStore& store) {
  store.put_record(stored(1, file(1), "x"), nullptr);
  store.put_save(save_of(2, 1, 1, file(2)));
  store.put_grant({uuid(50), file(3), 1, false});
  for (const int n : {1, 2, 3}) CHECK_FALSE(store.scope(file(n)));
  CHECK(store.scopes().empty());
  ScopeRow row;
  row.id = file(1);
  store.put_scope(row);
  store.remove_scope(file(1));
  CHECK_FALSE(store.scope(file(1)));
  CHECK(say(store.record(record_id(1))) == say(stored(1, file(1), "x")));
}

void records_keep_base_and_view(OfficeStore& store) {
  const RecordId id = record_id(1);
  CHECK_FALSE(store.record(id));
  StoredRecord only_view;
  only_view.base.id = id;
  only_view.base.scope = file(1);
  only_view.view = record_with(id, file(1), 30, 55, {2, 4}, std::string("pending"));
  store.put_record(only_view, nullptr);
  CHECK(say(store.record(id)) == say(only_view));
  CHECK_FALSE(store.record(id)->base.exists());

  StoredRecord both = only_view;
  both.base = record_with(id, file(1), 30, 55, {2, 1}, std::int64_t{7});
  store.put_record(both, &only_view);
  CHECK(say(store.record(id)) == say(both));

  StoredRecord only_base{both.base, std::nullopt};
  store.put_record(only_base, &both);
  CHECK(say(store.record(id)) == say(only_base));
  CHECK_FALSE(store.record(id)->view);

  StoredRecord emptied = only_base;  // shown without a field that the base has
  emptied.view = Record{};
  emptied.view->id = id;
  emptied.view->scope = file(1);
  emptied.view->type = 30;
  store.put_record(emptied, &only_base);
  CHECK(say(store.record(id)) == say(emptied));

  store.remove_record(id);
  store.remove_record(id);
  CHECK_FALSE(store.record(id));
}

void records_are_found_by_scope_and_by_shown_type(OfficeStore& store) {
  store.put_record(stored(1, file(1), "a"), nullptr);
  store.put_record(stored(2, file(1), "b"), nullptr);
  store.put_record(stored(3, file(1, ScopeKind::protection), "c"), nullptr);
  StoredRecord note = stored(4, file(2), "d");
  note.view = record_with(record_id(4), file(2), 32, 18, {2, 9}, std::string("shown"));
  store.put_record(note, nullptr);
  CHECK(records_in(store, file(1)) ==
        in_any_order({say(stored(1, file(1), "a")), say(stored(2, file(1), "b"))}));
  CHECK(records_in(store, file(9)).empty());
  CHECK(records_of_type(store, 32) == say(note) + "\n");
  CHECK(records_of_type(store, 30) ==
        in_any_order({say(stored(1, file(1), "a")), say(stored(2, file(1), "b")),
                      say(stored(3, file(1, ScopeKind::protection), "c"))}));
  CHECK(records_of_type(store, 4711).empty());
  // Known by a save that put it into another file than the log does.
  const StoredRecord before = stored(1, file(1), "a");
  const StoredRecord moved = stored(1, file(2), "a");
  store.put_record(moved, &before);
  CHECK(records_in(store, file(1)) == say(stored(2, file(1), "b")) + "\n");
  CHECK(records_in(store, file(2)) == in_any_order({say(moved), say(note)}));
}

void a_type_that_this_version_does_not_know_is_kept(OfficeStore& store) {
  StoredRecord row = stored(1, file(1), "x");
  row.base.type = 4711;
  store.put_record(row, nullptr);
  CHECK(say(store.record(record_id(1))) == say(row));
  CHECK(records_of_type(store, 4711) == say(row) + "\n");
  store.remove_record(record_id(1));
  CHECK(records_of_type(store, 4711).empty());
}

StoredSave full_save() {
  StoredSave row = save_of(7, 10, 14, file(2), std::string("\0\xff raw", 6));
  row.chain = hash_of("chain");
  row.received_ms = 1'700'000'000'123;
  row.state = SaveState::parked;
  row.late = true;
  row.reason = "waits for its case file";
  row.waits = true;
  row.waits_for = {9, 77};
  row.position = 3;
  row.inbox_position = 5;
  row.inbox_state = SaveState::declined;
  row.author = uuid(8);
  row.substitutions = {{0, {3, 4}}, {2, {5, 600}}};
  return row;
}

void saves_keep_every_column(OfficeStore& store) {
  const StoredSave full = full_save();
  store.put_save(full);
  CHECK(say(store.save_with(full.dot())) == say(full));
  const StoredSave plain = save_of(7, 10, 14, file(3));
  store.put_save(plain);  // replaces the row of the same dot
  CHECK(say(store.save_with(full.dot())) == say(plain));
  CHECK(placed_in(store, file(2), 0).empty());
  CHECK(inbox_of(store, full.author, 0).empty());
  CHECK(saves_in(store, file(2)).empty());
  CHECK(saves_in(store, file(3)) == say(plain) + "\n");
  CHECK(store.saves_in_state(SaveState::parked).empty());
}

void a_save_is_found_by_every_dot_in_it(OfficeStore& store) {
  store.put_save(save_of(7, 10, 14, file(1)));
  store.put_save(save_of(7, 20, 20, file(1)));
  store.put_save(save_of(8, 1, 40, file(1)));
  const auto found = [&](NodeNumber node, std::uint64_t counter) {
    const auto row = store.save_with({node, counter});
    return row ? say(row->dot()) : std::string();
  };
  CHECK(found(7, 9) == "");
  CHECK(found(7, 10) == "7.10");
  CHECK(found(7, 12) == "7.10");
  CHECK(found(7, 14) == "7.10");
  CHECK(found(7, 15) == "");
  CHECK(found(7, 20) == "7.20");
  CHECK(found(7, 21) == "");
  CHECK(found(8, 40) == "8.1");
  CHECK(found(6, 12) == "");
  CHECK(found(9, 1) == "");
  CHECK(found(7, UINT64_MAX) == "");
  store.remove_save({7, 10});
  store.remove_save({7, 10});
  store.remove_save({8, 2});  // not a first dot: nothing
  CHECK(found(7, 12) == "");
  CHECK(found(8, 2) == "8.1");
}

void saves_of_a_node_come_by_counter(OfficeStore& store) {
  std::vector<StoredSave> rows;
  for (const std::uint64_t first : {300u, 5u, 70'000u, 1u}) {
    rows.push_back(save_of(7, first, first + 2, file(1), "raw " + say(first)));
    store.put_save(rows.back());
  }
  store.put_save(save_of(6, 2, 2, file(1)));
  store.put_save(save_of(8, 2, 2, file(1)));
  CHECK(saves_of(store, 7, 0) == say(std::vector{rows[3], rows[1], rows[0], rows[2]}));
  CHECK(saves_of(store, 7, 5) == say(std::vector{rows[0], rows[2]}));
  CHECK(saves_of(store, 7, 0, 2) == say(std::vector{rows[3], rows[1]}));
  CHECK(saves_of(store, 9, 0).empty());
  CHECK(store.count_saves_after(7, 0) == 4);
  CHECK(store.count_saves_after(7, 5) == 2);
  CHECK(store.count_saves_after(7, 6) == 2);
  CHECK(store.count_saves_after(7, 70'000) == 0);
}

void the_log_of_a_scope_comes_in_order_and_stops(OfficeStore& store) {
  std::vector<StoredSave> log;
  for (const Position position : {3u, 1u, 2u}) {
    log.push_back(placed(save_of(7, 10 - position, 10 - position, file(1)), position));
    store.put_save(log.back());
  }
  store.put_save(save_of(7, 100, 100, file(1)));  // pending: not in the log
  store.put_save(placed(save_of(7, 101, 101, file(1, ScopeKind::behavioural)), 1));
  CHECK(placed_in(store, file(1), 0) == say(std::vector{log[1], log[2], log[0]}));
  CHECK(placed_in(store, file(1), 1) == say(std::vector{log[2], log[0]}));
  CHECK(placed_in(store, file(1), 0, 2) == say(std::vector{log[1], log[2]}));
  CHECK(placed_in(store, file(1), 3).empty());
  CHECK(placed_in(store, file(2), 0).empty());
  store.remove_save(log[2].dot());
  CHECK(placed_in(store, file(1), 0) == say(std::vector{log[1], log[0]}));
  log[1].position = 0;
  store.put_save(log[1]);
  CHECK(placed_in(store, file(1), 0) == say(std::vector{log[0]}));
}

void the_inbox_of_a_user_comes_by_position_then_dot(OfficeStore& store) {
  std::vector<StoredSave> rows;
  const std::pair<std::uint64_t, Position> entries[] = {{9, 4}, {2, 4}, {5, 1}, {7, 6}};
  for (const auto& [first, position] : entries) {
    StoredSave row = save_of(7, first, first, file(1));
    row.state = SaveState::parked;
    row.author = uuid(1);
    row.inbox_position = position;
    rows.push_back(row);
    store.put_save(row);
  }
  StoredSave other = save_of(8, 1, 1, file(1));
  other.author = uuid(2);
  other.inbox_position = 2;
  store.put_save(other);
  StoredSave nobody = save_of(8, 2, 2, file(1));
  nobody.inbox_position = 2;
  store.put_save(nobody);
  StoredSave not_in = save_of(8, 3, 3, file(1));
  not_in.author = uuid(1);
  store.put_save(not_in);
  CHECK(inbox_of(store, uuid(1), 0) == say(std::vector{rows[2], rows[1], rows[0], rows[3]}));
  CHECK(inbox_of(store, uuid(1), 1) == say(std::vector{rows[1], rows[0], rows[3]}));
  CHECK(inbox_of(store, uuid(1), 0, 2) == say(std::vector{rows[2], rows[1]}));
  CHECK(inbox_of(store, uuid(2), 0) == say(other) + "\n");
  CHECK(inbox_of(store, Uuid{}, 0) == say(nobody) + "\n");
  CHECK(inbox_of(store, uuid(1), 6).empty());
}

void saves_in_a_state_come_by_dot(OfficeStore& store) {
  std::map<SaveState, std::vector<StoredSave>> expected;
  for (const std::uint64_t n : {8u, 3u, 6u, 1u, 9u, 4u, 2u, 7u, 5u, 10u}) {
    StoredSave row = save_of(static_cast<NodeNumber>(20 - n), n, n, file(1));
    row.state = static_cast<SaveState>(n % 5);
    store.put_save(row);
    expected[row.state].push_back(row);
  }
  for (auto& [state, rows] : expected) {
    std::sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.dot() < b.dot(); });
    CHECK(say(store.saves_in_state(state)) == say(rows));
  }
}

void the_overlay_is_found_from_both_sides(OfficeStore& store) {
  store.add_overlay(record_id(1), {7, 300});
  store.add_overlay(record_id(1), {7, 5});
  store.add_overlay(record_id(1), {7, 5});
  store.add_overlay(record_id(1), {6, 999});
  store.add_overlay(record_id(2), {7, 5});
  CHECK(store.overlay(record_id(1)) == std::vector<Dot>{{6, 999}, {7, 5}, {7, 300}});
  CHECK(store.overlay(record_id(2)) == std::vector<Dot>{{7, 5}});
  CHECK(store.overlay(record_id(3)).empty());
  store.remove_overlay({7, 5});
  store.remove_overlay({7, 6});
  CHECK(store.overlay(record_id(1)) == std::vector<Dot>{{6, 999}, {7, 300}});
  CHECK(store.overlay(record_id(2)).empty());
}

void users_keep_every_column(OfficeStore& store) {
  const UserRow zoe{uuid(1), "Zoë", "supervisor", true, hash_of("z"), 12};
  const UserRow anna{uuid(2), "anna", "care_manager", false, {}, 0};
  const UserRow bert{uuid(3), "Bert", "administrator", false, hash_of("b"), 3};
  for (const UserRow& row : {zoe, anna, bert}) store.put_user(row);
  CHECK(say(store.users()) == say(std::vector{bert, zoe, anna}));  // by bytes
  CHECK(say(store.user(uuid(1))) == say(zoe));
  CHECK(say(store.user_named("anna")) == say(anna));
  CHECK_FALSE(store.user_named("Anna"));
  CHECK_FALSE(store.user(uuid(9)));
  UserRow renamed = anna;
  renamed.name = "Carl";
  store.put_user(renamed);
  CHECK_FALSE(store.user_named("anna"));
  CHECK(say(store.user_named("Carl")) == say(renamed));
}

void nodes_keep_every_column(OfficeStore& store) {
  NodeRow full;
  full.number = 9;
  full.id = uuid(1);
  full.user = uuid(2);
  full.key = std::string(32, 'k');
  full.counter = 1000;
  full.chain = hash_of("chain");
  full.request_number = 44;
  full.vector_hash = hash_of("vector");
  full.acked = 990;
  full.counts = {1, 2, 3, 4, 5};
  full.enrolled_ms = 1'700'000'000'000;
  full.last_seen_ms = 1'700'000'000'001;
  full.clock_offset_ms = -5;
  full.revoked = true;
  full.revoked_reason = "left on the bus";
  full.announced = 1007;
  full.receipt_due = true;
  full.goes_on_as = 12;
  NodeRow office;
  office.number = kOfficeNode;
  NodeRow second = full;
  second.number = 3;
  for (const NodeRow& row : {full, office, second}) store.put_node(row);
  CHECK(say(store.node(9)) == say(full));
  CHECK_FALSE(store.node(2));
  CHECK(say(store.nodes()) == say(std::vector{office, second, full}));
  CHECK(say(store.nodes_of(uuid(2))) == say(std::vector{second, full}));
  CHECK(store.nodes_of(uuid(7)).empty());
  full.user = uuid(7);
  full.counter = 1001;
  store.put_node(full);
  CHECK(say(store.nodes_of(uuid(2))) == say(std::vector{second}));
  CHECK(say(store.node(9)) == say(full));
}

void grants_are_found_from_both_sides(OfficeStore& store) {
  const GrantRow a{uuid(1), file(5), 3, false};
  const GrantRow b{uuid(1), file(2), 4, true};
  const GrantRow c{uuid(2), file(5), 5, false};
  const GrantRow d{uuid(1), file(2, ScopeKind::protection), 6, false};
  for (const GrantRow& row : {a, b, c, d}) store.put_grant(row);
  CHECK(say(store.grant(uuid(1), file(5))) == say(a));
  CHECK_FALSE(store.grant(uuid(2), file(2)));
  CHECK_FALSE(store.grant(uuid(2), file(9)));
  CHECK(say(store.grants_of(uuid(1))) == say(std::vector{b, d, a}));
  CHECK(say(store.grants_on(file(5))) == say(std::vector{a, c}));
  CHECK(store.grants_on(file(9)).empty());
  GrantRow again = b;
  again.epoch = 7;
  again.withdrawn = false;
  store.put_grant(again);
  CHECK(say(store.grant(uuid(1), file(2))) == say(again));
}

void a_grant_that_is_removed_is_gone_and_its_scope_stays(OfficeStore& store) {
  const GrantRow a{uuid(1), file(5), 3, true};
  const GrantRow b{uuid(2), file(5), 4, false};
  ScopeRow scope;
  scope.id = file(5);
  scope.head = 2;
  store.put_scope(scope);
  store.put_grant(a);
  store.put_grant(b);
  store.remove_grant(uuid(1), file(6));
  store.remove_grant(uuid(3), file(5));
  CHECK(say(store.grants_on(file(5))) == say(std::vector{a, b}));
  store.remove_grant(uuid(1), file(5));
  CHECK_FALSE(store.grant(uuid(1), file(5)));
  CHECK(store.grants_of(uuid(1)).empty());
  CHECK(say(store.grants_on(file(5))) == say(std::vector{b}));
  CHECK(store.scope(file(5))->head == 2);
  store.put_grant(a);
  CHECK(say(store.grant(uuid(1), file(5))) == say(a));
}

void a_holding_that_is_removed_is_gone_for_its_node_alone(OfficeStore& store) {
  const HoldingRow a{7, file(5), Cursor{3, 1}, 4, 2, 99};
  const HoldingRow b{8, file(5), std::nullopt, 4, 0, 0};
  store.put_holding(a);
  store.put_holding(b);
  store.remove_holding(7, file(6));
  store.remove_holding(9, file(5));
  CHECK(say(store.holding(7, file(5))) == say(a));
  store.remove_holding(7, file(5));
  CHECK_FALSE(store.holding(7, file(5)));
  CHECK(store.holdings_of(7).empty());
  CHECK(say(store.holding(8, file(5))) == say(b));
}

void enrolments_that_ended_are_removed(OfficeStore& store) {
  store.put_enrolment({"old", uuid(1), 100, false});
  store.put_enrolment({"used", uuid(1), 99, true});
  store.put_enrolment({"good", uuid(1), 101, false});
  CHECK(store.remove_enrolments_before(99) == 0);
  CHECK(store.remove_enrolments_before(101) == 2);
  CHECK_FALSE(store.enrolment("old"));
  CHECK_FALSE(store.enrolment("used"));
  CHECK(store.enrolment("good"));
  CHECK(store.remove_enrolments_before(101) == 0);
}

void holdings_keep_every_column(OfficeStore& store) {
  HoldingRow full{7, file(5), Cursor{3, 0}, 4, 2, 99};
  HoldingRow plain;
  plain.node = 7;
  plain.scope = file(2);
  store.put_holding(full);
  store.put_holding(plain);
  store.put_holding({8, file(5), std::nullopt, 1, 0, 0});
  CHECK(say(store.holding(7, file(5))) == say(full));
  CHECK_FALSE(store.holding(9, file(5)));
  CHECK_FALSE(store.holding(7, file(9)));
  CHECK(say(store.holdings_of(7)) == say(std::vector{plain, full}));
  full.confirmed.reset();
  store.put_holding(full);
  CHECK(say(store.holding(7, file(5))) == say(full));
}

void changed_scopes_come_in_order_of_their_ids(OfficeStore& store) {
  for (const int n : {5, 2, 8, 2}) store.mark_changed(7, file(n));
  store.mark_changed(7, file(2, ScopeKind::protection));
  store.mark_changed(8, file(1));
  std::vector<ScopeId> expected{file(5), file(2), file(8), file(2, ScopeKind::protection)};
  std::sort(expected.begin(), expected.end());
  CHECK(store.changed(7) == expected);
  store.unmark_changed(7, file(5));
  store.unmark_changed(7, file(77));
  std::erase(expected, file(5));
  CHECK(store.changed(7) == expected);
  CHECK(store.changed(9).empty());
}

void enrolments_and_merge_candidates_are_kept(OfficeStore& store) {
  EnrolmentRow code{"abc", uuid(1), 123, false};
  store.put_enrolment(code);
  CHECK(say(store.enrolment("abc")) == say(code));
  code.used = true;
  store.put_enrolment(code);
  CHECK(say(store.enrolment("abc")) == say(code));
  CHECK_FALSE(store.enrolment("ab"));

  const MergeCandidate a{7, record_id(2), 18};
  const MergeCandidate b{7, record_id(1), FieldId{1} << 41};
  const MergeCandidate c{8, record_id(1), 18};
  for (const MergeCandidate& row : {a, b, c, a}) store.add_merge_candidate(row);
  std::vector<MergeCandidate> expected{a, b};
  std::sort(expected.begin(), expected.end());
  CHECK(say(store.merge_candidates(7)) == say(expected));
  store.remove_merge_candidate(a);
  store.remove_merge_candidate(a);
  CHECK(say(store.merge_candidates(7)) == say(std::vector{b}));
  CHECK(store.merge_candidates(9).empty());
}

// A save that makes a record, and the record as applying it leaves it.
struct Made {
  StoredSave row;
  Record record;
};
Made make_record(int n, std::uint64_t first, const std::string& text) {
  Save save;
  save.scope = file(1);
  save.user = "anna";
  Op op;
  op.kind = OpKind::create;
  op.record = record_id(n);
  op.type = 32;
  save.ops.push_back(op);
  op = Op{};
  op.record = record_id(n);
  for (const FieldId field : {FieldId{18}, FieldId{17}, FieldId{1} << 41}) {
    op.field = field;
    op.value = text + say(field);
    save.ops.push_back(op);
  }
  Made made;
  made.row = save_of(7, first, first + save.ops.size() - 1, save.scope, encode_save(save));
  made.record.id = record_id(n);
  made.record.scope = save.scope;
  for (std::size_t i = 0; i < save.ops.size(); ++i) {
    apply_op(made.record, save.ops[i], made.row.dot_of(i), {}, Place::newest,
             [](Dot) { return true; });
  }
  return made;
}

// A store may keep a value once, in the save that brought it: that must not show.
void a_record_outlives_the_saves_that_made_it(OfficeStore& store) {
  const Made one = make_record(1, 10, "one ");
  const Made two = make_record(2, 20, "two ");
  for (const Made& made : {one, two}) {
    store.put_save(made.row);
    store.put_record({made.record, std::nullopt}, nullptr);
  }
  StoredRecord edited{one.record, one.record};
  edited.view->field_or_insert(17).siblings.push_back({{8, 1}, true, true, std::nullopt});
  edited.view->field_or_insert(18).orphans.push_back({9, 9});
  const StoredRecord before{one.record, std::nullopt};
  store.put_record(edited, &before);
  CHECK(say(store.record(record_id(1))) == say(edited));
  store.remove_save(one.row.dot());
  CHECK(say(store.record(record_id(1))) == say(edited));

  StoredSave other_state = placed(two.row, 4);
  store.put_save(other_state);
  CHECK(say(store.record(record_id(2))) == say(StoredRecord{two.record, std::nullopt}));
  other_state.raw = "other bytes under the same dot";
  store.put_save(other_state);
  CHECK(say(store.record(record_id(2))) == say(StoredRecord{two.record, std::nullopt}));
  CHECK(say(store.save_with({7, 21})) == say(other_state));
  CHECK(records_in(store, file(1)) ==
        in_any_order({say(edited), say(StoredRecord{two.record, std::nullopt})}));
}

void a_save_of_any_bytes_comes_back(OfficeStore& store) {
  std::uint64_t counter = 0;
  std::string long_one;
  for (unsigned i = 0; i < 60'000; ++i) long_one.push_back(static_cast<char>(i * i / 7));
  const std::string texts[] = {"",      std::string(1, '\0'),     std::string("\1\2", 2),
                               "plain", std::string(70'000, 'x'), long_one};
  for (const std::string& raw : texts) {
    ++counter;
    store.put_save(save_of(7, counter, counter, file(1), raw));
    CHECK(store.save_with({7, counter})->raw == raw);
  }
}

void callbacks_may_read(OfficeStore& store) {
  for (int n = 1; n <= 3; ++n) {
    store.put_record(stored(n, file(1), "x"), nullptr);
    store.put_save(
        placed(save_of(7, static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(n), file(1)),
               static_cast<Position>(n)));
  }
  int inner = 0;
  store.each_record(file(1), [&](const StoredRecord& outer) {
    store.each_record(file(1), [&](const StoredRecord&) { ++inner; });
    CHECK(store.record(outer.base.id));
  });
  CHECK(inner == 9);
  inner = 0;
  store.each_placed(file(1), 0, [&](const StoredSave& outer) {
    CHECK(say(store.save_with(outer.dot())) == say(outer));
    store.each_placed(file(1), outer.position, [&](const StoredSave&) { return ++inner > 0; });
    return true;
  });
  CHECK(inner == 3);
  // A callback that throws leaves the store usable.
  const auto fail = [](const StoredSave&) -> bool { throw std::runtime_error("enough"); };
  CHECK_THROWS_AS(store.each_placed(file(1), 0, fail), std::runtime_error);
  CHECK(store.count_saves_after(7, 0) == 3);
}

// ---- transactions -------------------------------------------------------------------------------

// Every kind of row, once; `turn` changes the contents.
void put_one_of_each(OfficeStore& store, int turn) {
  const auto number = static_cast<std::uint64_t>(turn);
  store.put_fact("fact", say(number));
  ScopeRow scope = full_scope_row();
  scope.head = number;
  store.put_scope(scope);
  const auto before = store.record(record_id(1));
  StoredRecord record = stored(1, file(1), "turn " + say(number));
  if (turn % 2 == 0) record.view = record_with(record_id(1), file(1), 30, 55, {2, 2}, true);
  store.put_record(record, before ? &*before : nullptr);
  StoredSave save = full_save();
  save.position = number;
  store.put_save(save);
  store.add_overlay(record_id(turn), {7, number});
  store.put_user({uuid(1), "user " + say(number), "supervisor", false, {}, number});
  NodeRow node;
  node.number = 7;
  node.counter = number;
  store.put_node(node);
  store.put_grant({uuid(1), file(1), number, turn % 2 == 0});
  store.put_holding({7, file(1), Cursor{number, number}, 0, 0, 0});
  store.mark_changed(7, file(turn));
  store.put_enrolment({"code", uuid(1), turn, false});
  store.add_merge_candidate({7, record_id(turn), 18});
}

void remove_one_of_each(OfficeStore& store, int turn) {
  store.remove_scope(full_scope_row().id);
  store.remove_record(record_id(1));
  store.remove_save(full_save().dot());
  store.remove_overlay({7, static_cast<std::uint64_t>(turn)});
  store.unmark_changed(7, file(turn));
  store.remove_merge_candidate({7, record_id(turn), 18});
}

std::string everything(OfficeStore& store, int ids) {
  std::string all =
      say(store.fact("fact")) + say(store.scopes()) + say(store.scopes_touched_after(4));
  for (int n = 0; n < ids; ++n) {
    const auto node = static_cast<NodeNumber>(n);
    for (const ScopeKind kind : {ScopeKind::general, ScopeKind::protection}) {
      const ScopeId scope = file(n, kind);
      all += say(store.scope(scope)) + records_in(store, scope) + saves_in(store, scope) +
             placed_in(store, scope, 0) + placed_in(store, scope, 2, 2) +
             say(store.grants_on(scope)) + say(store.holding(7, scope)) +
             say(store.grant(uuid(1), scope));
    }
    all += say(store.record(record_id(n))) + say(store.overlay(record_id(n))) +
           saves_of(store, node, 0) + saves_of(store, node, 5, 2) +
           say(store.count_saves_after(node, 4)) + inbox_of(store, uuid(n), 0) +
           inbox_of(store, uuid(n), 2, 2) + say(store.user(uuid(n))) + say(store.node(node)) +
           say(store.nodes_of(uuid(n))) + say(store.grants_of(uuid(n))) +
           say(store.holdings_of(node)) + say(store.changed(node)) +
           say(store.merge_candidates(node));
    for (std::uint64_t counter = 0; counter < 20; ++counter) {
      all += say(store.save_with({node, counter}));
    }
  }
  for (const TypeId type : {30u, 32u}) all += records_of_type(store, type);
  for (int state = 0; state < 5; ++state) {
    all += say(store.saves_in_state(static_cast<SaveState>(state)));
  }
  return all + say(store.users()) + say(store.nodes()) + say(store.enrolment("code"));
}

void a_rollback_undoes_everything(OfficeStore& store) {
  constexpr int kIds = 12;
  const std::string empty = everything(store, kIds);
  {
    Transaction transaction(store);
    put_one_of_each(store, 3);
  }
  CHECK(everything(store, kIds) == empty);
  {
    Transaction transaction(store);
    put_one_of_each(store, 4);
    transaction.commit();
  }
  const std::string full = everything(store, kIds);
  CHECK(full != empty);
  {
    Transaction transaction(store);
    put_one_of_each(store, 5);
    remove_one_of_each(store, 5);
    remove_one_of_each(store, 4);
    CHECK(everything(store, kIds) != full);
  }
  CHECK(everything(store, kIds) == full);
}

void an_exception_rolls_back(OfficeStore& store) {
  const std::string empty = everything(store, 6);
  const auto work = [&] {
    Transaction transaction(store);
    put_one_of_each(store, 2);
    store.each_record(file(1), [](const StoredRecord&) { throw std::runtime_error("enough"); });
    transaction.commit();
  };
  CHECK_THROWS_AS(work(), std::runtime_error);
  CHECK(everything(store, 6) == empty);
  Transaction transaction(store);  // the next one is not disturbed
  put_one_of_each(store, 2);
  transaction.commit();
  CHECK(everything(store, 6) != empty);
}

constexpr ContractCase kCases[] = {
    {"facts are kept by name", facts_are_kept_by_name},
    {"facts go by the beginning of their names", facts_go_by_the_beginning_of_their_names},
    {"a wipe leaves a scrub to-do", a_wipe_leaves_a_scrub_to_do},
    {"sealed saves are kept apart", sealed_saves_are_kept_apart},
    {"scopes keep every column", scopes_keep_every_column},
    {"scopes come in the order of their ids", scopes_come_in_the_order_of_their_ids},
    {"a scope that is only named is not there", a_scope_that_is_only_named_is_not_there},
    {"records keep base and view", records_keep_base_and_view},
    {"records are found by scope and by shown type", records_are_found_by_scope_and_by_shown_type},
    {"a type that this version does not know is kept",
     a_type_that_this_version_does_not_know_is_kept},
    {"saves keep every column", saves_keep_every_column},
    {"a save is found by every dot in it", a_save_is_found_by_every_dot_in_it},
    {"saves of a node come by counter", saves_of_a_node_come_by_counter},
    {"the log of a scope comes in order and stops", the_log_of_a_scope_comes_in_order_and_stops},
    {"the inbox of a user comes by position, then dot",
     the_inbox_of_a_user_comes_by_position_then_dot},
    {"saves in a state come by dot", saves_in_a_state_come_by_dot},
    {"the overlay is found from both sides", the_overlay_is_found_from_both_sides},
    {"users keep every column", users_keep_every_column},
    {"nodes keep every column", nodes_keep_every_column},
    {"grants are found from both sides", grants_are_found_from_both_sides},
    {"a grant that is removed is gone, and its scope stays", a_grant_that_is_removed_is_gone_and_its_scope_stays},
    {"holdings keep every column", holdings_keep_every_column},
    {"a holding that is removed is gone for its node alone", a_holding_that_is_removed_is_gone_for_its_node_alone},
    {"enrolments that ended are removed", enrolments_that_ended_are_removed},
    {"changed scopes come in order of their ids", changed_scopes_come_in_order_of_their_ids},
    {"enrolments and merge candidates are kept", enrolments_and_merge_candidates_are_kept},
    {"a record outlives the saves that made it", a_record_outlives_the_saves_that_made_it},
    {"a save of any bytes comes back", a_save_of_any_bytes_comes_back},
    {"callbacks may read", callbacks_may_read},
    {"a rollback undoes everything", a_rollback_undoes_everything},
    {"an exception rolls back", an_exception_rolls_back},
};

// ---- the same random calls on two stores --------------------------------------------------------

// xorshift64*: the same numbers on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return (state_ * 0x2545f4914f6cdd1d >> 11) % bound;
  }
  int id() { return static_cast<int>(below(kIds)); }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

  static constexpr int kIds = 8;

 private:
  std::uint64_t state_;
};

class RandomCalls {
 public:
  RandomCalls(OfficeStore& one, OfficeStore& other, std::uint64_t seed)
      : one_(one), other_(other), dice_(seed) {}

  void transaction() {
    one_.begin();
    other_.begin();
    for (auto calls = dice_.below(20); calls > 0; --calls) call();
    if (dice_.chance(4)) {
      one_.rollback();
      other_.rollback();
    } else {
      one_.commit();
      other_.commit();
    }
  }

 private:
  template <class Change>
  void both(Change change) {
    change(one_);
    change(other_);
  }

  ScopeId scope() {
    return file(dice_.id(), dice_.chance(2) ? ScopeKind::general : ScopeKind::protection);
  }
  Hash256 hash() { return dice_.chance(3) ? Hash256{} : hash_of(say(dice_.below(1000))); }

  void call() {
    switch (dice_.below(16)) {
      case 0:
        return both([text = say(dice_.below(9))](auto& s) { s.put_fact("fact", text); });
      case 1:
        return put_scope();
      case 2:
        return both([id = scope()](auto& s) { s.remove_scope(id); });
      case 3:
      case 4:
        return put_record();
      case 5:
        return both([id = record_id(dice_.id())](auto& s) { s.remove_record(id); });
      case 6:
      case 7:
        return put_save();
      case 8:
        return both([dot = some_dot()](auto& s) { s.remove_save(dot); });
      case 9:
        return change_overlay();
      case 10:
        return put_user();
      case 11:
        return put_node();
      case 12:
        return put_grant();
      case 13:
        return put_holding();
      case 14:
        return change_marks();
      default:
        return put_enrolment();
    }
  }

  Dot some_dot() { return {static_cast<NodeNumber>(dice_.id()), 1 + 3 * dice_.below(5)}; }

  void put_scope() {
    ScopeRow row;
    row.id = scope();
    row.head = dice_.below(3);
    row.epoch = dice_.below(3);
    row.digest = hash();
    row.touched = dice_.below(9);
    row.provisional = dice_.chance(2);
    row.withdrawn = dice_.below(2);
    row.released = dice_.chance(2);
    both([&](auto& s) { s.put_scope(row); });
  }

  // A record keeps its scope.
  void put_record() {
    const int n = dice_.id();
    const auto make = [&](TypeId type) {
      return record_with(record_id(n), file(n), type, 16 + dice_.below(3), {2, dice_.below(40)},
                         std::string("text ") + say(dice_.below(4)));
    };
    StoredRecord row{make(dice_.chance(4) ? 0 : 30), std::nullopt};
    if (dice_.chance(2)) row.view = make(dice_.chance(3) ? 32 : 30);
    both([&](auto& s) {
      const auto before = s.record(record_id(n));
      s.put_record(row, before ? &*before : nullptr);
    });
  }

  // Three counters a save, so that saves of a node never overlap; a free position.
  void put_save() {
    const Dot dot = some_dot();
    StoredSave row = save_of(dot.node, dot.counter, dot.counter + dice_.below(3), scope(),
                             "raw " + say(dice_.below(1000)));
    row.chain = hash();
    row.received_ms = static_cast<std::int64_t>(dice_.below(2) * 1'700'000'000'000);
    row.state = static_cast<SaveState>(dice_.below(5));
    row.late = dice_.chance(2);
    if (dice_.chance(2)) row.reason = "reason " + say(dice_.below(3));
    row.waits = dice_.chance(2);
    if (dice_.chance(3)) row.waits_for = some_dot();
    if (dice_.chance(2)) row.position = free_position(row.scope);
    if (dice_.chance(2)) {
      row.inbox_position = dice_.below(4);
      row.inbox_state = static_cast<SaveState>(dice_.below(5));
      row.author = dice_.chance(4) ? Uuid{} : uuid(dice_.id());
    }
    if (dice_.chance(4)) row.substitutions = {{0, some_dot()}};
    both([&](auto& s) { s.put_save(row); });
  }

  Position free_position(const ScopeId& id) {
    std::set<Position> taken;
    one_.each_placed(id, 0, [&](const StoredSave& row) {
      taken.insert(row.position);
      return true;
    });
    Position position = 1 + dice_.below(5);
    while (taken.count(position) != 0) ++position;
    return position;
  }

  void change_overlay() {
    const Dot dot = some_dot();
    if (dice_.chance(3)) return both([&](auto& s) { s.remove_overlay(dot); });
    both([&, id = record_id(dice_.id())](auto& s) { s.add_overlay(id, dot); });
  }

  void put_user() {
    const int n = dice_.id();
    const UserRow row{uuid(n),      "user " + say(static_cast<std::uint64_t>(n)),
                      "supervisor", dice_.chance(2),
                      hash(),       dice_.below(5)};
    both([&](auto& s) { s.put_user(row); });
  }

  void put_node() {
    NodeRow row;
    row.number = static_cast<NodeNumber>(dice_.id());
    row.id = uuid(dice_.id());
    row.user = uuid(dice_.id());
    if (dice_.chance(2)) row.key = std::string(32, 'k');
    row.counter = dice_.below(100);
    row.chain = hash();
    row.vector_hash = hash();
    row.acked = dice_.below(100);
    row.counts.parked = dice_.below(3);
    row.clock_offset_ms = -static_cast<std::int64_t>(dice_.below(100));
    both([&](auto& s) { s.put_node(row); });
  }

  void put_grant() {
    if (dice_.chance(5)) {
      return both([user = uuid(dice_.id()), id = scope()](auto& s) { s.remove_grant(user, id); });
    }
    const GrantRow row{uuid(dice_.id()), scope(), dice_.below(9), dice_.chance(2)};
    both([&](auto& s) { s.put_grant(row); });
  }

  void put_holding() {
    if (dice_.chance(5)) {
      const auto node = 7 - static_cast<NodeNumber>(dice_.below(2));
      return both([node, id = scope()](auto& s) { s.remove_holding(node, id); });
    }
    HoldingRow row;
    row.node = 7 - static_cast<NodeNumber>(dice_.below(2));
    row.scope = scope();
    if (dice_.chance(2)) row.confirmed = Cursor{dice_.below(3), dice_.below(3)};
    row.delivered = dice_.below(3);
    row.released = dice_.below(3);
    row.released_at = dice_.below(3);
    both([&](auto& s) { s.put_holding(row); });
  }

  void change_marks() {
    const auto node = static_cast<NodeNumber>(dice_.id());
    const MergeCandidate candidate{node, record_id(dice_.id()), dice_.below(3)};
    const bool add = dice_.chance(2);
    both([&, id = scope()](auto& s) {
      if (add) {
        s.mark_changed(node, id);
        s.add_merge_candidate(candidate);
      } else {
        s.unmark_changed(node, id);
        s.remove_merge_candidate(candidate);
      }
    });
  }

  void put_enrolment() {
    const EnrolmentRow row{"code", uuid(dice_.id()), static_cast<std::int64_t>(dice_.below(9)),
                           dice_.chance(2)};
    both([&](auto& s) { s.put_enrolment(row); });
  }

  OfficeStore& one_;
  OfficeStore& other_;
  Dice dice_;
};

}  // namespace

std::span<const ContractCase> store_contract() {
  return kCases;
}

void check_same_answers(OfficeStore& one, OfficeStore& other, std::uint64_t seed,
                        int transactions) {
  RandomCalls calls(one, other, seed);
  for (int i = 0; i < transactions; ++i) {
    calls.transaction();
    INFO("seed ", seed, ", after transaction ", i);
    REQUIRE(everything(one, Dice::kIds) == everything(other, Dice::kIds));
  }
}

}  // namespace satchel::testkit
