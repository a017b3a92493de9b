// NoteDraft of API.md. Thread rule: pure. Failure rule: none.
#pragma once

#include "node/laptop/note_drafts.h"

namespace satchel {

json::object view_of(const NoteDraft& draft);

}  // namespace satchel
