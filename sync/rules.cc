#include "sync/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "sync/limits.h"
#include "sync/policy.h"
#include "sync/signed_note.h"

namespace satchel {

namespace {

// Days since 1970-01-01 to a civil date (proleptic Gregorian), as YYYY-MM-DD.
// Method: H. Hinnant, "chrono-compatible low-level date algorithms".
std::string date_of(std::int64_t ms) {
  std::int64_t days = ms / 86'400'000;
  if (ms % 86'400'000 < 0) --days;
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_index + 2) / 5 + 1;
  const std::int64_t month = month_index < 10 ? month_index + 3 : month_index - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  char text[96];
  std::snprintf(text, sizeof text, "%04lld-%02lld-%02lld", static_cast<long long>(year),
                static_cast<long long>(month), static_cast<long long>(day));
  return text;
}

const std::string* text_of(const Value& value) { return std::get_if<std::string>(&value); }

const std::string* shown_text(const Record& record, const FieldDef* field) {
  const FieldState* state = field == nullptr ? nullptr : record.field(field->id);
  if (state == nullptr) return nullptr;
  const Value* value = shown(*state, field).value();
  return value == nullptr ? nullptr : text_of(*value);
}

constexpr const char* kClientStays =
    "the client of a record stays the same; void it here and enter it in the other client's file";

class Judge {
 public:
  Judge(std::int64_t office_ms, const Schema& schema, const Knowledge& knowledge)
      : tomorrow_(date_of(office_ms + 86'400'000)), schema_(schema), knowledge_(knowledge) {}

  std::optional<std::string> broken_by(const Op& op, Dot dot) {
    if (op.unknown_kind != 0) return std::nullopt;
    if (op.kind == OpKind::create) {
      if (schema_.type(op.type) == nullptr) return std::nullopt;  // a later version's type
      find(op.record);
    } else if (!op.is_field_op()) {
      return std::nullopt;
    }
    Record& record = find(op.record);
    if (auto broken = broken_by_field(record, op)) return broken;
    if (breaks_signature(record, schema_, op, knowledge_.author_had_seen)) {
      return std::string("invalid: ") + kWriteAnAddendum;
    }
    apply_op(record, op, dot, op.predecessors, Place::newest, [](Dot) { return true; });
    return std::nullopt;
  }

  std::optional<std::string> broken_by_result() const {
    for (const auto& [id, record] : records_) {
      if (record.type != core_type("visit")->id) continue;
      if (!touched_times_.contains(id)) continue;
      const std::string* start = shown_text(record, schema_.field(record.type, "planned_start"));
      const std::string* end = shown_text(record, schema_.field(record.type, "planned_end"));
      if (start != nullptr && end != nullptr && !end->empty() && *end < *start) {
        return "invalid: the visit ends (" + *end + ") before it starts (" + *start + ")";
      }
    }
    return std::nullopt;
  }

 private:
  Record& find(const RecordId& id) {
    auto found = records_.find(id);
    if (found == records_.end()) {
      Record record = knowledge_.record(id).value_or(Record{});
      record.id = id;
      found = records_.emplace(id, std::move(record)).first;
    }
    return found->second;
  }

  std::optional<std::string> broken_by_field(const Record& record, const Op& op) {
    const FieldDef* field = schema_.field(record.type, op.field);
    if (field == nullptr || !op.puts_value()) return std::nullopt;
    if (const auto fits = check_value(*field, op.value); !fits) {
      return "invalid: " + fits.error().message;
    }
    if (field->name == "birth_date" || field->name == "death_date") {
      const std::string* date = text_of(op.value);
      if (date != nullptr && *date > tomorrow_) {
        return "invalid: " + field->label + " " + *date + " is in the future";
      }
    }
    if (field->name == "planned_start" || field->name == "planned_end") {
      touched_times_.insert(op.record);
    }
    return std::nullopt;
  }

  std::string tomorrow_;
  const Schema& schema_;
  const Knowledge& knowledge_;
  std::map<RecordId, Record> records_;
  std::set<RecordId> touched_times_;
};

}  // namespace

std::optional<std::string> names_another_client(const ScopeId& scope, const Op& op) {
  if (!scope.is_case_file() || !op.is_field_op() || op.field != kFieldClient) return std::nullopt;
  const std::string* text = op.puts_value() ? text_of(op.value) : nullptr;
  const auto client = text == nullptr ? std::nullopt : Uuid::parse(*text);
  if (client && *client == scope.subject) return std::nullopt;
  return kClientStays;
}

std::optional<std::string> broken_rule(const Save& save, Dot first, std::int64_t office_ms,
                                       const Schema& schema, const Knowledge& knowledge) {
  Judge judge(office_ms, schema, knowledge);
  for (std::size_t i = 0; i < save.ops.size(); ++i) {
    if (const auto broken = names_another_client(save.scope, save.ops[i])) return "invalid: " + *broken;
    if (auto broken = judge.broken_by(save.ops[i], {first.node, first.counter + i})) return broken;
  }
  return judge.broken_by_result();
}

}  // namespace satchel
