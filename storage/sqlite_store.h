// SqliteStore: the Store port on a SQLite file, as a laptop or as an office.
//
// The truth is in the tables of migrations/; the typed tables (projection.h) and the search index
// (search.h) are written in the same transaction and can be rebuilt from it at any time. FORMAT.md
// tells the layout.
// Thread rule: one thread at a time per object; several objects and processes may share one file.
// Nothing is remembered from one transaction to the next but prepared statements, and the names of
// extra fields while nobody else has committed.
// Failure rule: opening and the maintenance calls return an Error; the port throws StoreFailure.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kept_rows.h"
#include "storage/migrate.h"
#include "storage/packed_fields.h"
#include "storage/packed_save.h"
#include "storage/projection.h"
#include "storage/search.h"
#include "storage/sqlite.h"
#include "sync/schema.h"
#include "sync/store.h"

namespace satchel {

struct SearchOptions {
  std::size_t limit = 50;
  TypeId type = 0;         // 0: any
  bool with_void = false;  // voided records too
};

// What `doctor` found.
struct CheckReport {
  std::vector<std::string> problems;
  std::uint64_t scopes = 0;
  std::uint64_t records = 0;
  std::uint64_t saves = 0;
};

class SqliteStore : public OfficeStore {
 public:
  // `create`: make the file when there is none. A file whose creation was cut short is finished
  // either way.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path, Kind kind, bool create);

  Kind kind() const { return kind_; }
  Database& database() { return *database_; }

  // ---- for the commands (search_store.cc, derived.cc, maintenance.cc) ---------------------------
  // Records that hold every word, or a word that begins with it; best first (search.h). What has no
  // letter and no digit in it is looked for as it stands. Where nothing is found, words that are nearly as they were
  // typed stand for those that nobody has written.
  std::vector<RecordId> search(std::string_view words, const SearchOptions& options = {});
  // Facts whose names begin so, in order of their names.
  void each_fact(std::string_view prefix,
                 const std::function<void(std::string_view name, std::string_view bytes)>& take);
  // Records that wait for a person: fields in conflict, voided and edited.
  void each_in_conflict(const std::function<void(const StoredRecord&)>& take);
  // Records with a text that the office's program joined and no person has looked at.
  void each_merged(const std::function<void(const StoredRecord&)>& take);

  // Makes the typed tables and the search index anew from the records.
  void rebuild_projections();
  // What was wiped leaves the files, too, if anything was (scrub.cc). True: nothing is left to do. False:
  // another program reads an older state at this moment; the to-do stays. Outside a transaction.
  Result<bool> scrub();
  // Pages, references, digests, chains, typed tables, search index. Reads everything; changes
  // nothing.
  CheckReport check();
  // One complete file, while other programs go on writing. Refuses a path where something is.
  Status backup_to(const std::string& path);
  // Replaces the database at `path` by the backup, whole or not at all.
  static Status restore(const std::string& backup, const std::string& path, Kind kind);

  // ---- the port ---------------------------------------------------------------------------------
  void begin() override;
  void commit() override;
  void rollback() noexcept override;

  std::optional<std::string> fact(std::string_view name) override;
  void put_fact(std::string_view name, std::string_view bytes) override;
  void remove_fact(std::string_view name) override;
  void remove_facts(std::string_view prefix) override;
  void note_wiped() override;
  bool is_scrub_due() override;

  std::optional<ScopeRow> scope(const ScopeId& id) override;
  void put_scope(const ScopeRow& row) override;
  void remove_scope(const ScopeId& id) override;
  std::vector<ScopeRow> scopes() override;
  std::vector<ScopeRow> scopes_touched_after(std::uint64_t serial) override;
  std::vector<ScopeRow> withdrawn_scopes() override;

  std::optional<StoredRecord> record(const RecordId& id) override;
  void put_record(const StoredRecord& row, const StoredRecord* before) override;
  void remove_record(const RecordId& id) override;
  void each_record(const ScopeId& scope,
                   const std::function<void(const StoredRecord&)>& take) override;
  void each_record_of_type(TypeId type,
                           const std::function<void(const StoredRecord&)>& take) override;

  void put_save(const StoredSave& row) override;
  void remove_save(Dot dot) override;
  std::optional<StoredSave> save_with(Dot dot) override;
  void each_save_of(NodeNumber node, std::uint64_t after,
                    const std::function<bool(const StoredSave&)>& take) override;
  void each_placed(const ScopeId& scope, Position after,
                   const std::function<bool(const StoredSave&)>& take) override;
  void each_in_inbox(const Uuid& user, Position after,
                     const std::function<bool(const StoredSave&)>& take) override;
  void each_save_in(const ScopeId& scope,
                    const std::function<void(const StoredSave&)>& take) override;
  std::vector<StoredSave> saves_in_state(SaveState state) override;
  std::uint64_t count_saves_after(NodeNumber node, std::uint64_t counter) override;
  std::vector<StoredSave> sealed_saves() override;

