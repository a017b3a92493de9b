// Workspace: one opened data folder, laptop or office, as the commands see it.
//
// Purpose: what both programs can do (records, search, history, import, dump) is written once, over this.
// Thread rule: one thread. Failure rule: Errors for the person; StoreFailure passes through to `main`.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sqlite_store.h"
#include "sync/compose.h"
#include "sync/laptop.h"
#include "sync/office.h"
#include "sync/result.h"

namespace satchel {

class Workspace {
 public:
  virtual ~Workspace() = default;

  virtual SqliteStore& store() = 0;
  virtual const Schema& schema() = 0;
  virtual std::optional<Record> shown(const RecordId& id) = 0;
  virtual bool is_office() const = 0;
  // Who writes: the enrolled user, or the office's person.
  virtual Author author() = 0;
  // One save; inside a Transaction of the caller. Opens a new client's file when the first edit creates it.
  virtual Result<Dot> save(const ScopeId& scope, std::span<const Edit> edits) = 0;

  // The scope that a new record of this type belongs into: its client's case file, or the directory.
  // A restricted compartment of the file is named; it has to be here.
  Result<ScopeId> scope_for(const TypeDef& type, const RecordId& id, const std::optional<Uuid>& client,
                            ScopeKind compartment = ScopeKind::general);
  // The field of that name; declares an extra field first when `declare` and there is none. Inside a Transaction.
  Result<FieldId> field_named(const TypeDef& type, const std::string& name, bool declare);
};

// The record type that a person named.
Result<const TypeDef*> type_named(const std::string& name);

inline constexpr const char* kLaptopFile = "satchel.db";
inline constexpr const char* kOfficeFile = "office.db";

class LaptopWorkspace : public Workspace {
 public:
  // `create`: make the folder and the database when there are none (enrolment).
  static Result<std::unique_ptr<LaptopWorkspace>> open(const std::string& folder, bool create);

  SqliteStore& store() override { return *store_; }
  const Schema& schema() override { return laptop_.schema(); }
  std::optional<Record> shown(const RecordId& id) override { return laptop_.shown(id); }
  bool is_office() const override { return false; }
  Author author() override;
  Result<Dot> save(const ScopeId& scope, std::span<const Edit> edits) override;
  Laptop& laptop() { return laptop_; }
  const std::string& folder() const { return folder_; }

 private:
  LaptopWorkspace(std::string folder, std::unique_ptr<SqliteStore> store)
      : folder_(std::move(folder)), store_(std::move(store)), laptop_(*store_) {}
  std::string folder_;
  std::unique_ptr<SqliteStore> store_;
  Laptop laptop_;
};

class OfficeWorkspace : public Workspace {
 public:
  static Result<std::unique_ptr<OfficeWorkspace>> open(const std::string& folder, bool create);

  SqliteStore& store() override { return *store_; }
  const Schema& schema() override { return office_.schema(); }
  std::optional<Record> shown(const RecordId& id) override { return office_.shown(id); }
  bool is_office() const override { return true; }
  Author author() override;
  Result<Dot> save(const ScopeId& scope, std::span<const Edit> edits) override;
  Office& office() { return office_; }
  const std::string& folder() const { return folder_; }
  void write_as(const std::string& user) { user_ = user; }

 private:
  OfficeWorkspace(std::string folder, std::unique_ptr<SqliteStore> store)
      : folder_(std::move(folder)), store_(std::move(store)), office_(*store_) {}
  std::string folder_;
  std::unique_ptr<SqliteStore> store_;
  Office office_;
  std::string user_ = "admin";
};

}  // namespace satchel
