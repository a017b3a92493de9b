#include "sync/restamp.h"

#include "sync/codec.h"

namespace satchel {

Save restamped(const Save& save, const Origin& origin, const std::function<Dot(Dot)>& renamed) {
  Save again = save;
  if (!again.origin) again.origin = origin;
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
  for (Op& op : words.ops) {
    op.predecessors.clear();
    if (op.seen) op.seen->clear();
  }
  return sha256(encode_save(words));
}

}  // namespace satchel
