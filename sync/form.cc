#include "sync/form.h"

#include <algorithm>

#include "sync/codec.h"
#include "sync/mutant.h"

namespace satchel {

namespace {

// Whether this copy has that value of the field, or had it.
bool is_known(Store& store, const RecordId& record, FieldId field, const FieldState* state, Dot dot) {
  if (state != nullptr && state->find(dot) != nullptr) return true;
  const auto row = store.save_with(dot);
  const auto save = row && !row->sealed ? decode_save(*row) : Result<Save>(Error{});
  if (!save || dot.counter < row->first || dot.counter - row->first >= save->ops.size()) return false;
  const Op& op = save->ops[dot.counter - row->first];
  return op.is_field_op() && op.record == record && op.field == field;
}

}  // namespace

bool wrote_here(Store& store, Dot dot, const std::vector<NodeNumber>& own) {
  if (std::find(own.begin(), own.end(), dot.node) == own.end()) return false;
  if (dot.node == own.front()) return true;
  const auto row = store.save_with(dot);
  return row && !row->chain.is_zero();
}

std::vector<Dot> replaced_by_form(Store& store, const RecordId& record, FieldId field, const FieldState* state,
                                  std::vector<Dot> displayed, const std::vector<NodeNumber>& own) {
  std::sort(displayed.begin(), displayed.end());
  displayed.erase(std::unique(displayed.begin(), displayed.end()), displayed.end());
  std::erase_if(displayed, [&](Dot dot) { return !is_known(store, record, field, state, dot); });
  if (state == nullptr) return displayed;
  for (const Sibling& sibling : state->siblings) {
    const bool is_own = wrote_here(store, sibling.dot, own) || mutated(Mutant::form_replaces_unseen);
    const bool is_named = std::find(displayed.begin(), displayed.end(), sibling.dot) != displayed.end();
    if (is_own && !is_named) displayed.push_back(sibling.dot);
  }
  return displayed;
}

}  // namespace satchel
