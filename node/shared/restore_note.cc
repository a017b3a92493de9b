#include "node/shared/restore_note.h"

#include <algorithm>

#include "node/shared/json.h"

namespace satchel {

namespace {

constexpr std::string_view kFact = "restores";
constexpr std::size_t kNotesKept = 50;
constexpr std::uint64_t kOwnSavesLookedAt = 1000;  // the office's last ones, to see when it last did something

std::int64_t known_until(OfficeStore& store, const std::vector<NodeRow>& nodes) {
  std::int64_t latest_ms = 0;
  for (const NodeRow& node : nodes) {
    latest_ms = std::max({latest_ms, node.last_seen_ms, node.enrolled_ms});
    if (node.number != kOfficeNode) continue;
    const std::uint64_t after = node.counter > kOwnSavesLookedAt ? node.counter - kOwnSavesLookedAt : 0;
    store.each_save_of(kOfficeNode, after, [&](const StoredSave& row) {
      latest_ms = std::max(latest_ms, row.received_ms);
      return true;
    });
  }
  return latest_ms;
}

json::value to_json(const RestoreNote& note) {
  json::array counters;
  for (const auto& [node, counter] : note.counters) counters.push_back(json::array{node, counter});
  return json::object{{"at_ms", note.at_ms},
                      {"known_until_ms", note.known_until_ms},
                      {"counters", counters},
                      {"last_node", note.last_node}};
}

RestoreNote note_from(const json::object& object) {
  RestoreNote note;
  note.at_ms = object.at("at_ms").to_number<std::int64_t>();
  note.known_until_ms = object.at("known_until_ms").to_number<std::int64_t>();
  note.last_node = object.at("last_node").to_number<NodeNumber>();
  for (const json::value& pair : object.at("counters").as_array()) {
    note.counters[pair.as_array().at(0).to_number<NodeNumber>()] = pair.as_array().at(1).to_number<std::uint64_t>();
  }
  return note;
}

}  // namespace

void begin_new_epoch(Office& office, const Office::Restart& restart) {
  OfficeStore& store = office.store();
  auto notes = restore_notes(store);
  for (RestoreNote& former : notes) former.counters.clear();
  if (notes.size() >= kNotesKept) notes.erase(notes.begin());
  const auto nodes = store.nodes();
  RestoreNote note;
  note.at_ms = restart.now_ms;
  note.known_until_ms = known_until(store, nodes);
  for (const NodeRow& node : nodes) {
    if (node.number != kOfficeNode) note.counters[node.number] = node.counter;
  }
  office.begin_new_epoch(restart);
  note.last_node = office.identity()->last_node;
  notes.push_back(std::move(note));
  json::array list;
  for (const RestoreNote& each : notes) list.push_back(to_json(each));
  store.put_fact(kFact, write_json(list));
}

std::vector<RestoreNote> restore_notes(Store& store) {
  const auto text = store.fact(kFact);
  if (!text) return {};
  const auto value = parse_json(*text);
  if (!value) return {};
  try {
    std::vector<RestoreNote> notes;
    for (const json::value& item : value->as_array()) notes.push_back(note_from(item.as_object()));
    return notes;
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace satchel
