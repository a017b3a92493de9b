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

// Why the office cannot take this save as it is. `record` gives a record as it stands before the save.
std::optional<std::string> broken_rule(
    const Save& save, NodeNumber node, std::uint64_t first, std::int64_t office_ms,
    const Schema& schema, const std::function<std::optional<Record>(const RecordId&)>& record);

}  // namespace satchel
