// Projection: the typed tables, one per record type, for people and any SQL tool.
//
// `client`, `visit`, `note` ... as core_types() names them: a column per field with the value that
// is shown (policy.h), sets and structured values as JSON, extra fields together in `extra`. A row
// has the number of its record in `records`. They are written with the record, in one transaction,
// and can be dropped and rebuilt.
// Thread rule: the database's. Failure rule: StoreFailure only.
#pragma once

#include <string>
#include <string_view>

#include "storage/sqlite.h"
#include "sync/record.h"
#include "sync/schema.h"

namespace satchel {

// A visit that somebody made and documented; an index has just these.
inline constexpr std::string_view kVisitDocumented =
    "is_void = 0 AND (jots IS NOT NULL OR status = 'completed' AND clock_events IS NOT NULL)";

class Projection {
 public:
  explicit Projection(Database& database) : database_(database) {}

  // Of the tables that this program makes; another one means that they have to be built again.
  static std::string fingerprint();
  void create();
  // Drops the tables that any version made.
  void drop();

  // `before` is the type of what was put last for this row, 0 at first. `schema` names the extra
  // fields.
  void put(std::int64_t number, const Record& shown, TypeId before, const Schema& schema);
  void remove(std::int64_t number, TypeId before);

  // An extra field has got its name: the rows of the type that were written before that.
  std::vector<std::int64_t> rows_with_unnamed(TypeId type, FieldId field);

 private:
  Database& database_;
};

}  // namespace satchel
