// Fuzz target: brief saves, as anybody may send them to an office, or to a laptop.
//
//   input := whose store (0 the office's, else ana's), a message: 1 byte saves (0), a page (1) or one brief save; rest
//
// Whatever they say: nothing is read outside of them, nothing becomes longer than a frame, nothing stays brief, and of what
// can be read again the brief form stands for the same bytes.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include "sync/brief.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/worlds.h"

namespace satchel::fuzz {
namespace {

void shorten_again(Store& store, const std::string& raw) {
  const auto save = decode_save(raw);
  if (!save) return;
  StoredSave row;
  row.node = 7;
  row.first = 1000;
  row.last = row.first + save->ops.size() - 1;
  row.raw = raw;
  BriefWriter writer(store);
  const auto brief = writer.shortened(row, [](const StoredSave&) { return true; });
  demand(brief.has_value() == writer.end_frame().has_value(), "a check without a brief save, or the other way round");
  if (!brief) return;
  Tellers tellers(store);
  const auto again = lengthened(tellers, *brief);
  demand(static_cast<bool>(again), "a brief save that was written cannot be read");
  demand(*again == raw, "a brief save stands for other bytes");
}

void read_save(Store& store, std::string_view bytes) {
  Tellers tellers(store);
  const auto raw = lengthened(tellers, bytes);
  if (!raw) return;
  demand(raw->size() <= limits::kStampedSaveBytesMax + bytes.size(), "a brief save becomes longer than a save");
  shorten_again(store, *raw);
}

void read_saves(Store& store, std::string_view bytes) {
  SavesFrame frame;
  if (!decode(bytes, frame) || !spell_out(store, frame, any_save)) return;
  std::size_t size = 0;
  for (const SentSave& sent : frame.saves) {
    demand(!sent.brief, "a save stays brief");
    size += sent.raw.size();
  }
  demand(size <= limits::kFramePayloadMax + bytes.size(), "a frame becomes longer than a frame");
}

void read_page(Store& store, std::string_view bytes) {
  PagesFrame frame;
  if (!decode(bytes, frame) || !spell_out(store, frame)) return;
  for (const Chunk& chunk : frame.chunks) {
    demand(!chunk.scope_in_entry, "a page tells no scope");
    for (const LogEntry& entry : chunk.entries) demand(!entry.brief || !entry.raw, "an entry stays brief");
  }
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  fuzz::Input input(data, size);
  fuzz::Scene& scene = fuzz::scene(fuzz::SceneKind::ordinary);
  Store& store = input.byte() == 0 ? static_cast<Store&>(scene.world.desk.store) : scene.ana.store;
  switch (input.byte()) {
    case 0: fuzz::read_saves(store, input.rest()); break;
    case 1: fuzz::read_page(store, input.rest()); break;
    default: fuzz::read_save(store, input.rest());
  }
  return 0;
}
