// Rules: what makes a save invalid at the office, beyond who may write where.
//
// They are judged on arrival, by the office's clock and with the whole record at hand; a save that breaks one
// is parked with the reason, for a person. A laptop checks values only (schema.h), because its clock and its
// copy may be behind.
// Thread rule: pure. Failure rule: the reason in words, or nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/schema.h"

namespace satchel {

// A record never leaves its case file, so its client_id is the file's client, and stays so. Why an op breaks this.
std::optional<std::string> names_another_client(const ScopeId& scope, const Op& op);

// What the office knows when it judges a save.
struct Knowledge {
  std::function<std::optional<Record>(const RecordId&)> record;  // as it stands before the save
  std::function<bool(Dot)> author_had_seen;  // whether the author knew the value when this was written
};

// Why the office cannot take this save as it is. `first` is the dot of its first op.
std::optional<std::string> broken_rule(const Save& save, Dot first, std::int64_t office_ms,
                                       const Schema& schema, const Knowledge& knowledge);

}  // namespace satchel
