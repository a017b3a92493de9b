#include "sync/restamp.h"

#include "sync/codec.h"
#include "sync/limits.h"

namespace satchel {

Save restamped(const Save& save, Dot name, bool had, const std::function<Dot(Dot)>& renamed) {
  Save again = save;
  if (!again.origin) again.origin = name;
  if (had) again.former.push_back(name);
  if (again.former.size() > limits::kFormerNamesMax) again.former.erase(again.former.begin());
  for (Op& op : again.ops) {
    for (Dot& dot : op.predecessors) dot = renamed(dot);
    if (!op.seen) continue;
    for (Dot& dot : *op.seen) dot = renamed(dot);
  }
  return again;
}

Hash256 words_of(const Save& save) {
  Save words = save;
  words.origin.reset();
  words.former.clear();
  for (Op& op : words.ops) {
    op.predecessors.clear();
    if (op.seen) op.seen->clear();
  }
  return sha256(encode_save(words));
}

}  // namespace satchel
