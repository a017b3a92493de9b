// SqliteStore: check, backup and restore.
#include "storage/sqlite_store.h"

#include <filesystem>
#include <map>

#include "sync/laptop.h"

namespace satchel {

namespace {

void check_pages(Database& database, CheckReport& report) {
  auto rows = database.prepare("PRAGMA quick_check");
  while (rows.step()) {
    if (rows.text(0) != "ok") report.problems.push_back("pages: " + std::string(rows.text(0)));
  }
  auto broken = database.prepare("PRAGMA foreign_key_check");
  while (broken.step()) {
    report.problems.push_back("a row of table " + std::string(broken.text(0)) +
                              " names a scope that is not there");
  }
}

// Rows whose number is not that of a record of the type, and records that have no row.
void check_typed_tables(Database& database, CheckReport& report) {
  for (const TypeDef& type : core_types()) {
    auto count = database.prepare(
        "SELECT (SELECT count(*) FROM records WHERE type = ?1), (SELECT count(*) FROM \"" +
        type.name + "\"), (SELECT count(*) FROM \"" + type.name +
        "\" t JOIN records r ON r.number = t.number AND r.type = ?1)");
    count.bind(type.id).step();
    if (count.integer(0) != count.integer(2) || count.integer(1) != count.integer(2)) {
      report.problems.push_back("the typed table " + type.name +
                                " differs from the records; it can be rebuilt");
    }
  }
}

void check_search_index(Database& database, CheckReport& report) {
  try {
    Atomically change(database);
    database.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')");
  } catch (const StoreFailure& failure) {
    if (failure.error().kind != ErrorKind::corrupt) throw;
    report.problems.push_back(std::string("the search index is damaged; it can be rebuilt: ") +
                              failure.what());
  }
}

Hash256 inbox_digest(Store& store, const ScopeRow& scope) {
  Hash256 sum;
  store.each_in_inbox(scope.id.subject, 0, [&](const StoredSave& row) {
    sum += inbox_leaf(row.dot(), row.inbox_state);
    return true;
  });
  return sum;
}

void check_digests(Store& store, CheckReport& report) {
  for (const ScopeRow& scope : store.scopes()) {
    ++report.scopes;
    if (scope.released) continue;
    Hash256 sum;
    store.each_record(scope.id, [&](const StoredRecord& row) {
      ++report.records;
      sum += record_digest(row.base);
    });
    if (scope.id.kind == ScopeKind::inbox) sum = inbox_digest(store, scope);
    if (sum != scope.digest) {
      report.problems.push_back("the digest of scope " + scope.id.to_string() +
                                " does not fit its records");
    }
  }
}

// The places in chains that are known without the saves: where they begin and where they have to end.
struct KnownChain {
  Hash256 start;
  std::uint64_t counter = 0;
  Hash256 end;
  std::uint64_t may_lack = 0;  // saves up to here need not be there: boxes that nobody needs any more
};
std::map<NodeNumber, KnownChain> known_chains(SqliteStore& store) {
  std::map<NodeNumber, KnownChain> known;
  if (store.kind() == Kind::office) {
    for (const NodeRow& node : store.nodes()) {
      known[node.number] = {chain_start(node.id.view()), node.counter, node.chain, 0};
    }
  } else {
    Laptop laptop(store);
    const auto who = laptop.identity();
    const LaptopProgress progress = laptop.progress();
    if (who) {
      known[who->node] = {chain_start(who->node_id.view()), progress.counter, progress.chain, progress.acked};
    }
  }
  return known;
}

// Each save proves the one before it, wherever the links are kept; the last one is where its node says it is.
void check_chains(SqliteStore& store, Database& database, SavePacker& packer, CheckReport& report) {
  const auto known = known_chains(store);
  const auto check_end = [&](NodeNumber of, std::uint64_t counter, const Hash256& end) {
    const auto found = known.find(of);
    if (found == known.end() || counter < found->second.may_lack) return;
    // An office leaves numbers of its own out at each restore.
    const bool is_last = found->second.counter == counter || (of == kOfficeNode && counter < found->second.counter);
    if (is_last && found->second.end == end) return;
    report.problems.push_back("the chain of node " + std::to_string(of) + " does not end where its last save does");
  };
  auto rows =
      database.prepare("SELECT node, first, last, raw, chain, sealed FROM saves ORDER BY node, first");
  NodeNumber node = kNoNode;
  std::uint64_t last = 0;
  Hash256 chain;
  while (rows.step()) {
    ++report.saves;
    const auto first = rows.as<std::uint64_t>(1);
    const Hash256 own = rows.hash(4);
    if (rows.as<NodeNumber>(0) != node) {
      if (node != kNoNode) check_end(node, last, chain);
      node = rows.as<NodeNumber>(0);
      last = 0;
      const auto found = known.find(node);
      chain = found == known.end() ? Hash256{} : found->second.start;
    }
    // What others brought back for a node that has not come itself since, or of what an office wrote itself and lost by a
    // restore: no chain proves it.
    const auto of = known.find(node);
    const bool is_lost = node == kOfficeNode || (of != known.end() && first > of->second.counter);
    if (own.is_zero() && is_lost) continue;
    const bool follows = first == last + 1;
    const bool is_readable = rows.is_null(5);  // what is in a box only the office can compare
    if (follows && is_readable && !chain.is_zero() && !own.is_zero() &&
        chain_next(chain, first, packer.unpack_or_fail(rows.blob(3))) != own) {
      report.problems.push_back("the save " + Dot{node, first}.to_string() +
                                " differs from what its chain proves");
    }
    last = rows.as<std::uint64_t>(2);
    chain = own;
  }
  if (node != kNoNode) check_end(node, last, chain);
}

// What the office says of a caseload has to be what its scopes add up to: laptops compare their own with it.
void check_caseloads(SqliteStore& store, CheckReport& report) {
  for (const UserRow& user : store.users()) {
    Hash256 sum;
    std::uint64_t count = 0;
    for (const GrantRow& grant : store.grants_of(user.id)) {
      if (grant.withdrawn) continue;
      const auto scope = store.scope(grant.scope);
      sum += caseload_leaf(grant.scope, grant.epoch, scope ? scope->digest : Hash256{});
      ++count;
    }
    if (sum != user.caseload_digest || count != user.scope_count) {
      report.problems.push_back("the digest of the caseload of " + user.name +
                                " does not fit its scopes");
    }
  }
}

void check_own_caseload(SqliteStore& store, CheckReport& report) {
  Laptop laptop(store);
  if (!laptop.identity()) return;
  const LaptopProgress before = laptop.progress();
  const LaptopProgress summed = laptop.summed_up();
  if (summed.caseload_digest != before.caseload_digest || summed.vector_hash != before.vector_hash ||
      summed.scope_count != before.scope_count) {
    report.problems.push_back("the digest of the caseload does not fit its scopes");
  }
}

}  // namespace

CheckReport SqliteStore::check() {
  CheckReport report;
  const auto attempt = [&](auto part) {
    try {
      part();
    } catch (const StoreFailure& failure) {
      report.problems.push_back(failure.what());
    }
  };
  attempt([&] { check_pages(*database_, report); });
  database_->execute("BEGIN");  // one state, while other programs go on writing
  attempt([&] { check_digests(*this, report); });
  attempt([&] { check_chains(*this, *database_, packer_, report); });
  attempt([&] { kind_ == Kind::office ? check_caseloads(*this, report) : check_own_caseload(*this, report); });
  attempt([&] { check_typed_tables(*database_, report); });
  database_->rollback();
  attempt([&] { check_search_index(*database_, report); });
  return report;
}

Status SqliteStore::backup_to(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    return Error{ErrorKind::refused, "there is a file at " + path + " already",
                 "choose another name for the backup"};
  }
  return database_->copy_to(path, Database::Copy::alone);
}

Status SqliteStore::restore(const std::string& backup, const std::string& path, Kind kind) {
  auto source = Database::open(backup, Database::Access::existing);
  if (!source) return source.error();
  try {
    if (const auto ours = check_identity(**source, kind); !ours) return ours.error();
    if (is_blank(**source)) {
      return Error{ErrorKind::corrupt, "the backup is empty", "use another backup"};
    }
    CheckReport report;
    check_pages(**source, report);
    if (!report.problems.empty()) {
      return Error{ErrorKind::corrupt, "the backup is damaged: " + report.problems.front(),
                   "use another backup; nothing was changed"};
    }
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
  return (*source)->copy_to(path, Database::Copy::in_place);
}

}  // namespace satchel
