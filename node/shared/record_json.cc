#include "node/shared/record_json.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "node/shared/clock.h"
#include "sync/codec.h"

namespace satchel {

namespace {

constexpr std::array<std::string_view, 3> kReservedKeys = {"id", "type", "void"};

std::string nameless(FieldId field) {
  return "field_" + std::to_string(field);
}

// The schema's order, not that of the ids: new fields get the next free id wherever they stand.
std::size_t place_in_type(const TypeDef* type, const ShownField& field) {
  if (field.id == kFieldClient) return 0;
  return type == nullptr ? 1 : 1 + static_cast<std::size_t>(field.def - type->fields.data());
}

bool is_core(const ShownField& field) {
  return field.def != nullptr && field.id < kExtraFieldMin;
}

int kind_of(const ShownField& field) {
  return is_core(field) ? 0 : field.def != nullptr ? 1 : 2;
}

bool is_shown(const Shown& shown) {
  return shown.conflict ||
         (shown.value() != nullptr && !std::holds_alternative<std::monostate>(*shown.value()));
}

// Two fields of one record never share a key, or one of them would be lost.
void make_names_unique(std::vector<ShownField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (is_core(fields[i])) continue;
    const auto is_taken = [&](const std::string& name) {
      return std::any_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(i),
                         [&](const ShownField& other) { return other.name == name; });
    };
    while (is_taken(fields[i].name)) fields[i].name += "_";
  }
}

json::value field_json(const ShownField& field, Authors& authors, bool with_ids) {
  if (field.shown.conflict) {
    json::array siblings;
    for (const Sibling& sibling : field.state->siblings) {
      siblings.push_back(sibling_json(sibling, authors, with_ids));
    }
    return json::object{{"siblings", std::move(siblings)}};
  }
  if (!field.is_set()) return to_json(*field.shown.value());
  json::array elements;
  for (const Sibling* sibling : field.shown.siblings) elements.push_back(to_json(sibling->value));
  return elements;
}

// A key of ours gives way to a field of the same name; no field's name starts with "_".
std::string free_key(const json::object& object, std::string key) {
  return object.contains(key) ? "_" + key : key;
}

// ---- labels -------------------------------------------------------------------------------------

constexpr std::size_t kLabelCharactersMax = 60;

// What tells people which record it is. The first field that holds something counts; `when` goes in
// front.
struct LabelRule {
  std::string_view type;
  std::string_view when;
  std::array<std::string_view, 4> fields;
};
constexpr LabelRule kLabelRules[] = {
    {"care_team_member", "", {"member_name", "role_display", "role"}},
    {"consent", "", {"recipient", "purpose", "consent_kind"}},
    {"coverage", "", {"insurer", "plan", "coverage_kind"}},
    {"episode", "admission_date", {"program", "admission_reason", "episode_kind"}},
    {"household", "", {"title"}},
    {"condition", "", {"display", "code"}},
    {"medication", "", {"display", "brand", "code"}},
    {"allergy", "", {"display", "code"}},
    {"observation", "effective_at", {"display", "code", "value_text"}},
    {"assessment", "performed_at", {"title", "instrument_code", "summary"}},
    {"visit", "planned_start", {"summary", "reason", "outcome", "contact_kind"}},
    {"communication", "happened_at", {"subject", "body", "person_name", "channel"}},
    {"note", "", {"title", "body", "kind"}},
    {"incident", "happened_at", {"title", "description", "kind"}},
    {"need", "", {"title", "display", "description", "category"}},
    {"goal", "", {"title", "display", "description", "category"}},
    {"intervention", "", {"title", "display", "description", "kind"}},
    {"task", "", {"title", "description", "category"}},
    {"care_plan", "", {"title", "display", "description", "category"}},
    {"referral", "", {"title", "display", "organization_name", "category"}},
    {"authorization", "", {"service_display", "reference_number", "service_code"}},
    {"benefit_application", "", {"program_name", "program", "agency_name"}},
    {"service_organization", "", {"name"}},
    {"instrument", "", {"title", "code"}},
    {"schema_field", "", {"field_name", "label"}},
};

