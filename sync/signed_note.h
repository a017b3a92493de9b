// A signed note: legal evidence. The signed text is what the signature carries; afterwards the note takes addenda
// only (another note that names it in `amends`).
//
// Who had seen a signature may change neither the body nor the signature. Who had not keeps the edit, and the
// signature keeps what was signed.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <functional>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/schema.h"

namespace satchel {

inline constexpr const char* kWriteAnAddendum =
    "the note was signed before this change; write an addendum";

bool is_signed_note(const Record& record, const Schema& schema);

// Whether the op changes what a signature or co-signature stands for. Only those signatures count whose dots
// `had_seen` says the author of the op had seen. To choose among the values that are there changes nothing.
bool breaks_signature(const Record& record, const Schema& schema, const Op& op,
                      const std::function<bool(Dot)>& had_seen);

}  // namespace satchel
