#include "sync/compose.h"

#include <algorithm>
#include <map>

#include "sync/limits.h"
#include "sync/policy.h"
#include "sync/rules.h"
#include "sync/signed_note.h"

namespace satchel {

namespace {

std::string label_of(const FieldDef* field, FieldId id) {
  return field == nullptr ? "field " + std::to_string(id) : field->label;
}

std::vector<Dot> all_dots(const FieldState& state) {
  std::vector<Dot> dots;
  for (const Sibling& sibling : state.siblings) dots.push_back(sibling.dot);
  return dots;
}

class Composer {
 public:
  Composer(const Sight& sight, const Schema& schema, Save& save, Dot first)
      : sight_(sight), schema_(schema), save_(save), first_(first) {}

  Status take(const Edit& edit) {
    if (edit.kind == EditKind::create) return create(edit);
    Record* record = find(edit.record);
    if (record == nullptr) {
      return Error{ErrorKind::not_found, "there is no record " + edit.record.to_string() + " here",
                   "look it up with `search` or `list`"};
    }
    if (record->scope != save_.scope) {
      return Error{ErrorKind::bad_input, "one save cannot touch two case files", ""};
    }
    switch (edit.kind) {
      case EditKind::void_record: return void_record(*record, edit);
      case EditKind::lift_void: return lift_void(*record);
      default: return change_field(*record, edit);
    }
  }

 private:
  Record* find(const RecordId& id) {
    const auto known = records_.find(id);
    if (known != records_.end()) return &known->second;
    auto record = sight_.record(id);
    if (!record || !record->exists()) return nullptr;
    return &records_.emplace(id, std::move(*record)).first->second;
  }

  Status create(const Edit& edit) {
    if (find(edit.record) != nullptr) {
      return Error{ErrorKind::bad_input, "the record " + edit.record.to_string() + " exists already",
                   "use `set` to change it"};
    }
    if (schema_.type(edit.type) == nullptr) {
      return Error{ErrorKind::bad_input, "unknown record type", ""};
    }
    Record record;
    record.id = edit.record;
    record.scope = save_.scope;
    Record& kept = records_.emplace(edit.record, std::move(record)).first->second;
    Op op;
    op.kind = OpKind::create;
    op.record = edit.record;
    op.type = edit.type;
    return put(kept, std::move(op));
  }

  Status change_field(Record& record, const Edit& edit) {
    const FieldDef* field = schema_.field(record.type, edit.field);
    if (edit.kind != EditKind::remove && edit.kind != EditKind::retract && field != nullptr) {
      if (const auto fits = check_value(*field, edit.value); !fits) return fits.error();
    }
    Op op;
    op.record = edit.record;
    op.field = edit.field;
    const Value wanted = canonical_value(field, edit.value);
    op.value = wanted;
    op.automatic = edit.automatic;
    const FieldState* state = record.field(edit.field);
    static const FieldState kEmpty;
    if (state == nullptr) state = &kEmpty;
    switch (edit.kind) {
      case EditKind::add: op.kind = OpKind::add; break;
      case EditKind::remove:
        op.kind = OpKind::remove;
        op.value = std::monostate{};
        for (const Sibling& sibling : state->siblings) {
          if (same_value(sibling.value, wanted)) op.predecessors.push_back(sibling.dot);
        }
        if (op.predecessors.empty()) {
          return Error{ErrorKind::not_found,
                       label_of(field, edit.field) + " has no such element, so nothing was taken out",
                       ""};
        }
        break;
      case EditKind::retract:
        op.kind = OpKind::retract;
        op.value = std::monostate{};
        op.predecessors = edit.dots;
        break;
      case EditKind::resolve:
        op.kind = OpKind::resolve;
        op.predecessors = all_dots(*state);
        if (!edit.dots.empty() && !std::is_permutation(edit.dots.begin(), edit.dots.end(),
                                                       op.predecessors.begin(),
                                                       op.predecessors.end())) {
          return Error{ErrorKind::changed,
                       "the values of " + label_of(field, edit.field) +
                           " have changed since they were shown",
                       "look at `conflicts` again and choose anew"};
        }
        // The chosen value stays to the end, should they be too many for one op (put).
        std::stable_partition(op.predecessors.begin(), op.predecessors.end(), [&](Dot dot) {
          return !same_value(state->find(dot)->value, wanted);
        });
        break;
      default:
        op.kind = OpKind::set;
        op.predecessors = edit.seen ? *edit.seen : replaced_by_edit(*state, field);
    }
    if (const auto broken = names_another_client(save_.scope, op)) {
      return Error{ErrorKind::refused, *broken, ""};
    }
    if (breaks_signature(record, schema_, op, [this](Dot dot) { return is_of_earlier_save(dot); })) {
      return Error{ErrorKind::refused, kWriteAnAddendum,
                   "make a new note that names this one in `amends`"};
    }
    return put(record, std::move(op));
  }

