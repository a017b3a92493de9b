#include "sync/office_session.h"

#include <algorithm>
#include <utility>

#include "sync/brief.h"
#include "sync/codec.h"
#include "sync/laptop_session.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/pages.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"
#include "sync/wall_time.h"

namespace satchel {

OfficeSession::OfficeSession(Office& office, OfficeSessionOptions options)
    : office_(office),
      store_(office.store()),
      options_(std::move(options)),
      reader_(limits::kRequestBytesMax) {}

void OfficeSession::refuse(RefusalKind kind, std::string message) {
  if (refusal_) return;
  refusal_ = Refusal{};
  refusal_->kind = kind;
  refusal_->message = std::move(message);
  report_.problem = refusal_->message;
}

// ---- the request ------------------------------------------------------------------------------------------

bool OfficeSession::receive(std::string_view bytes) {
  if (refusal_ || bad_frame_) return false;
  if (const auto fed = reader_.feed(bytes); !fed) {
    report_.problem = fed.error().message;
    if (fed.error().kind == ErrorKind::too_new) {
      refuse(RefusalKind::too_new, "the office speaks version 1 of the protocol");
    }
    bad_frame_ = true;
    return false;
  }
  std::optional<Batch> batch;
  const bool goes_on = take_frames(batch);
  commit(batch);
  return goes_on;
}

bool OfficeSession::take_frames(std::optional<Batch>& batch) {
  while (!refusal_ && !bad_frame_) {
    auto frame = reader_.next();
    if (!frame) {
      report_.problem = frame.error().message;
      bad_frame_ = true;
      return false;
    }
    if (!*frame) return true;
    take(**frame, batch);
  }
  return false;
}

void OfficeSession::commit(std::optional<Batch>& batch) {
  if (!batch) return;
  batch->transaction.commit();
  next_ = batch->next;
  proven_ = batch->proven;
  batch.reset();
}

void OfficeSession::take(const Frame& frame, std::optional<Batch>& batch) {
  if (!greeted_) {
    switch (frame.type) {
      case FrameType::hello: return take_hello(frame);
      case FrameType::incarnation: return take_incarnation(frame);
      case FrameType::recovery: return take_recovery(frame);
      default: return refuse(RefusalKind::bad_frame, "a request begins with a hello");
    }
  }
  if (!signature_is_right(frame, device_key_)) {
    bad_frame_ = true;
    report_.problem = "a frame is not signed by its laptop";
    return;
  }
  if (frame.type == FrameType::vector) {
    VectorFrame message;
    if (!decode(frame.payload, message)) {
      bad_frame_ = true;
      return;
    }
    if (vector_.size() + message.entries.size() > limits::kVectorEntriesMax) {
      bad_frame_ = true;
      report_.problem = "the vector names too many scopes";
      return;
    }
    vector_.insert(vector_.end(), message.entries.begin(), message.entries.end());
  } else if (frame.type == FrameType::rescue && !recovers_) {
    RescueFrame message;
    if (!decode(frame.payload, message)) {
      bad_frame_ = true;
      return;
    }
    commit(batch);
    take_rescue(message);
  } else if (frame.type == FrameType::saves && !recovers_) {
    SavesFrame message;
    if (!decode(frame.payload, message)) {
      bad_frame_ = true;
      return;
    }
    take_saves(std::move(message), batch);
  }
}

bool OfficeSession::signature_is_right(const Frame& frame, const std::string& key) {
  if (!options_.demand_signatures) return true;
  return reader_.is_signed() &&
         verify(key,
                signed_bytes(request_context(from_.office, from_.office_epoch, from_.node,
                                             from_.request_number),
                             reader_.frames_read() - 1, frame),
                frame.signature);
}

// Whether the hello comes from this node, and the node may be spoken with; refuses otherwise.
bool OfficeSession::comes_from(const NodeRow& node, const Frame& frame) {
  if (options_.link && options_.link->device_key != node.key) {
    refuse(RefusalKind::not_signed, "this laptop's certificate belongs to another laptop");
  } else if (!signature_is_right(frame, node.key)) {
    refuse(RefusalKind::not_signed, "the request is not signed with this laptop's key");
  } else if (node.revoked) {  // told only to who has the key
    refuse(RefusalKind::revoked, "the office has shut this laptop out");
  }
  return !refusal_;
}

// Who asks, and whether that was not asked before: what every first frame has to pass.
std::optional<NodeRow> OfficeSession::admit(const Greeting& from, const Frame& frame) {
  from_ = from;
  if (from.version != kWireVersion) {
    refuse(RefusalKind::too_new, "the office speaks version 1 of the protocol");
    return std::nullopt;
  }
  const auto who = office_.identity();
  if (from.office != who->id) {
    refuse(RefusalKind::other_office, "this is the office " + who->name + ", not the one that enrolled this laptop");
    return std::nullopt;
  }
  if (from.office_epoch > who->epoch) {  // the restore itself is forgotten
    auto node = admit_node(store_.node(from.node), from, frame);
    if (node) refuse_for_going_back();
    return std::nullopt;
  }
  if (from.office_epoch != who->epoch) {
    refuse(RefusalKind::office_restored, "the office " + who->name + " was restored from a backup");
    refusal_->office_epoch = who->epoch;
    return std::nullopt;
  }
  auto node = admit_node(store_.node(from.node), from, frame);
  if (node && !office_.speaks(node->number)) {
    refuse(RefusalKind::office_restored, "the office " + who->name + " was restored from a backup");
    refusal_->office_epoch = who->epoch;
    return std::nullopt;
  }
  return node;
}

void OfficeSession::keep_note_of_going_back(Transaction& transaction) {
  if (refusal_ && refusal_->kind == RefusalKind::office_went_back) transaction.commit();
}

// Nothing else of the request is kept, not even its number: the next one is refused in the same way.
void OfficeSession::refuse_for_going_back() {
  refuse(RefusalKind::office_went_back, "the office works with an older state than the one that this laptop has met");
  office_.note_went_back(options_.now_ms);
}

std::optional<NodeRow> OfficeSession::admit_node(std::optional<NodeRow> node, const Greeting& from,
                                                 const Frame& frame) {
  if (!node || node->number == kOfficeNode) {
    refuse(RefusalKind::unknown_node, "unknown laptop");
    return std::nullopt;
  }
  if (!comes_from(*node, frame)) return std::nullopt;
  if (from.request_number <= node->request_number) {
    refuse(RefusalKind::replayed, "this request was received before");
    refusal_->request_number = node->request_number;
    return std::nullopt;
  }
  const std::uint64_t before = std::exchange(node->request_number, from.request_number);
  const bool same_epoch = from.office_epoch == office_.identity()->epoch;
  if (same_epoch && from.answered > before && !mutated(Mutant::went_back_unnoticed)) {
    refuse_for_going_back();
    return std::nullopt;
  }
  return node;
}

void OfficeSession::take_hello(const Frame& frame) {
  if (!decode(frame.payload, hello_)) {
    refuse(RefusalKind::bad_frame, "the hello cannot be read");
    return;
  }
  Transaction transaction(store_);
  auto node = admit({hello_.version, hello_.office, hello_.office_epoch, hello_.node, hello_.request_number,
                     hello_.answered},
                    frame);
  if (!node) return keep_note_of_going_back(transaction);
  if (auto refusal = check_chain(*node)) {
    refusal_ = refusal;
    report_.problem = refusal_->message;
    return;
  }
  office_.come_back(*node);
  node->last_seen_ms = options_.now_ms;
  node->clock_offset_ms = ms_between(hello_.wall_ms, options_.now_ms);
  node->announced = hello_.last;
  store_.put_node(*node);
  transaction.commit();
  device_key_ = node->key;
  report_.node = node->number;
  next_ = hello_.first;
  greeted_ = true;
}

// A copy that parted from the node that it was: see office_incarnation.cc.
void OfficeSession::take_incarnation(const Frame& frame) {
  IncarnationRequest request;
  if (!decode(frame.payload, request) || request.points.size() > limits::kChainPointsMax) {
    refuse(RefusalKind::bad_frame, "the request cannot be read");
    return;
  }
  Transaction transaction(store_);
  const auto node = admit(request.from, frame);
  if (!node) return keep_note_of_going_back(transaction);
  store_.put_node(*node);
  const auto answer = office_.incarnate(*node, request, options_.now_ms);
  if (!answer) {
    refuse(RefusalKind::too_large, answer.error().message);
    return;
  }
  transaction.commit();
  report_.node = node->number;
  report_.problem = "a copy of its database goes on as node " + std::to_string(answer->node);
  incarnated_ = *answer;
  greeted_ = true;
}

// A laptop from before a restore: see office_recovery.cc. What it holds follows in vector frames.
void OfficeSession::take_recovery(const Frame& frame) {
  RecoveryRequest request;
  if (!decode(frame.payload, request) || request.from.version != kWireVersion ||
      request.points.size() > limits::kChainPointsMax) {
    refuse(RefusalKind::bad_frame, "the request cannot be read");
    return;
  }
  Transaction transaction(store_);
  from_ = request.from;
  const auto who = office_.identity();
  if (from_.office != who->id) {
    refuse(RefusalKind::other_office, "this is the office " + who->name + ", not the one that enrolled this laptop");
    return;
  }
  if (who->restored_ms == 0 && from_.office_epoch != who->epoch) {  // else it could claim files as lost
    refuse(RefusalKind::bad_frame, "the office was not restored since this laptop spoke with it");
    return;
  }
  auto known = store_.node(from_.node);
  SignedCredential credential;
  if (!known && decode(request.credential, credential)) {
    const auto again = office_.readmit(credential, options_.now_ms);
    if (again && again->number == from_.node) known = *again;
  }
  const auto node = admit_node(known, from_, frame);
  if (!node) return keep_note_of_going_back(transaction);
  store_.put_node(*node);
  transaction.commit();
  device_key_ = node->key;
  report_.node = node->number;
  recovers_ = std::move(request);
  greeted_ = true;
}

std::string OfficeSession::answer_recovery() {
  Transaction transaction(store_);
  NodeRow node = *store_.node(from_.node);
  if (!office_.speaks(node.number) && !pay_for_new_scopes(node)) {
    refuse(RefusalKind::too_large, "the laptop names more files than it may for now");
    return answer_refusal();
  }
  node.last_seen_ms = options_.now_ms;
  store_.put_node(node);
  const auto recovered = office_.recover(node, *recovers_, vector_, options_.now_ms);
  if (!recovered) {
    refuse(RefusalKind::too_large, recovered.error().message);
    return answer_refusal();
  }
  transaction.commit();
  if (recovered->node != kNoNode) report_.problem = "it goes on as laptop " + std::to_string(recovered->node);
  FrameWriter writer = this->writer();
  RecoveryAnswer part = *recovered;
  const std::vector<ScopeState>& states = recovered->scopes;
  std::size_t at = 0;
  do {
    const std::size_t end = std::min(states.size(), at + limits::kScopeStatesPerFrame);
    part.scopes.assign(states.begin() + static_cast<std::ptrdiff_t>(at),
                       states.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
    writer.add(FrameType::recovered, encode(part));
    part.ends.clear();
    part.credential.clear();
  } while (at < states.size());
  return std::move(writer).finish();
}

// The laptop has used up what it may bring now.
void OfficeSession::be_slow() {
  slow_ms_ = allowance_->wait_ms();
  report_.problem = "the laptop has brought more than it may for now";
}

// Scopes that this laptop has never been told of: each one is a row. A laptop in order names none.
bool OfficeSession::pay_for_new_scopes(NodeRow& node) {
  const auto is_new = [&](const VectorEntry& entry) {
    return !store_.holding(node.number, entry.scope) && !store_.grant(node.user, entry.scope);
  };
  const auto count = static_cast<std::uint64_t>(std::count_if(vector_.begin(), vector_.end(), is_new));
  if (count == 0) return true;
  allowance_.emplace(store_, node, options_.now_ms, options_.allowance);
  const bool paid = allowance_->spend(count * limits::kAllowanceBytesPerSave);
  allowance_->keep(node);
  return paid;
}

// What is here already costs nothing, or a laptop with much to bring back would pay for the same again and again.
void OfficeSession::take_rescue(const RescueFrame& frame) {
  if (slow_ms_ != 0) return;
  Transaction transaction(store_);
  NodeRow node = *store_.node(hello_.node);
  allowance_.emplace(store_, node, options_.now_ms, options_.allowance);
  for (const RescueEntry& entry : frame.entries) {
    const std::uint64_t cost = entry.raw ? cost_of_save(entry.raw->size()) : 0;
    if (!allowance_->has(cost)) {
      be_slow();
      break;
    }
    ++rescued_;
    if (!entry.raw) {
      if (asked_after_.size() < limits::kFatesAskedMax) asked_after_.push_back(entry.dot);
      continue;
    }
    const bool readable = entry.op_count != 0 && entry.op_count <= limits::kSaveOpsMax &&
                          entry.raw->size() <= limits::kSealedSaveBytesMax;
    if (readable && office_.take_rescued(node, entry, options_.now_ms) == Office::Rescued::stored) {
      allowance_->charge(cost);
    }
  }
  allowance_->keep(node);
  store_.put_node(node);
  office_.settle_waiting(options_.now_ms);
  transaction.commit();
}

void OfficeSession::write_fates(FrameWriter& writer) {
  FatesFrame frame;
  for (const Dot dot : asked_after_) {
    const auto row = store_.save_with(dot);
    if (row && row->dot() == dot && row->state != SaveState::parked) frame.fates.push_back({dot, row->state, row->waits_for});
  }
  if (!frame.fates.empty()) writer.add(FrameType::fates, encode(frame));
}

void OfficeSession::write_checks(FrameWriter& writer, const Uuid& user) {
  std::vector<ScopeId> scopes;
  for (const GrantRow& row : store_.grants_of(user)) {
    if (!row.withdrawn) scopes.push_back(row.scope);
  }
  std::sort(scopes.begin(), scopes.end());
  for (std::size_t at = 0; at < scopes.size(); at += limits::kChecksPerFrame) {
    const auto part = std::span(scopes).subspan(at, std::min(limits::kChecksPerFrame, scopes.size() - at));
    ChecksFrame frame{at, hash_of_ids(part), {}};
    for (const ScopeId& scope : part) frame.checks.push_back(check_of(store_.scope(scope).value_or(ScopeRow{}).digest));
    writer.add(FrameType::checks, encode(frame));
  }
}

// Both ends of what the laptop claims are compared before anything is stored or sent.
std::optional<Refusal> OfficeSession::check_chain(const NodeRow& node) {
  Refusal fork;
  fork.kind = RefusalKind::fork;
  fork.message = "this copy of the database is not the one that the office knows";
  fork.have = Have{node.counter, node.chain};
  if (hello_.last < node.counter) {
    fork.message += ": it is older";
    return fork;
  }
  if (hello_.last == node.counter && hello_.chain_at_last != node.chain) return fork;
  const std::uint64_t before = hello_.first == 0 ? 0 : hello_.first - 1;
  if (before <= node.counter) {
    const Hash256 claimed = hello_.chain_before_first.value_or(hello_.chain_at_last);
    if (office_.chain_of(node, before) != claimed) return fork;
  } else if (!hello_.asks_have && before != hello_.last) {
    Refusal gap;
    gap.kind = RefusalKind::gap;
    gap.message = "saves are missing before the first one sent";
    gap.have = Have{node.counter, node.chain};
    return gap;
  }
  return std::nullopt;
}

// Of its own, and of the files that it is given at this moment.
bool OfficeSession::may_tell(const StoredSave& row, const NodeRow& node) {
  if (row.node == node.number) return true;
  const auto grant = store_.grant(node.user, row.scope);
  return grant && !grant->withdrawn;
}

void OfficeSession::take_saves(SavesFrame frame, std::optional<Batch>& batch) {
  if (slow_ms_ != 0) return;  // what comes behind is not looked at; the laptop sends it again
  if (frame.first != (batch ? batch->next : next_)) {
    bad_frame_ = true;
    report_.problem = "saves are not in order";
    return;
  }
  if (!batch) batch.emplace(store_, next_, proven_);
  NodeRow node = *store_.node(hello_.node);
  const auto whole = spell_out(store_, frame, [&](const StoredSave& row) { return may_tell(row, node); });
  if (!whole) {
    bad_frame_ = must_spell_out_ = true;
    report_.problem = whole.error().message;
    return;
  }
  if (mutated(Mutant::ack_past_commit)) {
    std::uint64_t end = frame.first;
    for (const SentSave& sent : frame.saves) end += sent.op_count;
    batch->proven = end - 1;
    if (batch->proven % 5 == 0) return;
  }
  allowance_.emplace(store_, node, options_.now_ms, options_.allowance);
  [[maybe_unused]] const std::uint64_t parked_before = node.counts.parked;
  std::uint64_t first = frame.first;
  for (const SentSave& sent : frame.saves) {
    const std::size_t bytes_max = sent.sealed ? limits::kSealedSaveBytesMax : limits::kStampedSaveBytesMax;
    if (sent.op_count == 0 || sent.op_count > limits::kSaveOpsMax || sent.raw.size() > bytes_max) {
      bad_frame_ = true;
      report_.problem = "a save is over its limits";
      break;
    }
    if (sent.sealed) {
      take_sealed(node, first, sent);
    } else {
      take_save(node, first, sent);
    }
    if (bad_frame_ || slow_ms_ != 0) break;
    first += sent.op_count;
    batch->proven = first - 1;
  }
  if (mutated(Mutant::bad_save_blocks) && node.counts.parked > parked_before) {
    bad_frame_ = true;
    batch.reset();
    return;
  }
  allowance_->keep(node);
  store_.put_node(node);
  office_.settle_waiting(options_.now_ms);
  batch->next = first;
  took_saves_ = true;
}

// Own saves of a file that was wiped on the laptop: what is in the box counts, wherever bytes are compared.
void OfficeSession::take_sealed(NodeRow& node, std::uint64_t first, const SentSave& sent) {
  auto raw = open_sealed(office_.identity()->secret_key, sent.raw);
  if (!raw) {
    bad_frame_ = true;
    report_.problem = "a sealed save does not open with the office's key";
    return;
  }
  sealed_.insert(first);
  take_save(node, first, {sent.op_count, std::move(*raw), false});
}

void OfficeSession::take_save(NodeRow& node, std::uint64_t first, const SentSave& sent) {
  if (first > node.counter) {
    if (first != node.counter + 1) {
      bad_frame_ = true;
      report_.problem = "saves are missing";
      return;
    }
    if (!allowance_->spend(cost_of_save(sent.raw.size()))) return be_slow();
    const std::uint64_t parked = node.counts.parked;
    office_.receive(node, sent.op_count, sent.raw, options_.now_ms,
                    certificate_ran_out() ? kCertificateRanOut : "");
    if (node.counts.parked > parked) {
      const auto taken = store_.save_with({node.number, first});
      if (taken && taken->waits) allowance_->charge(limits::kAllowanceBytesPerWaiting);
    }
    ++report_.saves;
    return;
  }
  // Known already: the same bytes again are nothing new, other bytes are a fork.
  const auto known = store_.save_with({node.number, first});
  if (!known || known->first != first || known->raw != sent.raw) {
    refuse(RefusalKind::fork, "this copy of the database is not the one that the office knows");
    bad_frame_ = true;
    return;
  }
  ++report_.repeated;
  if (mutated(Mutant::repeated_save_applied)) {
    NodeRow again = node;
    office_.receive(again, sent.op_count, sent.raw, options_.now_ms);
    node = again;
  }
}

// ---- the answer -------------------------------------------------------------------------------------------

std::string OfficeSession::finish() {
  if (!greeted_ && !refusal_) refuse(RefusalKind::bad_frame, "the request cannot be read");
  if (refusal_) return answer_refusal();
  if (recovers_ && !bad_frame_ && reader_.is_complete()) return answer_recovery();
  if (recovers_) {
    refuse(RefusalKind::bad_frame, "the request cannot be read");
    return answer_refusal();
  }
  if (incarnated_) {
    FrameWriter writer = this->writer();
    writer.add(FrameType::incarnated, encode(*incarnated_));
    return std::move(writer).finish();
  }
  Transaction transaction(store_);
  NodeRow node = *store_.node(hello_.node);
  const bool whole = !bad_frame_ && reader_.is_complete();
  const bool vector_right = whole && store_vector(node);
  const std::uint64_t ack = proven_counter(node);
  const bool queue_is_in = whole && ack == hello_.last && !hello_.rescue_follows && slow_ms_ == 0;
  if (queue_is_in) office_.merge_texts(node.number, options_.now_ms);

  Welcome welcome;
  welcome.ack = ack;
  if (hello_.asks_have) welcome.have = Have{node.counter, node.chain};
  welcome.vector_accepted = vector_right;
  welcome.send_vector = whole && !vector_right;
  welcome.pages_follow = (queue_is_in || (whole && mutated(Mutant::pages_before_queue))) && vector_right && !certificate_ran_out();
  welcome.office_ms = options_.now_ms;
  welcome.rescued = rescued_;
  welcome.spell_out = must_spell_out_;
  welcome.slow_ms = slow_ms_;
  const bool asks_again = hello_.asks_have && ack == hello_.last;  // the receipt may have been cut off
  if (ack > node.acked || asks_again || (node.receipt_due && queue_is_in)) {
    node.acked = ack;
    node.receipt_due = false;
    welcome.receipt = make_receipt(node, ack);
  }
  store_.put_node(node);

  FrameWriter writer = this->writer();
  writer.add(FrameType::welcome, encode(welcome));
  if (certificate_ran_out()) {
    writer.add(FrameType::certificate, encode(CertificateFrame{true, ""}));
  } else if (options_.link && !options_.link->renewed_certificate.empty()) {
    writer.add(FrameType::certificate,
               encode(CertificateFrame{false, options_.link->renewed_certificate}));
  }
  write_fates(writer);
  if (welcome.pages_follow) {
    PageWriter pages(store_, node, hello_, ack, sealed_,
                     {office_.identity()->recovering, collected_epoch(store_)});
    pages.write(writer);
    report_.entries_sent = pages.entries_sent();
    if (hello_.asks_checks && !pages.more()) write_checks(writer, node.user);
    const UserRow user = store_.user(node.user).value_or(UserRow{});
    writer.add(FrameType::farewell, encode(Farewell{pages.more(), user.caseload_digest, user.scope_count,
                                                    remember_told(pages.told())}));
  }
  transaction.commit();
  return std::move(writer).finish();
}

FrameWriter OfficeSession::writer() {
  const auto who = office_.identity();
  return FrameWriter(options_.demand_signatures
                         ? Signer([secret = who->secret_key](std::string_view bytes) {
                             return sign(secret, bytes);
                           })
                         : Signer(),
                     answer_context(who->id, from_.node, from_.request_number));
}

std::string OfficeSession::answer_refusal() {
  FrameWriter writer;
  writer.add(FrameType::refusal, encode(*refusal_));
  return std::move(writer).finish();
}

namespace {

std::string told_fact(NodeNumber node) { return "told " + std::to_string(node); }

}  // namespace

// The laptop need not say it again, if it takes all of it. False: there is nothing, or more than is kept.
bool OfficeSession::remember_told(const std::map<ScopeId, Cursor>& told) {
  if (told.empty() || told.size() > limits::kVectorEntriesMax) return false;
  ToldCursors cursors;
  cursors.request_number = hello_.request_number;
  for (const auto& [scope, cursor] : told) cursors.entries.push_back({scope, cursor});
  store_.put_fact(told_fact(hello_.node), encode(cursors));
  return true;
}

// Where the laptop's cursors have moved to: what the answer led to that it took last, and what it says itself.
std::map<ScopeId, std::optional<Cursor>> OfficeSession::moved_cursors() {
  std::map<ScopeId, std::optional<Cursor>> moved;
  const auto bytes = hello_.took != 0 && !hello_.vector_is_whole ? store_.fact(told_fact(hello_.node)) : std::nullopt;
  ToldCursors told;
  if (bytes && decode(*bytes, told) && told.request_number == hello_.took) {
    for (const VectorEntry& entry : told.entries) moved[entry.scope] = entry.cursor;
  }
  for (const VectorEntry& entry : vector_) moved[entry.scope] = entry.cursor;
  return moved;
}

// The cursors that moved, if with them the whole vector is what the laptop says it is.
bool OfficeSession::store_vector(NodeRow& node) {
  Hash256 sum = hello_.vector_is_whole ? Hash256{} : node.vector_hash;
  std::vector<HoldingRow> rows;
  const auto moved = moved_cursors();
  for (const auto& [scope, cursor] : moved) {
    HoldingRow row = store_.holding(node.number, scope).value_or(HoldingRow{});
    row.node = node.number;
    row.scope = scope;
    if (row.confirmed && !hello_.vector_is_whole) sum -= vector_leaf(row.scope, *row.confirmed);
    row.confirmed = cursor;
    if (row.confirmed) sum += vector_leaf(row.scope, *row.confirmed);
    rows.push_back(row);
  }
  if (!same_vector(sum, hello_.vector_hash) || !pay_for_new_scopes(node)) return false;
  if (hello_.vector_is_whole) forget_holdings_not_in(moved);
  for (const HoldingRow& row : rows) {
    store_.put_holding(row);
    store_.mark_changed(node.number, row.scope);  // looked at, and unmarked when it is at the head
  }
  node.vector_hash = sum;
  if (hello_.took != 0) store_.remove_fact(told_fact(node.number));
  return true;
}

void OfficeSession::forget_holdings_not_in(const std::map<ScopeId, std::optional<Cursor>>& named) {
  for (HoldingRow row : store_.holdings_of(hello_.node)) {
    if (named.contains(row.scope) || !row.confirmed) continue;
    row.confirmed.reset();
    store_.put_holding(row);
    store_.mark_changed(hello_.node, row.scope);
  }
}

// What this very request proves to be here: everything, when its last counter and chain are the office's;
// otherwise the saves that it brought. Never the office's own maximum, which may be another copy's.
std::uint64_t OfficeSession::proven_counter(const NodeRow& node) {
  if (mutated(Mutant::ack_past_commit)) return std::max(proven_, std::min(node.acked, hello_.last));
  if (hello_.last == node.counter && hello_.chain_at_last == node.chain) return hello_.last;
  return std::min(proven_, node.counter);
}

std::string OfficeSession::make_receipt(const NodeRow& node, std::uint64_t ack) {
  const auto who = office_.identity();
  Receipt receipt;
  receipt.office = who->id;
  receipt.office_epoch = who->epoch;
  receipt.node = node.number;
  receipt.counter = ack;
  receipt.chain = office_.chain_of(node, ack).value_or(Hash256{});
  receipt.counts = node.counts;
  if (const auto inbox = store_.scope(inbox_scope(node.user))) receipt.inbox_digest = inbox->digest;
  receipt.time_ms = options_.now_ms;
  const std::string body = encode(receipt);
  return encode(SignedReceipt{body, sign(who->secret_key, "satchel receipt 1 " + body)});
}

}  // namespace satchel
