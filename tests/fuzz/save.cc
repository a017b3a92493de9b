// Fuzz target: the reader of saves, and what is computed of a save that can be read.
//
// Thread rule: one thread. Failure rule: see fuzz.h.
#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/record.h"
#include "sync/restamp.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {
namespace {

void check_bounds(const Save& save) {
  demand(!save.ops.empty() && save.ops.size() <= limits::kSaveOpsMax, "a save of no or too many ops");
  demand(save.former.size() <= limits::kFormerNamesMax + 1, "a save of too many names");
  for (const Op& op : save.ops) {
    demand(op.predecessors.size() <= limits::kPredecessorsMax, "an op of too many predecessors");
    demand(!op.seen || op.seen->size() <= limits::kVoidListMax, "a void of too many dots");
  }
}

// The merge is total: it takes any ops in any order, and its digests can be told of whatever comes out.
void apply_all(const Save& save) {
  Record record;
  std::uint64_t counter = 0;
  for (const Op& op : save.ops) {
    const Dot dot{7, ++counter};
    apply_op(record, op, dot, op.predecessors, counter % 5 == 0 ? Place::oldest : Place::newest,
             [](Dot asked) { return asked.counter % 3 == 0; });
  }
  const std::string blob = encode_fields(record);
  Record again;
  again.id = record.id;
  demand(static_cast<bool>(decode_fields(blob, again)), "a record that was written cannot be read");
  demand(encode_fields(again) == blob, "a record changes when it is written and read");
  demand(record_digest(again) == record_digest(record), "a record that was read has another digest");
  (void)is_void(record);
  (void)is_voided_and_edited(record);
  (void)live_dots(record);
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  const std::string_view bytes = fuzz::Input(data, size).rest();
  const auto save = decode_save(bytes);
  if (!save) return 0;
  fuzz::check_bounds(*save);
  const std::string written = encode_save(*save);
  fuzz::demand(written.size() <= bytes.size(), "a save is written longer than it was read");
  const auto again = decode_save(written);
  fuzz::demand(static_cast<bool>(again), "a save that was written cannot be read");
  fuzz::demand(encode_save(*again) == written, "a save changes when it is written and read");
  fuzz::apply_all(*save);
  return 0;
}
