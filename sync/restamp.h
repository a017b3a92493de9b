// Restamp: the same save under the dots of another node.
//
// A copy that goes on as a node of its own takes its unsent saves with it. Only what names dots of that queue
// changes (predecessors, lists of voids); the words stay what they are, and the save says what it was called before.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <functional>

#include "sync/op.h"

namespace satchel {

// `name`: its first dot until now; `had`: an office has had it under this name, so that others may call it so.
// `renamed` gives the new dot of an op of the queue, and every other dot as it is.
Save restamped(const Save& save, Dot name, bool had, const std::function<Dot(Dot)>& renamed);

// What a save says, whatever its dots: the same for every copy of it, stamped anew or not.
Hash256 words_of(const Save& save);

}  // namespace satchel
