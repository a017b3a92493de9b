// Brief saves: a save on its way leaves out what the other side can look up.
//
// An op that replaces a value names that value by its dot. A copy that has the save with this dot, the teller, knows of
// which record it is, in which scope that lies, and what the value was. So the 16 bytes of either id need not travel, nor
// the beginning and the end of a text that was changed in its middle: of a field that changed they are most of the bytes,
// and the ids do not compress. Canonical bytes alone are hashed, chained, kept and forwarded; brief ones are never stored.
//
//   brief := count, count x cut, rest              all numbers are varints
//   cut   := gap, what, [length]                   gap: bytes of the rest between the cut before and this one
//   what  := 4 x zigzag(way) + part                way: from the cut to the teller's dot, in bytes of the rest
//   part  := 0 the subject of the teller's scope (16 bytes), 1 the id of its record (16), 2 the first `length` bytes of
//            its value, a text, 3 the last `length` bytes of it
//
// Each frame with brief saves carries a check over their canonical bytes, so that what was looked up wrongly is found
// before any of it is stored; the side that cannot read one asks for whole ones (`spell_out` in message.h).
// Thread rule: the store's. Failure rule: an Error of kind `corrupt`, whatever the reason.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/message.h"
#include "sync/result.h"
#include "sync/store.h"

namespace satchel {

// Whether the other side has this save.
using IsThere = std::function<bool(const StoredSave&)>;
inline bool any_save(const StoredSave&) { return true; }

// Looks up tellers, the last one only once. A frame may not cost more than limits::kBriefLookedUpBytesMax.
class Tellers {
 public:
  struct Told {
    RecordId record;
    ScopeId scope;
    const Value* value = nullptr;
  };
  explicit Tellers(Store& store) : store_(store) {}
  // Until the next call.
  std::optional<Told> told_by(Dot dot, const IsThere& is_there);
  void begin_frame() { looked_up_bytes_ = 0; }

 private:
  bool look_up(Dot dot, const IsThere& is_there);

  Store& store_;
  StoredSave row_;  // the last one; no counters: none
  Save save_;
  std::size_t looked_up_bytes_ = 0;
};

// One side's saves on their way.
class BriefWriter {
 public:
  explicit BriefWriter(Store& store) : tellers_(store) {}
  // Nothing where nothing can be left out: it is sent as it is.
  std::optional<std::string> shortened(const StoredSave& row, const IsThere& is_there);
  // Of those that were shortened since the frame before.
  std::optional<BriefCheck> end_frame();

 private:
  Tellers tellers_;
  std::optional<Hash256> check_;
};

// `may_tell`: only such a save is looked up. Who sends a brief save may have it look up what it may read itself and
// nothing else: by trying checks it would find out the rest, byte by byte.
Result<std::string> lengthened(Tellers& tellers, std::string_view brief, const IsThere& may_tell = any_save);

// The canonical bytes of all saves of a frame, and the scopes of its chunks; as the store is before the frame.
Status spell_out(Store& store, SavesFrame& frame, const IsThere& may_tell);
Status spell_out(Store& store, PagesFrame& frame);
// The scope in the bytes of a save; nothing where it stands elsewhere, in those of a later version.
std::optional<ScopeId> scope_in(std::string_view raw);

}  // namespace satchel
