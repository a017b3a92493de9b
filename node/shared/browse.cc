#include "node/shared/browse.h"

#include <algorithm>

#include "node/shared/conflicts.h"
#include "node/shared/field_words.h"
#include "node/shared/record_json.h"

namespace satchel {

namespace {

// ---- show ---------------------------------------------------------------------------------------

std::string conflict_in_words(const ShownField& field, const Record& record, Authors& authors) {
  Columns rows;
  for (const Sibling& sibling : field.state->siblings) {
    rows.add({sibling.dot.to_string(), author_in_words(sibling, authors),
              value_in_words(sibling.value)});
  }
  return "needs a decision: resolve " + record.id.to_string() + " " + field.name + " --keep ID\n" +
         rows.text();
}

// What a signature says that was signed; nothing where it does not carry the text.
std::optional<std::string> signed_text(const Record& record) {
  const TypeDef* note = core_type("note");
  if (record.type != note->id) return std::nullopt;
  const FieldState* state = record.field(note->field("signature")->id);
  const auto* value = state == nullptr || state->siblings.empty()
                          ? nullptr
                          : std::get_if<JsonText>(&state->siblings.back().value);
  const auto signature = value == nullptr ? json::value() : to_json(*value);
  const auto* text = signature.is_object() ? signature.get_object().if_contains("text") : nullptr;
  if (text == nullptr || !text->is_string()) return std::nullopt;
  return std::string(text->get_string());
}

std::string field_in_words(const ShownField& field, const Record& record, Authors& authors) {
  if (field.shown.conflict) return conflict_in_words(field, record, authors);
  std::string words;
  for (const Sibling* sibling : field.shown.siblings) {
    words += (words.empty() ? "" : "\n") + value_in_words(sibling->value);
  }
  const auto what_was_signed = field.name == "body" ? signed_text(record) : std::nullopt;
  if (what_was_signed && *what_was_signed != words) {
    words += "\n(NOT what was signed: it was changed by somebody who had not seen the signature. Signed: " +
             *what_was_signed + ")";
  }
  if (field.is_merged()) {
    words += "\n(merged from two edits; see `history`. Accept it: resolve " +
             record.id.to_string() + " " + field.name + " --keep " +
             field.shown.siblings.front()->dot.to_string() + ")";
  }
  return words;
}

std::string void_in_words(const Record& record, Authors& authors) {
  const Sibling* voided = newest_void(record);
  if (voided == nullptr) return "";
  std::string words =
      "Voided by " + author_in_words(*voided, authors) + ": " + value_in_words(voided->value);
  if (!is_void(record)) {
    words += "\nIt was edited or kept at the same time and needs a decision: resolve " +
             record.id.to_string() + " void --value keep|void";
  }
  return words;
}

std::string record_in_words(const Record& record, const Schema& schema, Authors& authors) {
  std::string words = heading_of(record, schema) + "\n";
  const std::string voided = void_in_words(record, authors);
  if (!voided.empty()) words += voided + "\n";
  const std::string compartment = compartment_of(record);
  if (!compartment.empty()) words += "  in the restricted compartment " + compartment + "\n";
  Columns rows;
  for (const ShownField& field : shown_fields(record, schema)) {
    rows.add({"  " + in_words(field.label()), field_in_words(field, record, authors)});
  }
  return words + rows.text();
}

// ---- list ---------------------------------------------------------------------------------------

struct Filter {
  FieldId field = 0;
  const FieldDef* def = nullptr;
  std::string text;
};

Result<std::vector<Filter>> filters_from(Workspace& workspace, const TypeDef& type,
                                         const std::vector<std::string>& words) {
  std::vector<Filter> filters;
  for (const std::string& word : words) {
    const auto parsed = parse_field_word(word);
    if (!parsed) return parsed.error();
    if (parsed->sign != FieldWord::Sign::set) {
      return Error{ErrorKind::bad_input, "\"" + word + "\" is not FIELD=VALUE",
                   "a list is narrowed by FIELD=VALUE only"};
    }
    const auto field = workspace.field_named(type, parsed->name, false);
    if (!field) return field.error();
    filters.push_back({*field, workspace.schema().field(type.id, *field), parsed->text});
  }
  return filters;
}

// A field in conflict shows all its values, so each of them counts.
bool matches(const Record& record, const Filter& filter) {
  const FieldState* state = record.field(filter.field);
  const Shown display = state == nullptr ? Shown{} : shown(*state, filter.def);
  const auto is_wanted = [&](const Sibling& sibling) {
    return text_of(sibling.value) == filter.text;
  };
  if (display.conflict) {
    return std::any_of(state->siblings.begin(), state->siblings.end(), is_wanted);
  }
  if (display.siblings.empty()) return filter.text.empty();
  return std::any_of(display.siblings.begin(), display.siblings.end(),
                     [&](const Sibling* sibling) { return is_wanted(*sibling); });
}

std::string void_mark(const Record& record) {
  return newest_void(record) != nullptr && is_void(record) ? "voided" : "";
}

// ---- search -------------------------------------------------------------------------------------

struct Found {
  Record record;
  std::string label;
  std::string client_label;
};

json::object found_json(const Found& found) {
  const auto client = client_of(found.record);
  return {{"id", found.record.id.to_string()},
          {"type", type_name(found.record.type)},
          {"client_id", client ? json::value(client->to_string()) : json::value()},
          {"label", found.label}};
}

Found described(Workspace& workspace, Record record) {
  Found found;
  found.label = label_of(record, workspace.schema());
  const auto client = client_of(record);
  if (client && *client != record.id.uuid) {
    const auto client_record = workspace.shown(RecordId{*client});
    if (client_record) found.client_label = label_of(*client_record, workspace.schema());
  }
  found.record = std::move(record);
  return found;
}

// ---- columns ------------------------------------------------------------------------------------

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& cell) {
  Lines lines;
  std::size_t start = 0;
  for (std::size_t end = cell.find('\n'); end != std::string::npos; end = cell.find('\n', start)) {
    lines.push_back(cell.substr(start, end - start));
    start = end + 1;
  }
  lines.push_back(cell.substr(start));
  return lines;
}

// One row, as many lines as its highest cell, each with its line end; no blanks at line ends.
std::string row_text(const std::vector<Lines>& cells, const std::vector<std::size_t>& widths) {
  constexpr std::size_t kGap = 2;
  std::size_t height = 0;
  for (const Lines& lines : cells) height = std::max(height, lines.size());
  std::string text;
  for (std::size_t at = 0; at < height; ++at) {
    std::size_t wanted = 0, written = 0;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (at < cells[column].size() && !cells[column][at].empty()) {
        text.append(wanted - written, ' ').append(cells[column][at]);
        written = wanted + character_count(cells[column][at]);
      }
      wanted += widths[column] + kGap;
    }
    text += '\n';
  }
  return text;
}

}  // namespace