// In one line: line ends and runs of blanks become one blank.
std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : in_words(text)) {
    const bool blank = c == ' ' || c == '\n';
    if (blank && (line.empty() || line.back() == ' ')) continue;
    line += blank ? ' ' : c;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// At most so many characters, at a word's end where one is near.
std::string shortened(const std::string& text, std::size_t characters_max) {
  if (character_count(text) <= characters_max) return text;
  std::size_t end = 0;
  for (std::size_t characters = 0; characters < characters_max || continues_character(text[end]);
       ++end) {
    if (!continues_character(text[end])) ++characters;
  }
  const std::size_t blank = text.rfind(' ', end);
  if (blank != std::string::npos && blank >= end / 2) end = blank;
  return text.substr(0, end) + "…";
}

class Labeller {
 public:
  Labeller(const Record& record, const Schema& schema) : record_(record), schema_(schema) {}

  std::string label() const {
    std::string label = person_name();
    if (label.empty()) label = by_rule();
    if (label.empty()) label = text("name");  // what imported files call it
    if (label.empty()) label = any_text();
    return shortened(label, kLabelCharactersMax);
  }

 private:
  std::string text(std::string_view name) const {
    return name.empty() ? "" : one_line(shown_text(record_, schema_, name));
  }

  std::string person_name() const {
    std::string name;
    for (const char* part : {"given_name", "middle_name", "family_name", "suffix"}) {
      const std::string more = text(part);
      if (!more.empty()) name += (name.empty() ? "" : " ") + more;
    }
    if (name.empty()) name = text("display_name");
    const std::string preferred = text("preferred_name");
    if (name.empty() || preferred.empty() || preferred == text("given_name")) {
      return name.empty() ? preferred : name;
    }
    return name + " (" + preferred + ")";
  }

  std::string by_rule() const {
    const std::string type = type_name(record_.type);
    const auto rule = std::find_if(std::begin(kLabelRules), std::end(kLabelRules),
                                   [&](const LabelRule& item) { return item.type == type; });
    if (rule == std::end(kLabelRules)) return "";
    std::string words;
    for (const std::string_view field : rule->fields) {
      if (words.empty()) words = text(field);
    }
    const std::string when = instant_in_words(text(rule->when));
    return when.empty() || words.empty() ? when + words : when + " " + words;
  }

  // 2026-11-23T14:05:00Z as 2026-11-23 14:05Z: the same on every machine, whatever its time zone.
  static std::string instant_in_words(std::string instant) {
    if (instant.size() < 17 || instant[10] != 'T' || instant.back() != 'Z') return instant;
    instant[10] = ' ';
    return instant.substr(0, 16) + "Z";
  }

  std::string any_text() const {
    for (const ShownField& field : shown_fields(record_, schema_)) {
      const bool is_text = field.def == nullptr || field.def->kind == FieldKind::text ||
                           field.def->kind == FieldKind::long_text ||
                           field.def->kind == FieldKind::any;
      const Value* value = field.shown.value();
      if (is_text && std::holds_alternative<std::string>(*value)) return one_line(text_of(*value));
    }
    return "";
  }

  const Record& record_;
  const Schema& schema_;
};

}  // namespace

const Written* Authors::of(Dot dot) {
  auto after = by_first_.upper_bound(dot);
  if (after != by_first_.begin()) {
    const auto& [first, entry] = *std::prev(after);
    if (first.node == dot.node && dot.counter <= entry.last) {
      return entry.written ? &*entry.written : nullptr;
    }
  }
  Entry entry{dot.counter, std::nullopt};
  Dot first = dot;
  if (const auto row = store_.save_with(dot)) {
    first = row->dot();
    entry.last = row->last;
    if (const auto save = decode_save(*row)) entry.written = Written{save->user, save->wall_ms, row->received_ms};
  }
  const Entry& kept = by_first_[first] = std::move(entry);
  return kept.written ? &*kept.written : nullptr;
}

std::string type_name(TypeId type) {
  const TypeDef* known = core_type(type);
  return known == nullptr ? "type_" + std::to_string(type) : known->name;
}

std::string field_name(const Schema& schema, TypeId type, FieldId field) {
  const FieldDef* def = schema.field(type, field);
  if (def == nullptr) return nameless(field);
  if (field < kExtraFieldMin) return def->name;
  const bool reserved =
      std::find(kReservedKeys.begin(), kReservedKeys.end(), def->name) != kReservedKeys.end();
  const TypeDef* owner = core_type(type);
  // An office's own field that a later version of the program made a core field of the same name.
  const bool shadowed = owner != nullptr && owner->field(def->name) != nullptr;
  return reserved || shadowed ? nameless(field) : def->name;
}

std::vector<ShownField> shown_fields(const Record& record, const Schema& schema) {
  std::vector<ShownField> fields;
  fields.reserve(record.fields().size());
  for (const auto& [id, state] : record.fields()) {
    if (id == kFieldCreated || id == kFieldVoid) continue;
    const FieldDef* def = schema.field(record.type, id);
    Shown display = shown(state, def);
    if (!is_shown(display)) continue;
    fields.push_back({id, def, field_name(schema, record.type, id), &state, std::move(display)});
  }
  const TypeDef* type = core_type(record.type);
  const auto before = [type](const ShownField& a, const ShownField& b) {
    if (kind_of(a) != kind_of(b)) return kind_of(a) < kind_of(b);
    if (is_core(a)) return place_in_type(type, a) < place_in_type(type, b);
    return std::tie(a.name, a.id) < std::tie(b.name, b.id);
  };
  if (!std::is_sorted(fields.begin(), fields.end(), before)) {
    std::sort(fields.begin(), fields.end(), before);
  }
  make_names_unique(fields);
  return fields;
}

