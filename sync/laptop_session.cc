#include "sync/laptop_session.h"

#include <algorithm>

#include "sync/brief.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/receipts.h"
#include "sync/signature.h"
#include "sync/wall_time.h"

namespace satchel {

namespace {

constexpr std::size_t kVectorEntriesPerFrame = 2000;  // 20-odd bytes each
constexpr std::size_t kRescueEntryBytes = 24;       // dot, count, time: an estimate that only paces frames
constexpr std::size_t kFrameBytesDefault = limits::kFrameBytesMax;

std::size_t frame_bytes_of(const LaptopProgress& progress) {
  if (progress.frame_bytes == 0) return kFrameBytesDefault;
  return std::clamp<std::size_t>(progress.frame_bytes, limits::kFrameBytesMin,
                                 limits::kFrameBytesMax);
}

}  // namespace

LaptopSession::LaptopSession(Laptop& laptop, LaptopSessionOptions options)
    : laptop_(laptop), options_(options), reader_(limits::kAnswerBytesMax) {}

// ---- the request ------------------------------------------------------------------------------------------

// Of this laptop's own chain, at the end of one of its saves; nothing where no save ends.
std::optional<Hash256> LaptopSession::chain_at(std::uint64_t counter,
                                               const LaptopProgress& progress) {
  if (counter == progress.acked) return progress.chain_at_acked;
  const auto row = laptop_.store().save_with({hello_.node, counter});
  if (!row || row->last != counter) return std::nullopt;
  return row->chain;
}

void LaptopSession::count_request(LaptopProgress& progress) {
  ++progress.request_number;  // durable before the request leaves: a number is never used twice
  // An exchange that ended early halves the frames; one that went well doubles them (take_farewell).
  if (progress.cut) {
    progress.frame_bytes = std::max(frame_bytes_of(progress) / 2, limits::kFrameBytesMin);
  }
  hello_.asks_have = progress.cut && progress.counter > progress.acked;
  progress.cut = true;  // until the answer is complete
}

namespace {

// Damage, or saves that a restored office asks for and that are kept no longer. What is left is stamped anew.
Error hole() {
  return {ErrorKind::fork, "the queue of this laptop has a hole",
          "nothing that is here is lost: it goes on as a laptop of its own"};
}

}  // namespace

Result<std::string> LaptopSession::request() {
  const auto who = laptop_.identity();
  if (!who) {
    return Error{ErrorKind::refused, "this laptop is not enrolled yet",
                 "ask the office for a code and run `satchel enroll`"};
  }
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  hello_.office = who->office;
  hello_.office_epoch = who->office_epoch;
  hello_.node = who->node;
  count_request(progress);
  hello_.request_number = progress.request_number;
  hello_.last = progress.counter;
  hello_.chain_at_last = progress.chain;
  const std::uint64_t sent_before =
      hello_.asks_have ? progress.counter
                       : std::clamp(options_.resume_after, progress.acked, progress.counter);
  hello_.first = sent_before + 1;
  if (hello_.first <= hello_.last) {
    hello_.chain_before_first = chain_at(sent_before, progress);
    if (!hello_.chain_before_first) return hole();
  }
  hello_.answered = progress.answered;
  hello_.took = progress.took;
  hello_.asks_checks = progress.comparing == Comparing::asks;
  hello_.spell_out = progress.spell_out;
  hello_.bytes_from = laptop_.first_with_bytes(progress);
  hello_.vector_hash = progress.vector_hash;
  hello_.vector_is_whole = progress.send_whole_vector;
  const std::size_t frame_bytes = frame_bytes_of(progress);
  hello_.answer_bytes_max =
      options_.answer_bytes_max == limits::kAnswerBytesDefault ? 0 : static_cast<std::uint32_t>(options_.answer_bytes_max);
  hello_.frame_bytes = frame_bytes == kFrameBytesDefault ? 0 : static_cast<std::uint32_t>(frame_bytes);
  hello_.wall_ms = options_.wall_ms;
  touched_sent_ = progress.touched;

  link_ = LaptopLink(*who, hello_.request_number, options_.sign_frames);
  FrameWriter writer = link_.writer();
  const auto rescue = rescue_frames(progress);
  writer.add(FrameType::hello, encode(hello_));
  for (const RescueFrame& frame : rescue) writer.add(FrameType::rescue, encode(frame));
  add_vector(writer, progress);
  if (const auto added = add_saves(writer, progress); !added) return added.error();
  laptop_.put_progress(progress);
  transaction.commit();
  return std::move(writer).finish();
}

// What a restored office may lack: once with its bytes, in as many requests as it takes; then only asked after, as
// long as no log, no inbox and no verdict has told what became of it.
std::vector<RescueFrame> LaptopSession::rescue_frames(const LaptopProgress& progress) {
  std::vector<RescueFrame> frames;
  std::size_t in_frame = SIZE_MAX;
  std::size_t total = 0;
  for (const StoredSave& row : laptop_.store().saves_in_state(SaveState::rescued)) {
    const bool due = progress.rescue_due && progress.rescued_to < row.dot();
    if (!due && rescue_sent_ >= limits::kFatesAskedMax) continue;
    if (due && total > 0 && total + row.raw.size() > options_.request_bytes_max) {
      hello_.rescue_follows = true;
      break;
    }
    RescueEntry entry{row.dot(), row.last - row.first + 1, std::nullopt, row.sealed, row.received_ms, {}};
    const std::size_t size = due ? row.raw.size() + kRescueEntryBytes : kRescueEntryBytes;
    if (in_frame > limits::kFrameBytesMin || in_frame + size > limits::kFrameBytesMax) {
      frames.emplace_back();
      in_frame = 0;
    }
    if (due) {
      entry.raw = row.raw;
      entry.substitutions = row.substitutions;
      rescue_end_ = row.dot();
      total += row.raw.size();
    }
    in_frame += size;
    ++rescue_sent_;
    frames.back().entries.push_back(std::move(entry));
  }
  return frames;
}

void LaptopSession::add_vector(FrameWriter& writer, const LaptopProgress& progress) {
  const auto rows = progress.send_whole_vector
                        ? laptop_.store().scopes()
                        : laptop_.store().scopes_touched_after(progress.confirmed);
  VectorFrame frame;
  const auto flush = [&] {
    if (frame.entries.empty()) return;
    writer.add(FrameType::vector, encode(frame));
    frame.entries.clear();
  };
  for (const ScopeRow& row : rows) {
    if (row.provisional) continue;
    const bool was_told = row.touched > progress.took_after && row.touched <= progress.took_to;
    if (was_told && !progress.send_whole_vector) continue;  // the office remembers it (Hello::took)
    if (row.released) {
      frame.entries.push_back({row.id, std::nullopt});
    } else {
      frame.entries.push_back({row.id, Cursor{row.epoch, row.head}});
    }
    if (frame.entries.size() == kVectorEntriesPerFrame) flush();
  }
  flush();
}

Status LaptopSession::add_saves(FrameWriter& writer, const LaptopProgress& progress) {
  // Half of a page's size: what a cut costs is the frame under way.
  const std::size_t frame_bytes = frame_bytes_of(progress) / 2;
  std::size_t total = 0;
  std::size_t in_frame = 0;
  SavesFrame frame;
  BriefWriter brief_writer(laptop_.store());
  const auto flush = [&] {
    if (frame.saves.empty()) return;
    frame.check = brief_writer.end_frame();
    writer.add(FrameType::saves, encode(frame));
    frame.saves.clear();
    in_frame = 0;
  };
  // What the office has: what its logs have brought, and of the own saves those that it has acknowledged.
  const IsThere is_there = [&](const StoredSave& row) {
    return mutated(Mutant::brief_for_ever) || row.is_applied() || (row.node == hello_.node && row.last <= progress.acked);
  };
  std::uint64_t next = hello_.first;
  bool whole = true;
  laptop_.store().each_save_of(hello_.node, hello_.first - 1, [&](const StoredSave& row) {
    whole = row.first == next && !(row.sealed && row.raw.empty());
    if (!whole) return false;
    next = row.last + 1;
    if (total > 0 && total + row.raw.size() > options_.request_bytes_max) return false;
    if (in_frame > 0 && in_frame + row.raw.size() > frame_bytes) flush();
    if (frame.saves.empty()) frame.first = row.first;
    const bool may_be_brief = !progress.spell_out || mutated(Mutant::brief_for_ever);
    auto brief = may_be_brief ? brief_writer.shortened(row, is_there) : std::nullopt;
    const bool is_brief = brief.has_value();
    frame.saves.push_back({row.last - row.first + 1, is_brief ? std::move(*brief) : row.raw, row.sealed, is_brief});
    in_frame += row.raw.size();
    total += row.raw.size();
    ++outcome_.sent_saves;
    return true;
  });
  flush();
  if (!whole) return hole();
  return Done{};
}

// ---- the answer -------------------------------------------------------------------------------------------

Status LaptopSession::receive(std::string_view bytes) {
  if (const auto fed = reader_.feed(bytes); !fed) return fed.error();
  std::optional<Transaction> batch;
  for (;;) {
    auto frame = reader_.next();
    const bool is_page = frame && *frame && (**frame).type == FrameType::pages;
    if (!is_page) commit(batch);
    if (!frame) return frame.error();
    if (!*frame) return Done{};
    const auto taken = take(**frame, batch);
    if (taken) continue;
    commit(batch);
    return taken.error();
  }
}

void LaptopSession::commit(std::optional<Transaction>& batch) {
  if (!batch) return;
  batch->commit();
  batch.reset();
}

Status LaptopSession::take(const Frame& frame, std::optional<Transaction>& batch) {
  // A refusal may be unsigned: an office that does not know this laptop has nothing to sign it with. It
  // changes nothing here but the number of the next request.
  if (frame.type == FrameType::refusal) {
    Refusal refusal;
    if (const auto read = decode(frame.payload, refusal); !read) return read.error();
    if (!hello_.asks_have) forget_cut();
    return explain(laptop_, refusal);
  }
  if (const auto right = link_.check(reader_, frame); !right) return right.error();
  if (frame.type == FrameType::welcome) {
    Welcome message;
    if (const auto read = decode(frame.payload, message); !read) return read.error();
    return take_welcome(message);
  }
  if (!welcomed_) return Error{ErrorKind::corrupt, "the answer does not begin with a welcome", ""};
  switch (frame.type) {
    case FrameType::withdrawals: {
      WithdrawalsFrame message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      return take_withdrawals(message);
    }
    case FrameType::pages: {
      PagesFrame message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      return take_pages(std::move(message), batch);
    }
    case FrameType::checks: {
      ChecksFrame message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      return take_checks(message);
    }
    case FrameType::farewell: {
      Farewell message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      return take_farewell(message);
    }
    case FrameType::fates: {
      FatesFrame message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      Transaction transaction(laptop_.store());
      for (const Fate& fate : message.fates) laptop_.take_fate(fate);
      transaction.commit();
      return Done{};
    }
    case FrameType::certificate: {
      CertificateFrame message;
      if (const auto read = decode(frame.payload, message); !read) return read.error();
      return take_certificate(message);
    }
    default: return Done{};  // a later version's frame: nothing of this one depends on it
  }
}

// A refused exchange was answered in full: there is nothing to ask after.
void LaptopSession::forget_cut() {
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  progress.cut = false;
  laptop_.put_progress(progress);
  transaction.commit();
}

Status LaptopSession::take_have(const Have& have) {
  const LaptopProgress progress = laptop_.progress();
  if (mutated(Mutant::have_taken_for_ack)) {
    LaptopProgress wrong = progress;
    wrong.acked = std::max(wrong.acked, std::min(have.counter, wrong.counter));
    laptop_.put_progress(wrong);
    outcome_.resume_after = have.counter;
    return Done{};
  }
  if (have.counter < progress.acked || have.counter > progress.counter ||
      chain_at(have.counter, progress) != have.chain) {
    return Error{ErrorKind::fork, "the office's history of this laptop is not this laptop's own",
                 "this copy was restored or is used twice; tell the office"};
  }
  outcome_.resume_after = have.counter;  // only where sending resumes: never an acknowledgement
  return Done{};
}

bool LaptopSession::receipt_is_genuine(const std::string& bytes) {
  SignedReceipt sealed;
  return decode(bytes, sealed) && verify(laptop_.identity()->office_key,
                                         "satchel receipt 1 " + sealed.body, sealed.signature);
}

Status LaptopSession::take_welcome(const Welcome& welcome) {
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  if (welcome.ack > hello_.last) {
    return Error{ErrorKind::corrupt, "the office acknowledges more than this laptop sent", ""};
  }
  if (welcome.ack > progress.acked) {
    const auto chain = chain_at(welcome.ack, progress);
    if (!chain) return Error{ErrorKind::corrupt, "the office acknowledges a part of a save", ""};
    outcome_.acknowledged = welcome.ack - progress.acked;
    outcome_.saves_proven = laptop_.store().count_saves_after(hello_.node, progress.acked) -
                            laptop_.store().count_saves_after(hello_.node, welcome.ack);
    progress.acked = welcome.ack;
    progress.chain_at_acked = *chain;
    if (mutated(Mutant::overlay_dropped_on_ack)) laptop_.drop_overlay_up_to(welcome.ack);
  }
  if (progress.rescue_due && welcome.rescued >= rescue_sent_) {
    if (!rescue_end_.is_none()) progress.rescued_to = rescue_end_;
    progress.rescue_due = hello_.rescue_follows;
  }
  progress.answered = std::max(progress.answered, hello_.request_number);
  if (welcome.send_vector) progress.send_whole_vector = true;
  if (welcome.spell_out) progress.spell_out = true;
  if (options_.wall_ms != 0) progress.clock_offset_ms = ms_between(options_.wall_ms, welcome.office_ms);
  laptop_.put_progress(progress);
  // The whole vector went with this request and did not fit its own hash: the hash is the one that is wrong.
  if (welcome.send_vector && hello_.vector_is_whole) laptop_.sum_up_again();
  if (welcome.vector_accepted) laptop_.confirm_vector(touched_sent_);
  if (!welcome.receipt.empty() && receipt_is_genuine(welcome.receipt)) {
    ReceiptBook(laptop_.store()).add(welcome.receipt);
    outcome_.receipt = welcome.receipt;
  }
  if (welcome.have) {
    if (const auto taken = take_have(*welcome.have); !taken) return taken.error();
  }
  transaction.commit();
  welcomed_ = true;
  outcome_.more = !welcome.pages_follow;
  outcome_.slow_ms = std::min<std::uint64_t>(welcome.slow_ms, limits::kSlowMsMax);
  last_office_ms_ = welcome.office_ms;
  return Done{};
}

Status LaptopSession::take_withdrawals(const WithdrawalsFrame& frame) {
  Transaction transaction(laptop_.store());
  for (const Withdrawal& withdrawal : frame.withdrawn) laptop_.take_withdrawal(withdrawal);
  transaction.commit();
  return Done{};
}

// A brief save that cannot be read here: nothing of its frame is taken, and none is sent any more for now.
void LaptopSession::ask_to_spell_out(const Error& problem) {
  Transaction transaction(laptop_.store());
  laptop_.note_incident({}, problem);
  LaptopProgress progress = laptop_.progress();
  progress.spell_out = true;
  laptop_.put_progress(progress);
  transaction.commit();
}

Status LaptopSession::take_pages(PagesFrame frame, std::optional<Transaction>& batch) {
  if (!batch) batch.emplace(laptop_.store());
  if (const auto whole = spell_out(laptop_.store(), frame); !whole) {
    commit(batch);
    ask_to_spell_out(whole.error());
    return whole.error();
  }
  const std::uint64_t touched_before = laptop_.progress().touched;
  if (took_to_ == 0) took_after_ = touched_before;
  if (took_to_ != 0 && took_to_ != touched_before) took_as_told_ = false;  // something else has moved a cursor
  for (const Chunk& chunk : frame.chunks) {
    if (const auto taken = laptop_.take_chunk(chunk); !taken) {
      batch.reset();
      read_again(chunk.scope, taken.error());
      return taken.error();
    }
    took_as_told_ = took_as_told_ && stands_at_end_of(chunk);
    outcome_.entries_taken += chunk.entries.size() + chunk.inbox.size();
    outcome_.from_others += static_cast<std::uint64_t>(
        std::count_if(chunk.entries.begin(), chunk.entries.end(),
                      [&](const LogEntry& entry) { return entry.dot.node != hello_.node; }));
  }
  took_to_ = laptop_.progress().touched;
  return Done{};
}

// A page of it does not fit: nothing of what arrived together with that page was taken.
void LaptopSession::read_again(const ScopeId& scope, const Error& problem) {
  Transaction transaction(laptop_.store());
  laptop_.note_incident(scope, problem);
  laptop_.read_again(scope);
  LaptopProgress progress = laptop_.progress();
  progress.settled = progress.acked;  // perhaps bytes were left out that are not here: next time none are
  laptop_.put_progress(progress);
  transaction.commit();
}

// Not so where the file is frozen, or was ahead.
bool LaptopSession::stands_at_end_of(const Chunk& chunk) {
  const auto scope = laptop_.store().scope(chunk.scope);
  const bool same_epoch = scope && (chunk.epoch == 0 || scope->epoch == chunk.epoch);
  return same_epoch && !scope->provisional && scope->head == chunk.to;
}

Status LaptopSession::take_checks(const ChecksFrame& frame) {
  if (!hello_.asks_checks) return Done{};
  Transaction transaction(laptop_.store());
  differing_ += laptop_.read_again_what_differs(frame);
  transaction.commit();
  return Done{};
}

// One step of it with each exchange (Comparing).
void LaptopSession::find_out_what_differs() {
  outcome_.more = true;
  Comparing next = Comparing::no;
  if (differing_ > 0) {
    next = Comparing::knows;
  } else if (laptop_.progress().comparing == Comparing::no) {
    laptop_.note_incident({}, {ErrorKind::corrupt, "the caseload differs from the office's", ""});
    laptop_.sum_up_again();
    next = Comparing::asks;
  } else {
    laptop_.read_everything_again();
  }
  outcome_.caseload_differs = differing_ == 0;
  LaptopProgress progress = laptop_.progress();
  progress.comparing = next;
  laptop_.put_progress(progress);
}

Status LaptopSession::take_farewell(const Farewell& farewell) {
  Transaction transaction(laptop_.store());
  Author author;
  author.user = laptop_.identity()->user_name;
  author.wall_ms = options_.wall_ms;
  bool leaving = laptop_.release_withdrawn(author);
  leaving = laptop_.read_sealed_verdicts() || leaving;
  laptop_.forget_old_boxes(last_office_ms_);
  LaptopProgress progress = laptop_.progress();
  progress.cut = false;
  const bool follows = farewell.remembers && took_as_told_ && took_to_ != 0;
  progress.took = follows ? hello_.request_number : 0;
  progress.took_after = follows ? took_after_ : 0;
  progress.took_to = follows ? took_to_ : 0;
  if (!hello_.asks_have) {
    progress.frame_bytes = std::min(frame_bytes_of(progress) * 2, limits::kFrameBytesMax);
  }
  outcome_.more = outcome_.more || farewell.more || leaving || progress.counter > hello_.last;
  const bool settled = !farewell.more && !leaving && welcomed_ && progress.acked >= hello_.last;
  outcome_.digest_equal = settled && farewell.caseload_digest == progress.caseload_digest &&
                          farewell.scopes == progress.scope_count;
  progress.proven_equal = outcome_.digest_equal;
  if (settled) progress.last_sync_ms = last_office_ms_;
  if (settled && outcome_.digest_equal) {
    progress.settled = progress.acked;
    progress.comparing = Comparing::no;
    progress.spell_out = false;
    laptop_.offer_what_did_not_come_again(progress);
    outcome_.more = outcome_.more || progress.rescue_due;
  }
  laptop_.put_progress(progress);
  if (settled && !outcome_.digest_equal) find_out_what_differs();
  transaction.commit();
  outcome_.complete = true;
  return Done{};
}

Status LaptopSession::take_certificate(const CertificateFrame& frame) {
  if (frame.renewed.size() > limits::kCertificateBytesMax) {
    return Error{ErrorKind::over_limit, "the certificate that the office sent is too large", ""};
  }
  outcome_.certificate_ran_out = frame.ran_out;
  if (frame.renewed.empty()) return Done{};
  Transaction transaction(laptop_.store());
  laptop_.put_certificate(frame.renewed);
  transaction.commit();
  return Done{};
}

namespace {

// A restored copy counts its requests from where its backup was made. It goes on behind the office's number, so
// that its chain is compared and the person is told; counting up to there could take thousands of requests.
void skip_request_numbers(Laptop& laptop, std::uint64_t known) {
  constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 62;  // a forged refusal cannot use them all up
  Transaction transaction(laptop.store());
  LaptopProgress progress = laptop.progress();
  if (known <= progress.request_number || known > kNumberMax) return;
  progress.request_number = known;
  laptop.put_progress(progress);
  transaction.commit();
}

}  // namespace

Error LaptopSession::explain(Laptop& laptop, const Refusal& refusal) {
  if (refusal.kind == RefusalKind::replayed) skip_request_numbers(laptop, refusal.request_number);
  switch (refusal.kind) {
    case RefusalKind::unknown_node:
      return {ErrorKind::refused, "the office does not know this laptop: " + refusal.message,
              "nothing is lost here; ask the office: if an older copy of its database was put in place, "
              "`satchel-office recovery begin --anyway` brings this laptop back"};
    case RefusalKind::office_restored:
      return {ErrorKind::restored, refusal.message, "nothing is lost: this laptop sends again what the office lacks"};
    case RefusalKind::office_went_back:
      return {ErrorKind::refused, refusal.message,
              "nothing is lost: this laptop keeps everything and waits; tell the office: an older copy of its database "
              "was put in place, and `satchel-office recovery begin` brings back what is missing"};
    case RefusalKind::other_office:
      return {ErrorKind::refused, refusal.message,
              "nothing is lost: this laptop keeps everything and sends nothing; tell the office"};
    case RefusalKind::too_new:
      return {ErrorKind::too_new, refusal.message, "update this program"};
    case RefusalKind::fork:
      return {ErrorKind::fork, refusal.message,
              "this copy was restored or is used twice; nothing is lost here; tell the office"};
    case RefusalKind::revoked:
      return {ErrorKind::refused, refusal.message,
              "nothing is lost: this laptop keeps everything and sends nothing; if it is in the right hands, ask "
              "the office for a code and run `satchel enroll` with another --data folder"};
    case RefusalKind::office_fault:
      return {ErrorKind::offline, "the office cannot store anything at the moment: " + refusal.message,
              "nothing is lost here; it is tried again"};
    case RefusalKind::replayed:  // a link that repeats requests, or another copy: the next one has a new number
      return {ErrorKind::corrupt, "the exchange has to be repeated: " + refusal.message,
              "nothing is lost; it is tried again"};
    case RefusalKind::gap:
      return {ErrorKind::offline, "the exchange has to be repeated: " + refusal.message,
              "nothing is lost; it is tried again. If this message stays, the office works with an older copy of its "
              "database: tell it (`satchel-office recovery begin --anyway`)"};
    default: return {ErrorKind::refused, "the office refused the exchange: " + refusal.message, ""};
  }
}

Result<ExchangeOutcome> LaptopSession::finish() {
  if (!outcome_.complete && welcomed_ && reader_.is_complete() && outcome_.more) {
    // An answer of its first frame alone: complete, and another exchange is needed.
    forget_cut();
    outcome_.complete = true;
  }
  if (!outcome_.complete) {
    return Error{ErrorKind::offline, "the link broke before the office had answered in full",
                 "nothing is lost; the next sync goes on from here"};
  }
  return outcome_;
}

Status take_answer(Laptop& laptop, FrameReader& reader, const LaptopLink& link, std::string_view bytes,
                   FrameType type, const std::function<Status(const std::string& payload)>& take) {
  if (const auto fed = reader.feed(bytes); !fed) return fed.error();
  for (;;) {
    const auto frame = reader.next();
    if (!frame) return frame.error();
    if (!*frame) return Done{};
    if ((*frame)->type == FrameType::refusal) {
      Refusal refusal;
      if (const auto read = decode((*frame)->payload, refusal); !read) return read.error();
      return LaptopSession::explain(laptop, refusal);
    }
    if (const auto right = link.check(reader, **frame); !right) return right.error();
    if ((*frame)->type != type) continue;
    if (const auto taken = take((*frame)->payload); !taken) return taken.error();
  }
}

}  // namespace satchel
