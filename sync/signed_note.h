// A signed note: legal evidence. The signed text is what the signature carries; afterwards the note takes addenda
// only (another note that names it in `amends`).
//
// Who had seen the signature may not change the body. Who had not keeps the edit, as an unsigned sibling.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <functional>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/schema.h"

namespace satchel {

inline constexpr const char* kWriteAnAddendum =
    "the note was signed before this change; write an addendum";

// Whether the note carries a signature, or co-signature, whose dot satisfies `counts`.
bool is_signed_note(const Record& record, const Schema& schema,
                    const std::function<bool(Dot)>& counts);

// Whether the op gives a note another body. To choose among the texts that are there is no change.
bool changes_note_body(const Record& record, const Schema& schema, const Op& op);

}  // namespace satchel
