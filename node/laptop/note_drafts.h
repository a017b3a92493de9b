// NoteDrafts: notes that are being written, as rows of the laptop's database.
//
// Each autosave is durable, and none is a save: a save is what the office gets, and a note typed over ten minutes would
// be sixty of them. Every sync first hands in what changed, as one save, so that a draft leaves a laptop that is lost
// tomorrow. A signature waits here likewise: until a sync carries it away it can be taken back; from then on there are
// only addenda. It rests for some seconds before a sync that nobody asked for takes it along.
// A draft is no part of its client's file: when the file is withdrawn while somebody types, what was typed stays, with
// the reason why it cannot be handed in.
// Thread rule: the workspace's. Failure rule: Errors for the person; StoreFailure when the database fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

// The text is in the note and once more in its signature: both have to fit into values and saves. A draft may be
// longer; it is kept, and has to be made into two notes before it is signed.
inline constexpr std::size_t kNoteBytesMax = 40 * 1024;
inline constexpr std::size_t kDraftBytesMax = 2 * 1024 * 1024;
// So long after it was given, a signature can be taken back even where there is a network.
inline constexpr std::int64_t kSignatureRestMs = 20'000;

struct NoteDraft {
  Uuid id;  // of the note
  Uuid client;
  std::optional<Uuid> visit;
  std::string compartment;      // a restricted one; empty: the general file
  json::object fields;          // of type note, by name
  json::object sections;        // the body in parts, as the editor shows them; never handed in
  std::int64_t saved_ms = 0;    // this laptop's clock
  std::int64_t signed_ms = 0;   // 0: not signed
  std::string credential;       // of the signer
  std::string handed_in;        // digest of what the last hand-in had; empty: the note is no record yet
  std::string problem;          // why it could not be handed in

  bool is_signed() const { return signed_ms != 0; }
  bool rests(std::int64_t now_ms) const { return now_ms >= signed_ms && now_ms - signed_ms < kSignatureRestMs; }
};

// What a sync takes along.
enum class HandIn { all, what_has_rested };

class NoteDrafts {
 public:
  explicit NoteDrafts(LaptopWorkspace& workspace) : workspace_(workspace) {}

  std::vector<NoteDraft> all();
  std::optional<NoteDraft> find(const Uuid& id);
  // How many the next sync would hand in.
  std::uint64_t count_unsent();

  // One autosave. `base`: when the state was saved that the editor began from; 0: there was none. `changed` when another
  // window has written since, and when the note is signed or voided.
  Result<NoteDraft> keep(NoteDraft typed, std::int64_t base_ms, std::int64_t now_ms);
  // Signs the text that was saved at `base`, which is what the person sees; `changed` when it is another by now.
  Result<NoteDraft> sign(const Uuid& id, std::int64_t base_ms, const std::string& credential, std::int64_t now_ms);
  // `changed` when a sync has carried the signature away.
  Result<NoteDraft> take_back_signature(const Uuid& id);
  // A note that was handed in is voided, unless it was signed meanwhile; one that never was is gone.
  Status discard(const Uuid& id);

  // What changed becomes saves. What cannot stays, with its problem.
  void hand_in(HandIn what, std::int64_t now_ms);
  // Whether a signature waits for nothing but a sync.
  bool has_signed_one(std::int64_t now_ms);

 private:
  void put(const NoteDraft& draft);
  void drop(const Uuid& id);
  Status hand_in_one(const Uuid& id, HandIn what, std::int64_t now_ms);
  Status check_record(const Uuid& id);
  Status save_fields(const NoteDraft& draft);
  Status save_signature(const NoteDraft& draft);
  std::string name_of_signer();
  Status save_form(const NoteDraft& draft, const json::object& fields);

  LaptopWorkspace& workspace_;
};

}  // namespace satchel
