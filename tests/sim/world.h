// World: an office, laptops, the people who use them, and everything that goes wrong between them.
//
// One thread, one seed. First a phase with faults, with invariants after each step; then everything heals, nobody
// does anything new, and within a bounded number of exchanges all copies have to agree with each other and
// with the oracle.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sync/laptop.h"
#include "sync/laptop_session.h"
#include "sync/office.h"
#include "tests/sim/oracle.h"
#include "tests/sim/random.h"
#include "tests/testkit/memory_store.h"

namespace satchel::sim {

// What an attacker writes, and nobody else.
inline constexpr const char* kForgedValue = "forged";

struct NamedOption {
  const char* name;
  std::variant<std::size_t*, double*, bool*> place;
};

struct WorldOptions {
  std::size_t laptops = 3;
  std::size_t users = 2;
  std::size_t clients = 4;
  std::size_t steps = 120;
  std::size_t answer_bytes_max = 64 * 1024;
  double lose = 0.1;        // a request or an answer
  double cut = 0.2;         // at a random byte, either direction
  double repeat = 0.05;     // a request arrives twice
  double late = 0.05;       // a request arrives after later ones
  double damage = 0.02;     // one byte is changed under way
  double crash = 0.01;      // before or after each commit
  double bad = 0.06;        // saves that the office parks
  double reassign = 0.04;   // grants given and withdrawn
  double small_requests = 0.3;  // a request takes only part of the queue
  bool texts = true;        // narrative edits that the office may merge
  bool crowded = false;     // everybody works on the same few records
  double clone = 0;         // a laptop's database is copied to another machine, and both go on
  double restore = 0;       // a laptop's database is replaced by an older copy of it
  double office_restore = 0;  // the office is restored from a backup
  std::size_t chain_points_max = 1000;  // that a copy names when it asks to be a node of its own
  std::uint64_t clock_seed = 0;
  double partition = 0;  // a laptop's requests, or its answers, do not get through for a while
  double swizzle = 0;    // some laptops are cut off one after the other, and come back in another order
  double full = 0;       // a disk is full for a while: the office's or a laptop's
  double newer = 0;      // saves of a later version of the program, with what this one does not know
  double hostile = 0;    // what an enrolled laptop tries that runs no honest program
  SaveId follow = 0;  // prints where this save is, whenever that changes
  double collect = 0;  // weeks pass, and the office lets go of what needs no account any more

  static WorldOptions drawn_from(Random& random);
  // All but the clocks and what is followed, by name.
  std::vector<NamedOption> named();
  std::string to_string() const;
};

struct Tally {
  std::uint64_t saves = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t cuts = 0;
  std::uint64_t crashes = 0;
  std::uint64_t parked = 0;
  std::uint64_t merged = 0;
  std::uint64_t late = 0;
  std::uint64_t repeated_saves = 0;
  std::uint64_t clones = 0;
  std::uint64_t restores = 0;
  std::uint64_t incarnations = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t office_restores = 0;
  std::uint64_t forms = 0;     // edits whose form displayed what was there some time before
  std::uint64_t rescued = 0;
  std::uint64_t expired = 0;    // laptops, after a silence ...
  std::uint64_t forgotten = 0;  // ... and files that were given back long ago
  std::uint64_t partitions = 0;
  std::uint64_t full = 0;     // commits that failed because a disk was full
  std::uint64_t newer = 0;    // saves of a later version
  std::uint64_t attacks = 0;
};

class World {
 public:
  // Makes an empty store, for the office or for a laptop.
  using MakeStore = std::function<std::unique_ptr<OfficeStore>(bool is_office)>;

  // The same rows in a store of its own, as a copied file holds them.
  using CopyStore = std::function<std::unique_ptr<OfficeStore>(OfficeStore&)>;

  World(std::uint64_t seed, WorldOptions options, MakeStore make_store, CopyStore copy_store);

  // Runs both phases. Empty when no invariant was broken.
  std::vector<std::string> run();
  const Tally& tally() const { return tally_; }
  // Of the merged state, for comparing runs with other clocks.
  Hash256 final_digest();

 private:
  struct Machine {
    std::string user;
    Uuid user_id;
    std::unique_ptr<OfficeStore> store;
    std::unique_ptr<Laptop> laptop;
    std::int64_t clock_ms = 0;  // added to virtual time
    std::uint64_t resume_after = 0;
    std::vector<EventId> own_events;
    bool office_was_restored = false;
    bool parted = false;              // the office told that this is not the copy that it knows
    std::unique_ptr<OfficeStore> set_aside;  // an older copy of its database
    std::vector<ScopeId> bad_files;  // opened with what the office cannot take by itself
    bool hostile = false;
    struct Form {
      std::vector<Dot> displayed;
      std::set<EventId> events;  // the same, as the oracle knows it
    };
    std::map<std::pair<RecordId, FieldId>, Form> forms;  // that are open
    std::size_t mute_until = 0;  // step until which its requests are lost ...
    std::size_t deaf_until = 0;  // ... and the answers to them
  };

  // ---- the beginning
  void set_up();
  void enrol(Machine& machine);
  void arm(OfficeStore& any);

