#include "node/office/status_commands.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "node/office/grant_plan.h"
#include "node/office/open_office.h"
#include "node/office/recovery_report.h"
#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/record_json.h"

namespace satchel {

namespace {

namespace fs = std::filesystem;

// A laptop that was not heard of for longer is worth a call.
constexpr std::int64_t kSilentMs = 24LL * 3600 * 1000;

struct DigestWords {
  std::optional<NodeNumber> node;
};

// ---- status -------------------------------------------------------------------------------------

std::uint64_t client_count(OfficeStore& store) {
  std::uint64_t count = 0;
  store.each_record_of_type(core_type(kTypeClient)->id,
                            [&](const StoredRecord& row) { count += is_void(row.base) ? 0 : 1; });
  return count;
}

// With what is still in the write-ahead log.
std::uint64_t database_bytes(const std::string& folder) {
  std::uint64_t sum = 0;
  for (const char* end : {"", "-wal"}) {
    std::error_code missing;
    const auto size = fs::file_size(fs::path(folder) / (std::string(kOfficeFile) + end), missing);
    if (!missing) sum += size;
  }
  return sum;
}

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

// Whole days since the office heard of it last; nothing when it never did.
json::value days_since(std::int64_t last_seen_ms, std::int64_t now_ms) {
  if (last_seen_ms == 0) return nullptr;
  return json::value(std::max<std::int64_t>(0, now_ms - last_seen_ms) / kDayMs);
}

struct People {
  std::uint64_t users = 0;    // not disabled
  std::uint64_t laptops = 0;  // of anybody
  json::array silent;         // laptops, the longest silence first
  json::array without_laptop;
};

People count_people(OfficeStore& store, std::int64_t now_ms) {
  People people;
  std::map<Uuid, UserRow> users;
  for (UserRow& user : store.users()) {
    people.users += user.disabled ? 0 : 1;
    if (!user.disabled && store.nodes_of(user.id).empty()) {
      people.without_laptop.emplace_back(user.name);
    }
    users.emplace(user.id, std::move(user));
  }
  std::vector<NodeRow> nodes = store.nodes();
  std::stable_sort(nodes.begin(), nodes.end(), [](const NodeRow& a, const NodeRow& b) {
    return a.last_seen_ms < b.last_seen_ms;
  });
  for (const NodeRow& node : nodes) {
    if (!is_laptop(node)) continue;
    ++people.laptops;
    const UserRow& user = users[node.user];
    if (user.disabled || now_ms - node.last_seen_ms <= kSilentMs) continue;
    people.silent.push_back(json::object{{"node", node.number},
                                         {"user", user.name},
                                         {"enrolled_at", instant_text(node.enrolled_ms)},
                                         {"days", days_since(node.last_seen_ms, now_ms)},
                                         {"expired", node.expired},
                                         {"unsent", node.announced > node.counter ? node.announced - node.counter : 0},
                                         {"last_seen_at", instant_or_null(node.last_seen_ms)}});
  }
  return people;
}

// Files that were withdrawn and that a laptop has not given back yet. When they were withdrawn is not kept; how long
// the laptop has been silent is what a person can act on.
json::array pending_hand_overs(OfficeStore& store, std::int64_t now_ms) {
  json::array list;
  for (const UserRow& user : store.users()) {
    std::vector<ScopeId> withdrawn;
    for (const GrantRow& grant : store.grants_of(user.id)) {
      if (grant.withdrawn) withdrawn.push_back(grant.scope);
    }
    if (withdrawn.empty()) continue;
    for (const NodeRow& node : store.nodes_of(user.id)) {
      if (!is_laptop(node)) continue;
      std::set<Uuid> clients;
      for (const ScopeId& scope : withdrawn) {
        if (is_on_laptop(store.holding(node.number, scope))) clients.insert(scope.subject);
      }
      if (clients.empty()) continue;
      list.push_back(json::object{{"node", node.number},
                                  {"user", user.name},
                                  {"clients", clients.size()},
                                  {"revoked", node.revoked},
                                  {"last_seen_at", instant_or_null(node.last_seen_ms)},
                                  {"days", days_since(node.last_seen_ms, now_ms)}});
    }
  }
  return list;
}

std::string days_words(const json::object& laptop) {
  const json::value& days = laptop.at("days");
  if (days.is_null()) return "never synced";
  const auto count = days.to_number<std::uint64_t>();
  return count == 0 ? "last seen today" : "last seen " + counted(count, "day") + " ago";
}

std::string hand_over_words(const json::object& laptop) {
  return "\n  " + std::string(laptop.at("user").get_string()) + " (laptop " +
         std::to_string(laptop.at("node").to_number<NodeNumber>()) + ", " + days_words(laptop) +
         (laptop.at("revoked").get_bool() ? ", shut out" : "") + ") has not given back files of " +
         counted(laptop.at("clients").to_number<std::uint64_t>(), "client");
}

std::string silent_words(const json::object& laptop) {
  const auto& seen = laptop.at("last_seen_at");
  return "\n  " + std::string(laptop.at("user").get_string()) + " (laptop " +
         std::to_string(laptop.at("node").to_number<NodeNumber>()) + ") " +
         (seen.is_null() ? "never synced" : "not synced since " + std::string(seen.get_string())) +
         (laptop.at("days").is_null() ? "" : ", " + days_words(laptop)) +
         (laptop.at("expired").get_bool() ? ", expired" : "") +
         (laptop.at("unsent").to_number<std::uint64_t>() == 0
              ? ""
              : ", " + counted(laptop.at("unsent").to_number<std::uint64_t>(), "change") + " announced and not sent");
}

std::string status_words(const json::object& status, const RecoveryState& recovery) {
  const auto number = [&](const char* key) { return status.at(key).to_number<std::uint64_t>(); };
  std::string text;
  if (recovery.office.recovering) text = recovery_summary(recovery) + "\nall of it: satchel-office recovery\n";
  if (!status.at("went_back_at").is_null()) {
    text += "THIS DATABASE IS AN OLDER COPY: a laptop met a later state of it (noticed " +
            std::string(status.at("went_back_at").get_string()) + "). Stop `serve`, then either restore the latest backup "
            "or say: satchel-office recovery begin\n";
  }
  text += "the office " + std::string(status.at("name").get_string()) + ": " +
                     counted(number("clients"), "client") + ", " +
                     counted(number("users"), "user") + ", " +
                     counted(number("laptops"), "laptop") + ", database of " +
                     std::to_string(number("database_bytes") / 1024) + " KB";
  for (const json::value& laptop : status.at("not_synced").get_array()) {
    text += silent_words(laptop.get_object());
  }
  for (const json::value& laptop : status.at("hand_overs").get_array()) {
    text += hand_over_words(laptop.get_object());
  }
  if (number("parked") > 0) {
    text += "\n" + counted(number("parked"), "save") + " parked, the oldest since " +
            std::string(status.at("parked_oldest_at").get_string()) +
            ": satchel-office parked list";
  }
  if (number("conflicts") > 0) {
    text += "\n" + counted(number("conflicts"), "conflict") + ": satchel-office conflicts";
  }
  return text;
}

Result<ExitCode> run_status(OfficeWorkspace& workspace, const Output& out) {
  SqliteStore& store = workspace.store();
  const OfficeIdentity who = *workspace.office().identity();
  RecoveryState recovery;
  if (who.recovering) recovery = recovery_state(workspace);
  const People people = count_people(store, wall_clock_ms());
  const auto parked = workspace.office().parked();
  std::int64_t oldest_ms = 0;
  for (const ParkedSave& save : parked) {
    if (oldest_ms == 0 || save.row.received_ms < oldest_ms) oldest_ms = save.row.received_ms;
  }
  const json::object status{{"office_id", who.id.to_string()},
                            {"name", who.name},
                            {"epoch", who.epoch},
                            {"clients", client_count(store)},
                            {"users", people.users},
                            {"laptops", people.laptops},
                            {"not_synced", people.silent},
                            {"without_laptop", people.without_laptop},
                            {"hand_overs", pending_hand_overs(store, wall_clock_ms())},
                            {"parked", parked.size()},
                            {"parked_oldest_at", instant_or_null(oldest_ms)},
                            {"conflicts", count_conflicts(workspace)},
                            {"recovering", who.recovering},
                            {"went_back_at", instant_or_null(workspace.office().went_back_ms())},
                            {"restored_at", instant_or_null(who.restored_ms)},
                            {"database_bytes", database_bytes(workspace.folder())}};
  out.result(status, status_words(status, recovery));
  return kDone;
}

// ---- digest -------------------------------------------------------------------------------------

Result<ExitCode> say_digests(const Output& out, const Hash256& caseload,
                             const std::vector<ScopeRow>& rows) {
  json::object scopes;
  std::string words;
  for (const ScopeRow& row : rows) {
    scopes[row.id.to_string()] = row.digest.to_hex();
    words += row.digest.to_hex() + "  " + row.id.to_string() + "\n";
  }
  out.result(json::object{{"caseload", caseload.to_hex()}, {"scopes", scopes}},
             words + caseload.to_hex() + "  all together");
  return kDone;
}

// Of everything; no grant is behind it, so every scope counts with epoch 0.
Result<ExitCode> digest_of_all(OfficeWorkspace& workspace, const Output& out) {
  const auto rows = workspace.store().scopes();
  Hash256 sum;
  for (const ScopeRow& row : rows) sum += caseload_leaf(row.id, 0, row.digest);
  return say_digests(out, sum, rows);
}

// What that laptop prints for `satchel digest` when it has everything.
Result<ExitCode> digest_for_node(OfficeWorkspace& workspace, const Output& out, NodeNumber number) {
  SqliteStore& store = workspace.store();
  const auto node = store.node(number);
  const auto user = node ? store.user(node->user) : std::nullopt;
  if (!user) {
    return Error{ErrorKind::not_found, "there is no laptop " + std::to_string(number),
                 "see `node list`"};
  }
  std::vector<ScopeRow> rows;
  for (const GrantRow& grant : store.grants_of(user->id)) {
    if (grant.withdrawn) continue;
    if (auto row = store.scope(grant.scope)) rows.push_back(*row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const ScopeRow& a, const ScopeRow& b) { return a.id < b.id; });
  return say_digests(out, user->caseload_digest, rows);
}

}  // namespace

void add_status_commands(CLI::App& app, CommonOptions& options) {
  add_office_command(app, options, "status", "How the office is", run_status);
  const auto words = std::make_shared<DigestWords>();
  auto* digest = add_office_command(app, options, "digest", "The digests of what is here",
                                    [words](OfficeWorkspace& workspace, const Output& out) {
                                      return words->node
                                                 ? digest_for_node(workspace, out, *words->node)
                                                 : digest_of_all(workspace, out);
                                    });
  digest->add_option("--node", words->node, "Only what this laptop should have");
}

}  // namespace satchel