  // Who writes and signs in one save says one thing, in whatever order.
  bool is_of_earlier_save(Dot dot) const {
    return dot.node != first_.node || dot.counter < first_.counter;
  }

  Status void_record(Record& record, const Edit& edit) {
    const auto* reason = std::get_if<std::string>(&edit.value);
    if (reason == nullptr || reason->empty() || reason->size() > limits::kReasonBytesMax) {
      return Error{ErrorKind::bad_input, "voiding a record takes a reason of 1 to 2,000 bytes",
                   "say why with --reason"};
    }
    if (const FieldDef* field = schema_.field(record.type, kFieldVoid)) {
      if (const auto fits = check_value(*field, edit.value); !fits) return fits.error();
    }
    Op op = void_op(record);
    op.value = edit.value;
    std::vector<Dot> seen = sight_.held_dots(record.id);
    const auto live = live_dots(record);
    seen.insert(seen.end(), live.begin(), live.end());
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    if (seen.size() > limits::kVoidListMax) {
      return Error{ErrorKind::over_limit, "the record has too many values to be voided at once",
                   "sync first, so that changes that were replaced need not be listed"};
    }
    op.seen = std::move(seen);
    return put(record, std::move(op));
  }

  Status lift_void(Record& record) {
    Op op = void_op(record);
    if (op.predecessors.empty()) {
      return Error{ErrorKind::bad_input, "the record is not voided", ""};
    }
    return put(record, std::move(op));
  }

  static Op void_op(const Record& record) {
    Op op;
    op.kind = OpKind::set;
    op.record = record.id;
    op.field = kFieldVoid;
    if (const FieldState* voids = record.field(kFieldVoid)) op.predecessors = all_dots(*voids);
    return op;
  }

  // More values than one op may name are taken back by ops before it, in the same save.
  Status put(Record& record, Op op) {
    while (op.predecessors.size() > limits::kPredecessorsMax) {
      Op before;
      before.kind = OpKind::retract;
      before.record = op.record;
      before.field = op.field;
      const auto end = op.predecessors.begin() + limits::kPredecessorsMax;
      before.predecessors.assign(op.predecessors.begin(), end);
      op.predecessors.erase(op.predecessors.begin(), end);
      append(record, std::move(before));
    }
    append(record, std::move(op));
    return Done{};
  }

  void append(Record& record, Op op) {
    const Dot dot{first_.node, first_.counter + save_.ops.size()};
    apply_op(record, op, dot, op.predecessors, Place::newest, [](Dot) { return true; });
    save_.ops.push_back(std::move(op));
  }

  const Sight& sight_;
  const Schema& schema_;
  Save& save_;
  Dot first_;
  std::map<RecordId, Record> records_;
};

Status check_limits(const Save& save) {
  if (save.ops.empty()) return Error{ErrorKind::bad_input, "there is nothing to save", ""};
  if (save.ops.size() > limits::kSaveOpsMax) {
    return Error{ErrorKind::over_limit,
                 "one save holds at most " + std::to_string(limits::kSaveOpsMax) + " changes",
                 "save in smaller steps"};
  }
  for (const Op& op : save.ops) {
    const auto* text = std::get_if<std::string>(&op.value);
    const auto* json = std::get_if<JsonText>(&op.value);
    const std::size_t size = text ? text->size() : json ? json->text.size() : 0;
    if (size > limits::kValueBytesMax) {
      return Error{ErrorKind::over_limit,
                   "a value is longer than " + std::to_string(limits::kValueBytesMax) + " bytes",
                   "split the text, for example into a note and an addendum"};
    }
  }
  return Done{};
}

}  // namespace

Result<Save> compose(const Sight& sight, const Schema& schema, const SaveHead& head,
                     std::span<const Edit> edits, const Author& author) {
  Save save;
  save.scope = head.scope;
  save.epoch = head.epoch;
  save.read_to = head.read_to;
  save.user = author.user;
  save.wall_ms = author.wall_ms;
  save.clock_offset_ms = author.clock_offset_ms;
  save.zone_minutes = author.zone_minutes;
  if (head.opens) {
    Op op;
    op.kind = OpKind::open;
    save.ops.push_back(op);
  }
  Composer composer(sight, schema, save, head.first);
  for (const Edit& edit : edits) {
    if (const auto taken = composer.take(edit); !taken) return taken.error();
  }
  if (const auto fits = check_limits(save); !fits) return fits.error();
  return save;
}

}  // namespace satchel