  void add_overlay(const RecordId& record, Dot save) override;
  void remove_overlay(Dot save) override;
  std::vector<Dot> overlay(const RecordId& record) override;

  // ---- what only an office keeps: its tables are not in a laptop's file -------------------------
  std::optional<UserRow> user(const Uuid& id) override;
  std::optional<UserRow> user_named(std::string_view name) override;
  std::vector<UserRow> users() override;
  void put_user(const UserRow& row) override;
  std::optional<NodeRow> node(NodeNumber number) override;
  std::vector<NodeRow> nodes() override;
  std::vector<NodeRow> nodes_of(const Uuid& user) override;
  void put_node(const NodeRow& row) override;
  std::optional<GrantRow> grant(const Uuid& user, const ScopeId& scope) override;
  std::vector<GrantRow> grants_of(const Uuid& user) override;
  std::vector<GrantRow> grants_on(const ScopeId& scope) override;
  void put_grant(const GrantRow& row) override;
  void remove_grant(const Uuid& user, const ScopeId& scope) override;
  std::optional<HoldingRow> holding(NodeNumber node, const ScopeId& scope) override;
  std::vector<HoldingRow> holdings_of(NodeNumber node) override;
  void put_holding(const HoldingRow& row) override;
  void remove_holding(NodeNumber node, const ScopeId& scope) override;
  void mark_changed(NodeNumber node, const ScopeId& scope) override;
  void unmark_changed(NodeNumber node, const ScopeId& scope) override;
  std::vector<ScopeId> changed(NodeNumber node) override;
  void put_origin(const Origin& origin, Dot save) override;
  bool knows_origin(Dot first) override;
  std::optional<Dot> save_of_origin(const Origin& origin) override;
  void put_restored_head(const ScopeId& scope, const RestoredHead& head) override;
  std::vector<RestoredHead> restored_heads(const ScopeId& scope) override;
  std::optional<EnrolmentRow> enrolment(std::string_view code_hash) override;
  void put_enrolment(const EnrolmentRow& row) override;
  std::uint64_t remove_enrolments_before(std::int64_t expires_ms) override;
  void add_merge_candidate(const MergeCandidate& candidate) override;
  void remove_merge_candidate(const MergeCandidate& candidate) override;
  std::vector<MergeCandidate> merge_candidates(NodeNumber node) override;

 private:
  SqliteStore(std::unique_ptr<Database> database, Kind kind);

  // Records, saves and grants name their scope by a small number. A scope that only they know has a
  // row too, which `scope` does not report.
  std::int64_t scope_number(const ScopeId& id);
  std::optional<std::int64_t> known_scope_number(const ScopeId& id);

  void look_at_what_others_did();
  void write_what_was_put();
  void forget_what_was_kept() noexcept;
  void write_fact(std::string_view name, std::string_view bytes);
  void write_scope(const ScopeRow& row);
  void write_user(const UserRow& row);
  void write_node(const NodeRow& row);

  // What is derived from the records, written with them (derived.cc).
  void finish_derived();
  bool is_derived_current();
  void put_derived(std::int64_t number, const StoredRecord& row, const StoredRecord* before);
  void remove_derived(std::int64_t number, const StoredRecord& before);
  void put_words(std::int64_t number, std::string words, std::string before);
  void name_extra_fields();
  void rebuild_search_index();
  const Schema& schema();

  // Records name the values of saves instead of repeating them (packed_fields.h).
  std::optional<NamedSave> naming_save(const Record& record);
  void spell_out_values_of(Dot first, const std::string& raw);

  std::optional<std::int64_t> record_number(const RecordId& id);
  std::optional<StoredRecord> read_record(const RecordId& id);
  std::optional<StoredRecord> record_at(std::int64_t number);
  void each_record_where(std::string_view condition, std::int64_t value,
                         const std::function<void(std::int64_t, const StoredRecord&)>& take);
  std::vector<RecordId> search_for(const SearchQuery& query, const SearchOptions& options);
  std::vector<RecordId> search_literally(std::string_view text, const SearchOptions& options);

  std::unique_ptr<Database> database_;
  Kind kind_;
  SavePacker packer_;
  Projection projection_;
  SearchIndex search_index_;
  // Names of extra fields; forgotten when another connection has committed.
  std::optional<Schema> schema_;
  std::int64_t others_commits_ = 0;
  bool in_transaction_ = false;  // of the port
  std::optional<std::pair<ScopeId, std::int64_t>> latest_scope_;  // the number of the one that was named last
  KeptRows<RecordId, StoredRecord> records_;
  KeptRows<std::string, std::string> facts_;
  KeptRows<ScopeId, ScopeRow> scopes_;
  KeptRows<Uuid, UserRow> users_;
  KeptRows<NodeNumber, NodeRow> nodes_;
  std::map<Uuid, std::vector<NodeRow>> nodes_of_;  // by user
  // The save that was read or put last: it is put next, and the records that it changes, which name it.
  std::optional<StoredSave> latest_save_;
};

}  // namespace satchel
