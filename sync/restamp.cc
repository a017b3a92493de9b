#include "sync/restamp.h"

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

}  // namespace satchel