namespace {

Shown shown_by_name(const Record& record, const Schema& schema, std::string_view name) {
  const FieldDef* field = schema.field(record.type, name);
  const FieldState* state = field == nullptr ? nullptr : record.field(field->id);
  return state == nullptr ? Shown{} : shown(*state, field);
}

}  // namespace

const Value* shown_value(const Record& record, const Schema& schema, std::string_view field) {
  return shown_by_name(record, schema, field).value();
}

std::string shown_text(const Record& record, const Schema& schema, std::string_view field) {
  const Value* value = shown_value(record, schema, field);
  return value == nullptr ? "" : text_of(*value);
}

json::array shown_elements(const Record& record, const Schema& schema, std::string_view field) {
  json::array elements;
  for (const Sibling* sibling : shown_by_name(record, schema, field).siblings) {
    if (!std::holds_alternative<std::monostate>(sibling->value)) elements.push_back(to_json(sibling->value));
  }
  return elements;
}

const Sibling* newest_void(const Record& record) {
  const FieldState* voids = record.field(kFieldVoid);
  if (voids == nullptr) return nullptr;
  const auto newest = std::find_if(voids->siblings.rbegin(), voids->siblings.rend(),
                                   [](const Sibling& sibling) { return sibling.seen.has_value(); });
  return newest == voids->siblings.rend() ? nullptr : &*newest;
}

json::object void_json(const Sibling& voided, Authors& authors) {
  json::object sibling = sibling_json(voided, authors, false);
  return {{"by", sibling["by"]}, {"at", sibling["at"]}, {"reason", sibling["value"]}};
}

json::object sibling_json(const Sibling& sibling, Authors& authors, bool with_id) {
  json::object object;
  if (with_id) object["sibling"] = sibling.dot.to_string();
  object["value"] = to_json(sibling.value);
  const Written* written = authors.of(sibling.dot);
  object["by"] = written == nullptr ? json::value() : json::value(written->by);
  object["at"] = written == nullptr ? json::value() : json::value(instant_text(written->wall_ms));
  if (with_id && sibling.automatic) object["automatic"] = true;
  return object;
}

json::value instant_or_null(std::int64_t ms) { return ms == 0 ? json::value() : json::value(instant_text(ms)); }

json::object record_json(const Record& record, const Schema& schema, Authors& authors,
                         const RecordJsonOptions& options) {
  json::object object;
  object["id"] = record.id.to_string();
  object["type"] = type_name(record.type);
  const std::string compartment = compartment_of(record);
  json::array merged;
  for (const ShownField& field : shown_fields(record, schema)) {
    object[field.name] = field_json(field, authors, options.sibling_ids);
    if (field.is_merged()) merged.push_back(json::value(field.name));
  }
  if (!compartment.empty()) object[free_key(object, "compartment")] = compartment;
  const Sibling* voided = newest_void(record);
  const bool is_void_now = voided != nullptr && is_void(record);
  if (voided != nullptr && (options.void_state || !is_void_now)) {
    object["void"] = void_json(*voided, authors);
  }
  if (options.void_state && is_void_now) object[free_key(object, "is_void")] = true;
  if (!merged.empty()) object[free_key(object, "merged")] = std::move(merged);
  return object;
}

// ---- for people ---------------------------------------------------------------------------------

std::string text_of(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return "";
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* json = std::get_if<JsonText>(&value)) return json->text;
  return write_json(to_json(value));
}

std::string in_words(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string words;
  const auto written_out = [&](unsigned char byte) {
    words += "\\x";
    words += kDigits[byte >> 4];
    words += kDigits[byte & 15];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte == '\t') {
      words += ' ';
    } else if ((byte < 0x20 && byte != '\n') || byte == 0x7f) {
      written_out(byte);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F
      written_out(next);
      ++i;
    } else {
      words += text[i];
    }
  }
  return words;
}

std::string value_in_words(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return "(nothing)";
  return in_words(text_of(value));
}

std::string author_in_words(const Sibling& sibling, Authors& authors) {
  const Written* written = authors.of(sibling.dot);
  if (written == nullptr) return "unknown";
  return in_words(written->by) + ", " + local_time_text(written->wall_ms);
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string compartment_of(const Record& record) {
  const bool restricted = record.scope.is_case_file() && record.scope.kind != ScopeKind::general;
  return restricted ? name_of(record.scope.kind) : "";
}

std::optional<Uuid> client_of(const Record& record) {
  if (!record.scope.is_case_file()) return std::nullopt;
  return record.scope.subject;
}

std::string label_of(const Record& record, const Schema& schema) {
  return Labeller(record, schema).label();
}

std::string heading_of(const Record& record, const Schema& schema) {
  const TypeDef* type = core_type(record.type);
  std::string heading = type == nullptr ? type_name(record.type) : type->label;
  const std::string label = label_of(record, schema);
  if (!label.empty()) heading += " " + label;
  return heading + "  " + record.id.to_string();
}

}  // namespace satchel
