// Fuzz target: answers, from the laptop's side: to an exchange, to a copy that asks for a node of its own, to one that
// recovers with a restored office.
//
//   input := which world, flags, script (script.h)
//
// Whatever an office says, or who calls himself one: what was not acknowledged stays on the laptop, and what the laptop
// keeps with every change is what it is when it is made anew.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <algorithm>
#include <map>
#include <set>

#include "sync/laptop_incarnation.h"
#include "sync/limits.h"
#include "sync/restamp.h"
#include "tests/fuzz/script.h"
#include "tests/fuzz/worlds.h"

namespace satchel::fuzz {
namespace {

using testkit::Worker;

constexpr std::uint8_t kSigned = 4;  // answers have to be signed, and these are not
constexpr std::uint8_t kSlices = 8;
constexpr std::uint8_t kSmallRequests = 16;
// Bits 0-1: what is asked for; bits 5-6: whose laptop.

enum class Asks { exchange, recovery, incarnation };

Asks asks_of(std::uint8_t flags) {
  switch (flags & 3) {
    case 1: return Asks::recovery;
    case 2: return Asks::incarnation;
    default: return Asks::exchange;
  }
}

// What a worker has written and the office has not placed, by the end of each save and what it says: a copy that goes
// on as another node writes it anew.
std::multimap<std::uint64_t, Hash256> unsent(Worker& worker) {
  std::multimap<std::uint64_t, Hash256> all;
  for (const StoredSave& row : worker.store.saves_in_state(SaveState::pending)) {
    if (row.node != worker.node()) continue;
    if (const auto save = decode_save(row)) all.emplace(row.last, words_of(*save));
  }
  return all;
}

std::set<Hash256> everything_said(Worker& worker) {
  std::set<Hash256> all;
  for (const SaveState state : {SaveState::pending, SaveState::applied, SaveState::parked, SaveState::accepted,
                                SaveState::declined, SaveState::duplicate, SaveState::rescued}) {
    for (const StoredSave& row : worker.store.saves_in_state(state)) {
      if (const auto save = decode_save(row)) all.insert(words_of(*save));
    }
  }
  return all;
}

template <class Session>
void hear(Session& session, std::string_view answer, std::size_t slice) {
  testkit::hand_over(answer, slice, [&](std::string_view bytes) { return static_cast<bool>(session.receive(bytes)); });
  (void)session.finish();
}

void exchange(Worker& worker, std::int64_t now_ms, std::uint8_t flags, const std::string& answer) {
  LaptopSessionOptions options;
  options.wall_ms = now_ms;
  options.sign_frames = (flags & kSigned) != 0;
  options.request_bytes_max = (flags & kSmallRequests) != 0 ? 200 : options.request_bytes_max;
  const std::size_t slice = (flags & kSlices) != 0 ? 5 : SIZE_MAX;
  const Uuid node_id = Uuid::from_name("another node " + std::to_string(worker.node()));
  const auto unsent_before = unsent(worker);
  const auto said_before = everything_said(worker);
  const NodeNumber node_before = worker.node();
  const std::uint64_t acked_before = worker.laptop.progress().acked;
  switch (asks_of(flags)) {
    case Asks::exchange: {
      LaptopSession session(worker.laptop, options);
      if (session.request()) hear(session, answer, slice);
      break;
    }
    case Asks::recovery: {
      LaptopRecovery session(worker.laptop, node_id, options);
      if (session.request()) hear(session, answer, slice);
      break;
    }
    case Asks::incarnation: {
      LaptopIncarnation session(worker.laptop, node_id, options);
      if (session.request()) hear(session, answer, slice);
      break;
    }
  }
  check_laptop(worker);
  const LaptopProgress progress = worker.laptop.progress();
  const auto still_unsent = unsent(worker);
  const auto is_unsent = [&](const Hash256& words) {
    return std::any_of(still_unsent.begin(), still_unsent.end(), [&](const auto& item) {
      return item.second == words && item.first > progress.acked;
    });
  };
  const bool same_node = worker.node() == node_before;
  for (const auto& [last, words] : unsent_before) {
    // What the office has acknowledged may leave with its file.
    if (last <= (same_node ? progress.acked : acked_before)) continue;
    demand(is_unsent(words), "what was not acknowledged is no longer on its way");
  }
  if (same_node) return;
  const auto said = everything_said(worker);
  for (const Hash256& words : said_before) {
    demand(said.count(words) == 1, "what was on the laptop is gone, because it goes on as another node");
  }
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  using namespace satchel::fuzz;
  Input input(data, size);
  Scene& first = scene(static_cast<SceneKind>(input.byte() % kSceneKinds));
  const std::uint8_t flags = input.byte();
  Worker worker(first.worker(static_cast<std::size_t>(flags >> 5 & 3)));
  FrameWriter writer;
  bool any = false;
  const auto end = [&] {
    if (any) exchange(worker, first.world.now_ms, flags, std::move(writer).finish());
    writer = FrameWriter();
    any = false;
  };
  for (const Step& step : steps_of(input)) {
    if (step.is_frame()) {
      writer.add(static_cast<FrameType>(step.kind), std::string(step.payload));
      any = true;
      continue;
    }
    end();
    if (step.kind == kBody) exchange(worker, first.world.now_ms, flags, std::string(step.payload));
  }
  end();
  // Whatever was said to it, the laptop goes on: it asks again, or says why it cannot.
  LaptopSession session(worker.laptop, {});
  (void)session.request();
  check_laptop(worker);
  return 0;
}
