// Pages: what a laptop has to hear of, as a stream of chunks, within the sizes that it asked for.
//
// Purpose: the pull half of an answer. Thread rule: the store's, inside the answer's transaction.
// Failure rule: StoreFailure only.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "sync/brief.h"
#include "sync/frame.h"
#include "sync/store.h"

namespace satchel {

struct PageRules {
  bool withholds = false;  // the office was restored: it withdraws nothing before somebody has looked
  Epoch collected = 0;     // grants up to here may have been withdrawn and forgotten
};

class PageWriter {
 public:
  // Up to `proven` the chain of this node is the laptop's own. Of what came with this very request, and of what
  // `hello.bytes_from` says is there, the bytes are left out, but for what came in boxes: what is in them is not on the
  // laptop any more.
  PageWriter(OfficeStore& store, const NodeRow& node, const Hello& hello, std::uint64_t proven,
             const std::set<std::uint64_t>& sealed, PageRules rules);

  // Withdrawals, then the inbox, the directory and the case files that changed, until the answer is full.
  void write(FrameWriter& writer);
  bool more() const { return more_; }
  std::uint64_t entries_sent() const { return entries_sent_; }
  // Where the laptop's cursors are once it has taken all of this.
  const std::map<ScopeId, Cursor>& told() const { return told_; }

 private:
  std::vector<ScopeId> scopes_in_order();
  bool withdraw_or_forget(const ScopeId& scope, WithdrawalsFrame& withdrawals);
  void stream(const ScopeId& scope, FrameWriter& writer);
  void stream_log(const ScopeRow& row, Chunk& chunk, FrameWriter& writer);
  std::vector<Substitution> stand_ins_of_parked(const StoredSave& row);
  void stream_inbox(const ScopeRow& row, Chunk& chunk, FrameWriter& writer);
  void close_chunk(Chunk& chunk, FrameWriter& writer);
  void flush(FrameWriter& writer);
  bool is_at_the_laptop(const StoredSave& row) const;
  bool is_full() const { return bytes_ >= bytes_max_; }

  OfficeStore& store_;
  const NodeRow& node_;
  const Hello& hello_;
  std::uint64_t proven_;
  const std::set<std::uint64_t>& sealed_;
  PageRules rules_;
  BriefWriter brief_writer_;
  std::size_t frame_bytes_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;     // of the answer so far, before compression
  std::size_t in_frame_ = 0;  // of the frame that is being filled
  PagesFrame frame_;
  Epoch epoch_ = 0;  // of the grant of the scope at hand
  std::map<ScopeId, Cursor> told_;
  bool more_ = false;
  std::uint64_t entries_sent_ = 0;
};

}  // namespace satchel
