// SqliteStore: check, backup and restore.
#include "storage/sqlite_store.h"

#include <filesystem>

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

// Each save proves the one before it, wherever the links are kept.
void check_chains(Database& database, SavePacker& packer, CheckReport& report) {
  auto rows =
      database.prepare("SELECT node, first, last, raw, chain FROM saves ORDER BY node, first");
  NodeNumber node = kNoNode;
  std::uint64_t last = 0;
  Hash256 chain;
  while (rows.step()) {
    ++report.saves;
    const auto first = rows.as<std::uint64_t>(1);
    const Hash256 own = rows.hash(4);
    const bool follows = rows.as<NodeNumber>(0) == node && first == last + 1;
    if (follows && !chain.is_zero() && !own.is_zero() &&
        chain_next(chain, first, packer.unpack_or_fail(rows.blob(3))) != own) {
      report.problems.push_back("the save " + Dot{node, first}.to_string() +
                                " differs from what its chain proves");
    }
    node = rows.as<NodeNumber>(0);
    last = rows.as<std::uint64_t>(2);
    chain = own;
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
  attempt([&] { check_digests(*this, report); });
  attempt([&] { check_chains(*database_, packer_, report); });
  attempt([&] { check_typed_tables(*database_, report); });
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
