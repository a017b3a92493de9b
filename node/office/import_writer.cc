#include "node/office/import_writer.h"

#include <algorithm>

#include "node/office/open_office.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/policy.h"

namespace satchel {

namespace {

// A quarter of the limit: a save travels in one frame, and on a bad link frames are small.
constexpr std::size_t kSaveBytesWanted = limits::kSaveBytesMax / 4;
// One less than allowed: the office puts an op that opens the case file before the first ones.
constexpr std::size_t kSaveEditsMax = limits::kSaveOpsMax - 1;
// Kind, record, field, lengths, and the predecessors of an edit that replaces something.
constexpr std::size_t kOpBytes = 40;

std::size_t bytes_of(const Edit& edit) {
  if (const auto* text = std::get_if<std::string>(&edit.value)) return kOpBytes + text->size();
  if (const auto* json = std::get_if<JsonText>(&edit.value)) return kOpBytes + json->text.size();
  return kOpBytes;
}

bool is_among(const std::vector<const Sibling*>& siblings, const Value& value) {
  return std::any_of(siblings.begin(), siblings.end(),
                     [&](const Sibling* sibling) { return same_value(sibling->value, value); });
}

bool is_voided(const Record& record) {
  const FieldState* voids = record.field(kFieldVoid);
  return voids != nullptr && std::any_of(voids->siblings.begin(), voids->siblings.end(),
                                         [](const Sibling& one) { return one.seen.has_value(); });
}

}  // namespace

// ---- one record ---------------------------------------------------------------------------------

void ImportWriter::take(const ScopeId& scope, const ImportedRecord& record) {
  scope_ = scope;
  ++records_;
  const TypeDef* type = core_type(record.type);
  if (type == nullptr) return problem(record.type, record.id, "there is no such record type");
  const auto here = workspace_.shown(record.id);
  if (here && (here->type != type->id || here->scope != scope)) {
    return problem(record.type, record.id, "this id belongs to another record already");
  }
  const Wanted wanted = wanted_of(*type, record);
  ImportCounts& counts = counts_[record.type];
  const std::size_t first_edit = edits_.size();
  if (here) {
    meet(*here, wanted, counts);
  } else {
    add_new(*type, record, wanted);
    ++counts.added;
  }
  collect(first_edit);
}

ImportWriter::Wanted ImportWriter::wanted_of(const TypeDef& type, const ImportedRecord& record) {
  Wanted wanted;
  for (const auto& [name, value] : record.fields) {
    const Target* field = target(type, record, name);
    if (field == nullptr) continue;
    const auto known = std::find_if(wanted.begin(), wanted.end(),
                                    [&](const auto& item) { return item.first == field; });
    if (known == wanted.end()) {
      wanted.push_back({field, {&value}});
    } else if (std::none_of(known->second.begin(), known->second.end(),
                            [&value = value](const Value* other) { return same_value(*other, value); })) {
      known->second.push_back(&value);
    }
  }
  return wanted;
}

const ImportWriter::Target* ImportWriter::target(const TypeDef& type, const ImportedRecord& record,
                                                 const std::string& name) {
  Targets& known = targets_[type.id];
  const auto found = known.find(name);
  if (found != known.end()) return &found->second;
  const bool is_new = workspace_.schema().field(type.id, name) == nullptr;
  const auto id = workspace_.field_named(type, name, true);
  if (!id) {
    problem(record.type, record.id, id.error().message);
    return nullptr;
  }
  if (is_new) ++saves_;
  Target target{*id, {}};
  if (const FieldDef* field = workspace_.schema().field(type.id, *id)) target.field = *field;
  return &known.emplace(name, std::move(target)).first->second;
}

void ImportWriter::add_new(const TypeDef& type, const ImportedRecord& record,
                           const Wanted& wanted) {
  Edit create;
  create.kind = EditKind::create;
  create.record = record.id;
  create.type = type.id;
  edits_.push_back(std::move(create));
  for (const auto& [target, values] : wanted) put(record.id, *target, values);
}

void ImportWriter::put(const RecordId& record, const Target& target,
                       const std::vector<const Value*>& values) {
  const bool is_set_of = target.field.policy == Policy::unite;
  for (const Value* value : values) {
    Edit edit;
    edit.kind = is_set_of ? EditKind::add : EditKind::set;
    edit.record = record;
    edit.field = target.id;
    edit.value = *value;
    edits_.push_back(std::move(edit));
  }
}

// ---- a record that is here ----------------------------------------------------------------------

void ImportWriter::meet(const Record& here, const Wanted& wanted, ImportCounts& counts) {
  bool any_written = false;
  bool any_kept = false;
  for (const auto& [target, values] : wanted) {
    switch (meet_field(here, *target, values)) {
      case Meeting::same:
        break;
      case Meeting::keep:
        any_kept = true;
        break;
      case Meeting::write:
        put(here.id, *target, values);
        any_written = true;
    }
  }
  ++(any_written ? counts.updated : counts.unchanged);
  if (any_kept) ++counts.kept;
}

// An edit would bring a voided record back to life, so nothing is written to one.
ImportWriter::Meeting ImportWriter::meet_field(const Record& here, const Target& target,
                                               const std::vector<const Value*>& values) {
  const FieldState* state = here.field(target.id);
  if (state == nullptr) return is_voided(here) ? Meeting::keep : Meeting::write;
  const Shown now = shown(*state, &target.field);
  const bool is_same = std::all_of(values.begin(), values.end(), [&](const Value* value) {
    return is_among(now.siblings, *value);
  });
  if (is_same) return Meeting::same;
  if (target.field.policy == Policy::unite || is_voided(here)) return Meeting::keep;
  return only_imported(*state) ? Meeting::write : Meeting::keep;
}

// A field without a value had one that somebody took away.
bool ImportWriter::only_imported(const FieldState& state) {
  if (state.siblings.empty()) return false;
  return std::all_of(state.siblings.begin(), state.siblings.end(), [&](const Sibling& sibling) {
    const Dot dot = sibling.dot;
    if (dot.node != kOfficeNode) return false;
    if (dot.counter < seen_.first.counter || dot.counter > seen_.last) {
      const auto row = workspace_.store().save_with(dot);
      const auto save = row ? decode_save(row->raw) : Result<Save>(Error{});
      if (!save) return false;
      seen_ = {row->dot(), row->last, save->user == kImportUser};
    }
    return seen_.imported;
  });
}

// ---- saves --------------------------------------------------------------------------------------

// The edits from `first_edit` on are those of one record: they stay together where they fit.
void ImportWriter::collect(std::size_t first_edit) {
  std::size_t bytes = 0;
  for (std::size_t i = first_edit; i < edits_.size(); ++i) bytes += bytes_of(edits_[i]);
  const bool fits = edits_.size() <= kSaveEditsMax && edit_bytes_ + bytes <= kSaveBytesWanted;
  if (!fits && first_edit > 0) {
    const std::vector<Edit> rest(
        std::make_move_iterator(edits_.begin() + static_cast<std::ptrdiff_t>(first_edit)),
        std::make_move_iterator(edits_.end()));
    edits_.resize(first_edit);
    finish_scope();
    edits_ = rest;
  }
  edit_bytes_ += bytes;
}

void ImportWriter::finish_scope() {
  if (!edits_.empty()) write(edits_, 0, edits_.size());
  edits_.clear();
  edit_bytes_ = 0;
}

// What is too much for one save is halved; what cannot be saved even alone is told and left out.
void ImportWriter::write(const std::vector<Edit>& edits, std::size_t from, std::size_t to) {
  const std::size_t count = to - from;
  std::string reason;
  if (count <= kSaveEditsMax) {
    const auto saved = workspace_.save(scope_, std::span(edits).subspan(from, count));
    if (saved) {
      ++saves_;
      return;
    }
    reason = saved.error().message;
  }
  if (count == 1) return problem("record", edits[from].record, reason);
  const std::size_t middle = from + count / 2;
  write(edits, from, middle);
  write(edits, middle, to);
}

void ImportWriter::problem(const std::string& type, const RecordId& record,
                           const std::string& reason) {
  ++problem_count_;
  if (problems_.size() < kSyntheaProblemsMax) {
    problems_.push_back(type + " " + record.to_string() + ": " + reason);
  }
}

}  // namespace satchel