// ---- commands -----------------------------------------------------------------------------------

Result<ExitCode> run_show(const Output& out, Workspace& workspace, const std::string& type,
                          const std::string& id) {
  const auto wanted_type = type_named(type);
  if (!wanted_type) return wanted_type.error();
  const auto wanted = record_id_from(id);
  if (!wanted) return wanted.error();
  const auto record = workspace.shown(*wanted);
  if (!record) return no_record(*wanted);
  if (record->type != (*wanted_type)->id) {
    return Error{ErrorKind::not_found, "there is no " + type + " " + id + " here",
                 "there is a " + type_name(record->type) + " with this id"};
  }
  const Schema& schema = workspace.schema();
  Authors authors(workspace.store());
  out.result(record_json(*record, schema, authors, {true, true}),
             out.is_json() ? "" : record_in_words(*record, schema, authors));
  remember_shown(workspace, *record);
  return kDone;
}

Result<ExitCode> run_list(const Output& out, Workspace& workspace, const ListWords& words) {
  const auto type = type_named(words.type);
  if (!type) return type.error();
  const auto filters = filters_from(workspace, **type, words.filters);
  if (!filters) return filters.error();
  std::vector<Record> records;
  workspace.store().each_record_of_type((*type)->id, [&](const StoredRecord& row) {
    const Record& record = row.shown();
    if (!record.exists() || (!words.all && is_void(record))) return;
    const bool wanted = std::all_of(filters->begin(), filters->end(),
                                    [&](const Filter& filter) { return matches(record, filter); });
    if (wanted) records.push_back(record);
  });
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.id < b.id; });
  const Schema& schema = workspace.schema();
  Authors authors(workspace.store());
  Columns rows;
  for (const Record& record : records) {
    if (out.is_json()) {
      out.item(record_json(record, schema, authors, {false, true}), "");
    } else {
      rows.add({record.id.to_string(), label_of(record, schema), void_mark(record)});
    }
  }
  out.say(records.empty() ? "nothing found" : rows.text());
  return kDone;
}

Result<ExitCode> run_search(const Output& out, Workspace& workspace, const SearchWords& words) {
  std::string typed;
  for (const std::string& word : words.words) typed += (typed.empty() ? "" : " ") + word;
  SearchOptions options;
  options.limit = words.limit;
  options.with_void = words.all;
  Columns rows;
  bool any = false;
  for (const RecordId& id : workspace.store().search(typed, options)) {
    auto record = workspace.shown(id);
    if (!record) continue;
    any = true;
    const Found found = described(workspace, std::move(*record));
    if (out.is_json()) {
      out.item(found_json(found), "");
    } else {
      rows.add({found.record.id.to_string(), type_name(found.record.type), found.label,
                found.client_label});
    }
  }
  out.say(any ? rows.text() : "nothing found");
  return kDone;
}

// ---- what people name ---------------------------------------------------------------------------

Result<RecordId> record_id_from(const std::string& text) {
  if (const auto id = Uuid::parse(text)) return RecordId{*id};
  return Error{
      ErrorKind::bad_input, "\"" + text + "\" is not the id of a record",
      "ids look like 8b1c1f0e-5f7e-4c63-9a57-0a3f6f2f4a11; find them with `search` or `list`"};
}

Error no_record(const RecordId& id) {
  return {ErrorKind::not_found, "there is no record " + id.to_string() + " here",
          "look it up with `search` or `list`"};
}

// ---- on a terminal ------------------------------------------------------------------------------

std::string Columns::text() const {
  std::vector<std::vector<Lines>> rows;
  std::vector<std::size_t> widths;
  for (const auto& cells : rows_) {
    auto& row = rows.emplace_back();
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t column = 0; column < cells.size(); ++column) {
      row.push_back(lines_of(cells[column]));
      for (const std::string& line : row.back()) {
        widths[column] = std::max(widths[column], character_count(line));
      }
    }
  }
  std::string text;
  for (const auto& row : rows) text += row_text(row, widths);
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace satchel
