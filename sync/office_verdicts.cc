// What people decide about parked saves.
#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/office.h"

namespace satchel {

Status Office::accept_parked(StoredSave row, const Author& author) {
  const auto save = decode_save(row.raw);
  if (!save) {
    return Error{ErrorKind::refused, "this version of the program cannot read the save",
                 "update the office, or decline it"};
  }
  if (row.waits && (row.waits_for.is_none() || !is_lost(row.waits_for))) {
    return Error{ErrorKind::refused, "the save " + row.reason,
                 "decide on that one first; this one follows by itself when that is there. If it was declined, decline "
                 "this one too, or let its author enter it again"};
  }
  // The log of an inbox is a list of saves: a record placed in it would part its digest from every laptop's.
  if (!save->scope.is_case_file() && save->scope != directory_scope()) {
    return Error{ErrorKind::refused, "it cannot be applied: this kind of scope takes no records",
                 "decline it with a reason; its text stays readable"};
  }
  const bool opens = save->opens();
  const bool exists = store_.scope(save->scope).has_value();
  if (opens == exists) {
    return Error{ErrorKind::refused,
                 opens ? "the case file exists already" : "the case file does not exist", ""};
  }
  Bench bench;
  bench.user = row.author;
  bench.asking.decided = true;
  bench.asking.of_office = row.node == kOfficeNode;
  bench.asking.scope = save->scope.kind;
  bench.asking.standing = exists ? Standing::held : Standing::unknown_scope;
  for (std::size_t i = 0; i < save->ops.size(); ++i) {
    const auto judgement = judge_op(row, *save, i, bench);
    if (judgement) {
      return Error{ErrorKind::refused, "it cannot be applied: " + judgement->reason,
                   "decline it with a reason; its text stays readable"};
    }
  }
  if (substitutions_of(store_, *save, row.substitutions).size() > limits::kSubstitutionsMax) {
    return Error{ErrorKind::refused, "it cannot be applied: it replaces too many parked values at once",
                 "decide on those first"};
  }
  const UserRow user = store_.user(row.author).value_or(UserRow{});
  row.state = SaveState::accepted;
  row.reason = "accepted by " + author.user;
  place(row, *save, user);
  put_in_inbox(row, user.id);
  count_verdict(row, &SaveCounts::accepted);
  return Done{};
}

// Receipts count what a laptop has brought itself.
void Office::count_verdict(const StoredSave& row, std::uint64_t SaveCounts::*verdict) {
  auto node = store_.node(row.node);
  if (!node || is_rescued(row)) return;
  ++(node->counts.*verdict);
  --node->counts.parked;
  node->receipt_due = true;
  store_.put_node(*node);
}

namespace {

Save verdict_save(OpKind kind, const StoredSave& row, const std::string& reason,
                  const Author& author) {
  Save save;
  save.scope = inbox_scope(row.author);
  save.user = author.user;
  save.wall_ms = author.wall_ms;
  save.zone_minutes = author.zone_minutes;
  Op op;
  op.kind = kind;
  op.save = row.dot();
  op.reason = reason;
  save.ops.push_back(op);
  return save;
}

Result<StoredSave> parked_row(Store& store, Dot dot) {
  auto row = store.save_with(dot);
  if (!row || row->state != SaveState::parked) {
    return Error{ErrorKind::not_found, "no parked save has the id " + dot.to_string(),
                 "see `parked list`"};
  }
  return std::move(*row);
}

}  // namespace

Status Office::accept(Dot dot, const Author& author) {
  auto row = parked_row(store_, dot);
  if (!row) return row.error();
  if (const auto done = accept_parked(*row, author); !done) return done.error();
  const auto appended = append_own(verdict_save(OpKind::accept, *row, "", author), false);
  if (!appended) return appended.error();
  settle_waiting(author.wall_ms);
  return Done{};
}

Status Office::decline(Dot dot, const std::string& reason, const Author& author) {
  if (reason.empty() || reason.size() > limits::kReasonBytesMax) {
    return Error{ErrorKind::bad_input, "declining takes a reason of 1 to 2,000 bytes",
                 "the author reads it; say why with --reason"};
  }
  auto row = parked_row(store_, dot);
  if (!row) return row.error();
  row->state = SaveState::declined;
  row->reason = reason;
  row->waits = false;
  put_in_inbox(*row, row->author);
  count_verdict(*row, &SaveCounts::declined);
  const auto appended = append_own(verdict_save(OpKind::decline, *row, reason, author), false);
  if (!appended) return appended.error();
  settle_waiting(author.wall_ms);  // the verdict is a save as well: somebody may have guessed its name
  return Done{};
}

std::vector<ParkedSave> Office::parked() {
  std::vector<ParkedSave> list;
  for (StoredSave& row : store_.saves_in_state(SaveState::parked)) {
    ParkedSave item;
    const auto user = store_.user(row.author);
    const auto save = user ? Result<Save>(Error{}) : decode_save(row.raw);
    item.user = user ? user->name : save ? save->user : "";  // brought back for a laptop that is not known again yet
    item.row = std::move(row);
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace satchel
