// Mutants: each trap of the design as a switch that breaks one rule, so that the simulator can show that it
// would notice. Compiled in only where SATCHEL_MUTANTS is defined (tests/sim); elsewhere every switch is a
// constant `false` and costs nothing.
#pragma once

namespace satchel {

enum class Mutant {
  none,
  last_writer_wins,        // an edit replaces every sibling, also those that its author never saw
  clock_refuses,           // a save is not taken as it is because its author's clock is wrong
  no_orphans,              // a predecessor that arrives late comes back to life
  no_stand_in,             // a parked dot does not stand for its own predecessors
  implicit_create,         // an edit of an unknown record creates it
  void_clears,             // voiding removes the values
  void_any,                // any live void hides the record
  void_list_shown_only,    // the list of a void holds only what is shown
  refused_thrown_away,     // a save that is refused is not kept
  bad_save_blocks,         // a save that is refused stops the queue
  inbox_not_told,          // the author does not learn of a parked save
  waiting_never_settled,   // saves that waited are not judged again
  repeated_save_applied,   // a save that arrives twice is applied twice
  torn_save,               // the office applies the ops of a save in two transactions
  cursor_before_page,      // the laptop stores the cursor apart from the page, and first
  cursor_to_head,          // the cursor of an unfinished stream says "at the head", and nobody counts
  overlay_dropped_on_ack,  // pending values leave the view before their page is there
  overlay_kept,            // pending values stay in the view after their page is there
  have_taken_for_ack,      // `have` is stored as an acknowledgement without being compared
  ack_past_commit,         // the office acknowledges what it received before it committed
  wipe_unsent,             // a withdrawn file is wiped although something in it was not sent yet
  own_bytes_left_out,      // a page leaves out the bytes of every save of the node, sent just now or not
  orphans_ignore_parked,   // a predecessor that is parked is taken for applied
  withdrawal_not_told,     // a withdrawn file is forgotten at the office, and the laptop keeps it
  stand_ins_not_told,      // what else a save replaces is known to the office only
  origin_by_dot,           // a copy's save is known by its first name alone, whatever it says
  queue_not_renamed,       // saves that are stamped anew go on naming the old dots of their queue
  copy_not_told,           // the author does not learn that a save is known under another dot
  restored_log_trusted,    // a restored office believes that its log goes on where the laptop's cursor is
  absence_withdraws,       // a file of which the office knows no grant is withdrawn
  repair_erases,           // what a restored office has lost leaves the laptop's copy
  rescue_not_offered,      // what others wrote and a restored office has lost stays on the laptop
  numbers_reissued,        // a restored office goes on counting where its backup was made
  inherits_nothing,        // a copy that goes on as another node is not known to hold what it holds
  late_by_vector,          // whether a late save is taken depends on what the laptop says that it holds
  raw_inbox,               // entries of an inbox do not say what else they stand for
  pages_before_queue,      // pages are sent before the whole queue of the laptop is in
  old_names_forgotten,     // what an office of a former epoch called a save is not known any more
  guesses_wait,            // who names a change that nobody has seen yet replaces it when it comes
  scope_by_claim,          // where a record lies is believed from the save that changes it
  went_back_unnoticed,     // an office whose database is an older one goes on as if nothing had happened
  form_replaces_unseen,    // a form replaces what came while it was open
  brief_for_ever,          // a save leaves out what the other side may lack, and does so again when it is asked for all of it
  brief_unchecked,         // what a brief save leaves out is looked up in a wrong place, and not checked
  merge_kept,              // the program's merge stays beside a person's choice among the same texts
};

#ifdef SATCHEL_MUTANTS
extern Mutant active_mutant;
inline bool mutated(Mutant which) { return active_mutant == which; }
#else
constexpr bool mutated(Mutant) { return false; }
#endif

}  // namespace satchel
