// Restamp: the same save under the dots of another node.
//
// A copy that goes on as a node of its own takes its unsent saves with it. Only what names dots of that queue
// changes (predecessors, lists of voids); the words stay what they are, and the origin says which save it is.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <functional>

#include "sync/op.h"

namespace satchel {

// `renamed` gives the new dot of an op of the queue, and every other dot as it is. A save that was stamped before
// keeps its first origin: all copies of one save have the same.
Save restamped(const Save& save, const Origin& origin, const std::function<Dot(Dot)>& renamed);

// What a save says, whatever its dots: the same for every copy of it, stamped anew or not. It tells copies apart where
// no chain is known, and proves nothing to anybody else.
Hash256 words_of(const Save& save);

}  // namespace satchel
