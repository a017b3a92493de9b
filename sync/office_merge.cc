// The office's own hand in texts: joining two edits of one narrative, and taking a join back when a person has
// decided the same question.
#include <algorithm>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/office.h"
#include "sync/signed_note.h"
#include "sync/text_merge.h"

namespace satchel {

namespace {

struct Ancestry {
  OpKind kind;
  std::vector<Dot> predecessors;
  Value value;
};

// The op behind a dot, from the archive.
std::optional<Ancestry> ancestry_of(Store& store, Dot dot) {
  const auto row = store.save_with(dot);
  if (!row) return std::nullopt;
  auto save = decode_save(row->raw);
  const std::size_t index = static_cast<std::size_t>(dot.counter - row->first);
  if (!save || index >= save->ops.size()) return std::nullopt;
  Op& op = save->ops[index];
  if (!op.is_field_op()) return std::nullopt;
  return Ancestry{op.kind, std::move(op.predecessors), std::move(op.value)};
}

Save save_of_program(const ScopeId& scope, std::int64_t now_ms, Op op) {
  Save save;
  save.scope = scope;
  save.user = kProgramName;
  save.wall_ms = now_ms;
  op.automatic = true;
  save.ops.push_back(std::move(op));
  return save;
}

}  // namespace

void Office::after_placing(const StoredSave& row, const Save& save) {
  if (row.node != kOfficeNode || save.user != kProgramName) {
    for (const Op& op : save.ops) {
      if (op.is_field_op() && !op.predecessors.empty()) retract_own_merge(op, row);
    }
  }
  for (const Op& op : save.ops) {
    // Two edits are joined that began from the same single value (merge_text_of): a first value begins from none.
    if (!op.puts_value() || op.unknown_kind != 0 || op.predecessors.size() != 1) continue;
    const auto record = shown(op.record);
    const FieldState* state = record ? record->field(op.field) : nullptr;
    if (state == nullptr || state->siblings.size() != 2) continue;
    const FieldDef* field = schema().field(record->type, op.field);
    if (field == nullptr || field->kind != FieldKind::long_text) continue;
    store_.add_merge_candidate({row.node, op.record, op.field});
  }
}

// A person's op that replaces what an automatic merge replaced makes that merge moot.
void Office::retract_own_merge(const Op& op, const StoredSave& row) {
  const auto record = shown(op.record);
  const FieldState* state = record ? record->field(op.field) : nullptr;
  if (state == nullptr || op.automatic || mutated(Mutant::merge_kept)) return;
  if (is_signed_note(*record, schema())) return;  // the merged text may be what was signed
  for (const Sibling& sibling : state->siblings) {
    if (!sibling.automatic || sibling.dot.node != kOfficeNode) continue;
    const auto merge = ancestry_of(store_, sibling.dot);
    if (!merge) continue;
    const bool decides_the_same = std::all_of(
        merge->predecessors.begin(), merge->predecessors.end(), [&](Dot dot) {
          return std::find(op.predecessors.begin(), op.predecessors.end(), dot) !=
                 op.predecessors.end();
        });
    if (!decides_the_same) continue;
    Op retract;
    retract.kind = OpKind::retract;
    retract.record = op.record;
    retract.field = op.field;
    retract.predecessors = {sibling.dot};
    (void)append_own(save_of_program(record->scope, row.received_ms, std::move(retract)), true);
    return;  // the siblings have changed
  }
}

void Office::merge_texts(NodeNumber node, std::int64_t now_ms) {
  for (const MergeCandidate& candidate : store_.merge_candidates(node)) {
    store_.remove_merge_candidate(candidate);
    merge_text_of(candidate, now_ms);
  }
}

void Office::merge_text_of(const MergeCandidate& candidate, std::int64_t now_ms) {
  const auto record = shown(candidate.record);
  const FieldState* state = record ? record->field(candidate.field) : nullptr;
  if (state == nullptr || state->siblings.size() != 2 || is_signed_note(*record, schema())) return;
  if (is_void(*record)) return;  // the program's word would bring back what a person voided
  const Sibling& one = state->siblings[0];
  const Sibling& two = state->siblings[1];
  const auto mine = ancestry_of(store_, one.dot);
  const auto theirs = ancestry_of(store_, two.dot);
  if (!mine || !theirs || mine->kind != OpKind::set || theirs->kind != OpKind::set) return;
  if (mine->predecessors.size() != 1 || mine->predecessors != theirs->predecessors) return;
  const auto base = ancestry_of(store_, mine->predecessors[0]);
  const auto* base_text = base ? std::get_if<std::string>(&base->value) : nullptr;
  const auto* one_text = std::get_if<std::string>(&one.value);
  const auto* two_text = std::get_if<std::string>(&two.value);
  if (base_text == nullptr || one_text == nullptr || two_text == nullptr) return;
  auto merged = merge_text(*base_text, *one_text, *two_text);
  if (!merged || merged->size() > limits::kValueBytesMax) return;
  Op op;
  op.kind = OpKind::resolve;
  op.record = candidate.record;
  op.field = candidate.field;
  op.predecessors = {one.dot, two.dot};
  op.value = std::move(*merged);
  (void)append_own(save_of_program(record->scope, now_ms, std::move(op)), true);
}

}  // namespace satchel
