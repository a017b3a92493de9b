#include "sync/laptop_incarnation.h"

#include <algorithm>
#include <map>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/mutant.h"
#include "sync/overlay.h"
#include "sync/restamp.h"

namespace satchel {

namespace {

constexpr std::string_view kNextNodeFact = "next node id";

}  // namespace

// ---- what is asked with ---------------------------------------------------------------------------------------

Uuid next_node_id(Store& store, const Uuid& fresh) {
  const auto kept = store.fact(kNextNodeFact);
  if (kept && kept->size() == fresh.bytes.size()) {
    Uuid id;
    std::copy(kept->begin(), kept->end(), id.bytes.begin());
    return id;
  }
  store.put_fact(kNextNodeFact, fresh.view());
  return fresh;
}

void forget_next_node_id(Store& store) { store.put_fact(kNextNodeFact, ""); }

void refuse_next_node_id(Store& store) {
  Transaction transaction(store);
  forget_next_node_id(store);
  transaction.commit();
}

std::vector<Have> chain_points(Store& store, NodeNumber node, const Have& after, std::size_t points_max) {
  std::vector<Have> ends;
  store.each_save_of(node, 0, [&](const StoredSave& row) {
    const bool of_this_chain = !row.chain.is_zero();  // and not of another copy, brought by a log or an inbox
    if (row.last > after.counter && of_this_chain) ends.push_back({row.last, row.chain});
    return true;
  });
  const std::size_t room = std::max<std::size_t>(1, std::min(points_max, limits::kChainPointsMax) - 1);
  const std::size_t stride = (ends.size() + room - 1) / room;
  std::vector<Have> points{after};
  for (std::size_t i = 0; i < ends.size(); i += stride) points.push_back(ends[i]);
  return points;
}

// ---- the exchange -------------------------------------------------------------------------------------------

LaptopIncarnation::LaptopIncarnation(Laptop& laptop, const Uuid& node_id, LaptopSessionOptions options)
    : laptop_(laptop), node_id_(node_id), options_(options) {}

Result<std::string> LaptopIncarnation::request() {
  const auto who = laptop_.identity();
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  ++progress.request_number;
  laptop_.put_progress(progress);
  IncarnationRequest request;
  request.from = {kWireVersion, who->office, who->office_epoch, who->node, progress.request_number,
                  progress.answered};
  request.node_id = node_id_ = next_node_id(laptop_.store(), node_id_);
  request.points = chain_points(laptop_.store(), who->node, {progress.acked, progress.chain_at_acked},
                                options_.chain_points_max);
  transaction.commit();
  link_ = LaptopLink(*who, progress.request_number, options_.sign_frames);
  FrameWriter writer = link_.writer();
  writer.add(FrameType::incarnation, encode(request));
  return std::move(writer).finish();
}

Status LaptopIncarnation::receive(std::string_view bytes) {
  return take_answer(laptop_, reader_, link_, bytes, FrameType::incarnated, [&](const std::string& payload) {
    IncarnationAnswer answer;
    const auto read = decode(payload, answer);
    if (read) answer_ = answer;
    return read;
  });
}

Result<std::uint64_t> LaptopIncarnation::finish() {
  if (!answer_ || !reader_.is_complete()) {
    return Error{ErrorKind::offline, "the link broke before the office had answered in full",
                 "nothing is lost; it is tried again"};
  }
  if (const auto fits = laptop_.check_going_on(answer_->node, answer_->common); !fits) {
    refuse_next_node_id(laptop_.store());
    return fits.error();
  }
  Transaction transaction(laptop_.store());
  const std::uint64_t stamped = laptop_.go_on_as(answer_->node, node_id_, answer_->common);
  forget_next_node_id(laptop_.store());
  laptop_.store().put_fact(kCredentialFact, answer_->credential);
  transaction.commit();
  return stamped;
}

// ---- the copy -------------------------------------------------------------------------------------------------

namespace {

// A save of the greatest size, whose dots are longer under the new node, leaves lists of voids as they were: its
// author's void then shows as "voided and edited", for a person to look at.
std::string raw_of(const Save& save, Dot name, bool had, const std::function<Dot(Dot)>& renamed) {
  Save again = restamped(save, name, had, renamed);
  std::string raw = encode_save(again);
  if (raw.size() <= limits::kStampedSaveBytesMax) return raw;
  for (std::size_t i = 0; i < save.ops.size(); ++i) again.ops[i].seen = save.ops[i].seen;
  return encode_save(again);
}

}  // namespace

Status Laptop::check_going_on(NodeNumber node, const Have& common) {
  bool is_free = node > kOfficeNode && node <= kNodeNumberMax && !is_own(node);
  store_.each_save_of(node, 0, [&](const StoredSave&) { return is_free = false; });
  const NodeNumber present = identity()->node;
  const bool fits = common.counter == 0 || what_the_office_has({{present, common}}).count(present) == 1;
  if (is_free && fits) return Done{};
  return Error{ErrorKind::corrupt,
               is_free ? "the office's history of this laptop is not this laptop's own"
                       : "the office gives this laptop a number that another one has",
               "nothing is lost, and it is tried again; if this message stays, tell the office"};
}

std::uint64_t Laptop::go_on_as(NodeNumber node, const Uuid& node_id, const Have& common) {
  const LaptopIdentity who = *identity();
  const LaptopProgress progress = this->progress();
  std::vector<Queued> queue;
  std::vector<Dot> releases;
  store_.each_save_of(who.node, common.counter, [&](const StoredSave& row) {
    // What is sealed cannot be stamped anew. What the office acknowledged stays in its box; the rest are releases, which
    // follow again when the office repeats its withdrawals.
    const bool unsent = row.last > progress.acked && row.state != SaveState::rescued;
    if (row.sealed && unsent) releases.push_back(row.dot());
    if (row.sealed) return true;
    // What the office told of is with the office, wherever its chain and ours were last compared.
    if (!row.is_applied() && row.inbox_position == 0) queue.push_back({row, false});
    return true;
  });
  for (const Dot release : releases) store_.remove_save(release);
  stamp_anew(queue, node, node_id);
  return queue.size();
}

void Laptop::stamp_anew(const std::vector<Queued>& queue, NodeNumber node, const Uuid& node_id) {
  LaptopIdentity who = *identity();
  LaptopProgress progress = this->progress();
  progress.counter = progress.acked = progress.request_number = progress.settled = progress.answered = 0;
  progress.chain = progress.chain_at_acked = chain_start(node_id.view());
  progress.cut = progress.proven_equal = false;
  progress.send_whole_vector = true;

  std::map<Dot, Dot> renamed;
  Stale stale;
  const auto new_dot = [&](Dot dot) {
    const auto copy = store_.save_with(dot);
    if (copy && copy->state == SaveState::duplicate && store_.save_with(copy->waits_for)) dot = copy->same_as(dot);
    const auto found = renamed.find(dot);
    return found == renamed.end() ? dot : found->second;
  };
  for (const auto& [before, office_had_it] : queue) {
    const Save save = with_substitutions(store_, decode_kept(before), before.substitutions);
    StoredSave row = before;
    row.substitutions.clear();
    row.node = node;
    row.first = progress.counter + 1;
    row.last = progress.counter + save.ops.size();
    for (std::size_t i = 0; i < save.ops.size(); ++i) renamed[before.dot_of(i)] = row.dot_of(i);
    row.raw = raw_of(save, before.dot(), office_had_it,
                     mutated(Mutant::queue_not_renamed) ? [](Dot dot) { return dot; } : std::function<Dot(Dot)>(new_dot));
    row.chain = chain_next(progress.chain, row.first, row.raw);
    progress.counter = row.last;
    progress.chain = row.chain;
    store_.remove_overlay(before.dot());
    if (office_had_it) {
      StoredSave alias = before;
      alias.state = SaveState::duplicate;
      alias.waits_for = row.dot();
      store_.put_save(alias);
    } else {
      store_.remove_save(before.dot());
    }
    store_.put_save(row);
    if (held_scope(row.scope)) add_to_overlay(row, save, stale);
  }
  for (StoredSave& copy : store_.saves_in_state(SaveState::duplicate)) {
    const Dot now = new_dot(copy.waits_for);
    if (now == copy.waits_for || now == copy.dot()) continue;
    copy.waits_for = now;
    store_.put_save(copy);
  }
  who.earlier.push_back(who.node);
  who.node = node;
  who.node_id = node_id;
  put_identity(who);
  put_progress(progress);
  refresh(stale);
}

}  // namespace satchel
