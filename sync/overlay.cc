#include "sync/overlay.h"

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/mutant.h"

namespace satchel {

bool touches(const Op& op, const RecordId& record) {
  return op.changes_record() && op.record == record;
}

std::set<RecordId> records_of(const Save& save) {
  std::set<RecordId> records;
  for (const Op& op : save.ops) {
    if (op.changes_record()) records.insert(op.record);
  }
  return records;
}

void apply_above(Store& store, Record& record, const StoredSave& row, const Save& save) {
  const auto applied = [&](Dot dot) {
    return (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) ||
           is_applied(store, dot);
  };
  for (std::uint32_t i = 0; i < save.ops.size(); ++i) {
    const Op& op = save.ops[i];
    if (!touches(op, record.id)) continue;
    std::vector<Dot> replaces = op.predecessors;
    for (const Substitution& item : row.substitutions) {
      if (item.op == i) replaces.push_back(item.also_replaces);
    }
    if (!mutated(Mutant::no_stand_in)) {
      const auto also = stand_ins_of(store, op, &record);
      replaces.insert(replaces.end(), also.begin(), also.end());
    }
    if (op.seen) {
      Op listed = op;
      const auto known = stand_ins_of_list(store, *op.seen);
      listed.seen->insert(listed.seen->end(), known.begin(), known.end());
      apply_op(record, listed, row.dot_of(i), replaces, Place::newest, applied);
      continue;
    }
    apply_op(record, op, row.dot_of(i), replaces, Place::newest, applied);
  }
}

StoredSave as_the_office_names_it(StoredSave row) {
  if (row.state != SaveState::duplicate) return row;
  const std::uint64_t length = row.last - row.first;
  row.node = row.waits_for.node;
  row.first = row.waits_for.counter;
  row.last = row.first + length;
  return row;
}

Save decode_kept(const StoredSave& row) {
  auto save = decode_save(row);
  if (!save) throw StoreFailure(save.error());
  return std::move(*save);
}

}  // namespace satchel