  // ---- what people do
  void step();
  void work(Machine& machine);
  const Record& pick_record(const std::vector<Record>& records);
  bool plan_edits(Machine& machine, const ScopeId& scope, std::vector<Edit>& edits,
                  std::vector<Event>& events);
  void plan_new_record(const ScopeId& scope, const std::string& type, std::vector<Edit>& edits,
                       std::vector<Event>& events);
  void perhaps_from_form(Machine& machine, const Record& record, Edit& edit, Event& event);
  void plan_change(Machine& machine, const Record& record, std::vector<Edit>& edits,
                   std::vector<Event>& events);
  std::set<EventId> lifts_in(OfficeStore& store, const Record& record);
  void plan_void(Machine& machine, const Record& record, std::vector<Edit>& edits,
                 std::vector<Event>& events);
  void plan_bad(const Record& client, std::vector<Edit>& edits, std::vector<Event>& events);
  void office_works();
  void verdict();
  void reassign();
  void copy_machine(Machine& machine);
  void restore_machine(Machine& machine);
  void restore_office();
  void begin_new_epoch(const Office::Restart& restart);
  void keep_numbers_of(const Office::Restart& lost);
  void look_after_office();
  bool is_of_another_laptop(const LaptopIdentity& who);
  void note_losses();
  void review();
  void collect();
  void cut_off();
  void swizzle();
  void fill_disk();
  bool disk_is_full(OfficeStore& store);
  void work_with_later_version(Machine& machine);
  // world_attacks.cc
  void hire_mallory();
  static bool is_mallory(const UserRow& user);
  void attack(Machine& machine);
  Save forged_save(Machine& machine, const ScopeId& scope, Op op);
  void put_forged(Machine& machine, const Save& save);
  void forge_elsewhere(Machine& machine);
  void forge_guess(Machine& machine);
  void forge_author(Machine& machine);
  void forge_void(Machine& machine);
  void bring_back_lies(Machine& machine);
  void claim_recovery(Machine& machine);
  bool is_forged(const StoredSave& row);
  Author author_of(Machine& machine, SaveId save);
  std::string new_value();
  std::string new_text(const std::string& before);
  std::set<EventId> events_in(const Record& record, FieldId field, bool shown_only);
  void remember(Machine* machine, std::vector<Event> events, SaveId save);

  // ---- the link
  void exchange(Machine& machine, bool with_faults);
  std::optional<std::string> carry(Machine& machine, std::string request, bool with_faults);
  std::optional<std::string> serve(std::string_view request, bool whole);
  void plan_far_birth_date(const RecordId& client, std::set<EventId> replaces,
                           std::vector<Edit>& edits, std::vector<Event>& events);
  std::optional<ScopeId> declined_file_of(Machine& machine);
  void check_quiet(Machine& machine);
  bool exchange_session(Machine& machine, bool with_faults);
  bool tell_restored_office(Machine& machine, bool with_faults);
  bool become_another_node(Machine& machine, bool with_faults);
  template <class Session>
  Status hear(Machine& machine, Session& session, std::string answer, bool with_faults);
  bool is_understood(const Status& heard);
  void deliver_late_requests();

  // ---- what must be true
  void learn_fates();
  void check_step(Machine& machine);
  std::string bytes_of(const StoredSave& row);
  void check_end();
  void check_office(const std::map<std::pair<RecordId, FieldId>, std::set<EventId>>& alive);
  void check_text(const Record& record, FieldId field, const std::set<EventId>& wanted);
  void check_machine(Machine& machine);
  void check_parked(Machine& machine);
  void check_waiting(const StoredSave& row);
  void check_not_refused(const StoredSave& row);
  bool creation_was_declined(Machine& machine, const Record& record);
  static std::string marks_missing_in(const std::string& text, const FieldState& state);
  std::string mark_of(EventId id) const;
  void violation(std::string text);
  std::string places_of(OfficeStore& store, SaveId save);
  void tell(const std::string& when);

  MakeStore make_store_;
  CopyStore copy_store_;
  WorldOptions options_;
  Random random_;
  Random clocks_;
  Random slices_;  // of its own, so that the length of a message changes nothing else
  Random forms_;   // likewise
  std::int64_t now_ms_;
  bool faults_on_ = false;
  std::unique_ptr<OfficeStore> office_store_;
  std::unique_ptr<Office> office_;
  bool went_back_once_ = false;  // what a laptop was told before may be found out only when its copy is compared
  bool is_behind_ = false;       // an older copy of the office's database was put in place, and it does not know
  bool is_doubted_ = false;      // but somebody suspects it
  std::unique_ptr<OfficeStore> office_backup_;
  std::size_t step_ = 0;
  std::map<const OfficeStore*, std::size_t> full_until_;  // step until which commits fail there
  std::vector<std::unique_ptr<Machine>> machines_;
  std::vector<std::pair<std::string, int>> late_requests_;
  std::vector<ScopeId> scopes_;
  Oracle oracle_;
  SaveId saves_ = 0;
  std::uint64_t values_ = 0;
  std::set<SaveId> perhaps_lost_;  // were nowhere but on a laptop that was restored from before them
  std::set<RecordId> has_merged_;  // notes with texts: merged values have no event of their own
  Tally tally_;
  std::vector<std::string> violations_;
  std::map<std::string, std::string> told_;  // of the save that is followed, by store
};

}  // namespace satchel::sim
