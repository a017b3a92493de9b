// simulate: many seeds, one seed again, or every mutant.
//
//   simulate --seeds 1000 [--first 1]     all rules as they are
//   simulate --seed 42                    one seed, with what was drawn for it
//   simulate --seed 42 --follow 7         ... and where its seventh save is, whenever that changes
//   simulate --seed 42 --set clone=0       ... and without copies of laptops
//   simulate --copies --seeds 2000        every world with copied and restored laptops and a restored office
//   simulate --mutants [--seeds 2000]      each broken rule: after how many seeds it is noticed
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#ifdef SATCHEL_SIM_ON_SQLITE
#include <filesystem>

#include "storage/sqlite_store.h"
#include "tests/testkit/process.h"
#endif
#include "sync/mutant.h"
#include "tests/sim/world.h"

#ifdef SATCHEL_MUTANTS
namespace satchel {
Mutant active_mutant = Mutant::none;
}
#endif

namespace {

#ifdef SATCHEL_MUTANTS
using satchel::Mutant;
#endif
using satchel::sim::Random;
using satchel::sim::Tally;
using satchel::sim::World;
using satchel::sim::WorldOptions;

#ifdef SATCHEL_SIM_ON_SQLITE
// The real files, in memory-backed folders where there are such: the disk is not what is tested here.
std::unique_ptr<satchel::OfficeStore> make_store(bool is_office) {
  static std::atomic<std::uint64_t> number{0};
  static const satchel::testkit::TempFolder folder("/dev/shm");
  const std::string path = folder.path(std::to_string(++number) + ".db");
  auto store = satchel::SqliteStore::open(
      path, is_office ? satchel::Kind::office : satchel::Kind::laptop, true);
  if (!store) throw satchel::StoreFailure(store.error());
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  return std::move(*store);
}

std::unique_ptr<satchel::OfficeStore> copy_store(satchel::OfficeStore& store) {
  static std::atomic<std::uint64_t> number{0};
  static const satchel::testkit::TempFolder folder("/dev/shm");
  const std::string path = folder.path(std::to_string(++number) + ".db");
  auto& original = dynamic_cast<satchel::SqliteStore&>(store);
  if (const auto done = original.backup_to(path); !done) throw satchel::StoreFailure(done.error());
  auto copy = satchel::SqliteStore::open(path, original.kind(), false);
  if (!copy) throw satchel::StoreFailure(copy.error());
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  return std::move(*copy);
}
#else
std::unique_ptr<satchel::OfficeStore> make_store(bool) {
  return std::make_unique<satchel::testkit::MemoryStore>();
}

std::unique_ptr<satchel::OfficeStore> copy_store(satchel::OfficeStore& store) {
  return dynamic_cast<satchel::testkit::MemoryStore&>(store).copy();
}
#endif

#ifdef SATCHEL_MUTANTS
struct NamedMutant {
  Mutant mutant;
  const char* name;
};
constexpr NamedMutant kMutants[] = {
    {Mutant::last_writer_wins, "last_writer_wins"},
    {Mutant::clock_refuses, "clock_refuses"},
    {Mutant::no_orphans, "no_orphans"},
    {Mutant::no_stand_in, "no_stand_in"},
    {Mutant::implicit_create, "implicit_create"},
    {Mutant::void_clears, "void_clears"},
    {Mutant::void_any, "void_any"},
    {Mutant::void_list_shown_only, "void_list_shown_only"},
    {Mutant::refused_thrown_away, "refused_thrown_away"},
    {Mutant::bad_save_blocks, "bad_save_blocks"},
    {Mutant::inbox_not_told, "inbox_not_told"},
    {Mutant::waiting_never_settled, "waiting_never_settled"},
    {Mutant::repeated_save_applied, "repeated_save_applied"},
    {Mutant::torn_save, "torn_save"},
    {Mutant::cursor_before_page, "cursor_before_page"},
    {Mutant::cursor_to_head, "cursor_to_head"},
    {Mutant::overlay_dropped_on_ack, "overlay_dropped_on_ack"},
    {Mutant::overlay_kept, "overlay_kept"},
    {Mutant::have_taken_for_ack, "have_taken_for_ack"},
    {Mutant::ack_past_commit, "ack_past_commit"},
    {Mutant::wipe_unsent, "wipe_unsent"},
    {Mutant::own_bytes_left_out, "own_bytes_left_out"},
    {Mutant::orphans_ignore_parked, "orphans_ignore_parked"},
    {Mutant::withdrawal_not_told, "withdrawal_not_told"},
    {Mutant::stand_ins_not_told, "stand_ins_not_told"},
    {Mutant::merge_kept, "merge_kept"},
    {Mutant::brief_for_ever, "brief_for_ever"},
    {Mutant::brief_unchecked, "brief_unchecked"},
    {Mutant::origin_by_dot, "origin_by_dot"},
    {Mutant::queue_not_renamed, "queue_not_renamed"},
    {Mutant::copy_not_told, "copy_not_told"},
    {Mutant::absence_withdraws, "absence_withdraws"},
    {Mutant::repair_erases, "repair_erases"},
    {Mutant::rescue_not_offered, "rescue_not_offered"},
    {Mutant::numbers_reissued, "numbers_reissued"},
    {Mutant::inherits_nothing, "inherits_nothing"},
    {Mutant::late_by_vector, "late_by_vector"},
    {Mutant::raw_inbox, "raw_inbox"},
    {Mutant::restored_log_trusted, "restored_log_trusted"},
    {Mutant::pages_before_queue, "pages_before_queue"},
    {Mutant::old_names_forgotten, "old_names_forgotten"},
    {Mutant::guesses_wait, "guesses_wait"},
    {Mutant::scope_by_claim, "scope_by_claim"},
    {Mutant::went_back_unnoticed, "went_back_unnoticed"},
    {Mutant::form_replaces_unseen, "form_replaces_unseen"},
};
#endif

bool only_copies = false;
std::vector<std::pair<std::string, double>> overrides;  // of what a seed draws, by name
std::uint64_t followed = 0;

// A seed's own options; every tenth seed runs a second time with other clocks and must end the same.
std::vector<std::string> run_seed(std::uint64_t seed, bool tell, Tally* tally) {
  Random draw(seed);
  WorldOptions options = WorldOptions::drawn_from(draw);
  if (only_copies) options.clone = options.restore = options.office_restore = 0.03;
  if (tell) options.follow = followed;
  const bool twin = seed % 10 == 0;
  if (twin) {  // what a cut or a full page catches depends on lengths, and they on clocks
    options.cut = options.damage = options.small_requests = 0;
    options.answer_bytes_max = 1024 * 1024;
  }
  for (const auto& [name, value] : overrides) {
    for (const auto& option : options.named()) {
      if (name != option.name) continue;
      std::visit([&](auto* place) { *place = static_cast<std::remove_pointer_t<decltype(place)>>(value); }, option.place);
    }
  }
  if (tell) std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), options.to_string().c_str());
  World world(seed, options, make_store, copy_store);
  std::vector<std::string> violations;
  try {
    violations = world.run();
  } catch (const satchel::StoreFailure& failure) {
    violations.push_back(failure.what());
  }
  if (tally != nullptr) *tally = world.tally();
  if (twin && violations.empty()) {
    WorldOptions other = options;
    other.clock_seed = options.clock_seed + 1;
    World again(seed, other, make_store, copy_store);
    violations = again.run();
    if (violations.empty() && again.final_digest() != world.final_digest()) {
      violations.push_back("other clocks gave another merged state");
    }
  }
  return violations;
}

struct Outcome {
  std::uint64_t failed = 0;
  std::uint64_t first_failed = 0;
  std::uint64_t run = 0;
  std::string first_violation;
  Tally total;
};

void add(Tally& total, const Tally& one) {
  total.saves += one.saves;
  total.exchanges += one.exchanges;
  total.cuts += one.cuts;
  total.crashes += one.crashes;
  total.parked += one.parked;
  total.merged += one.merged;
  total.late += one.late;
  total.repeated_saves += one.repeated_saves;
  total.clones += one.clones;
  total.restores += one.restores;
  total.incarnations += one.incarnations;
  total.duplicates += one.duplicates;
  total.office_restores += one.office_restores;
  total.forms += one.forms;
  total.rescued += one.rescued;
  total.expired += one.expired;
  total.forgotten += one.forgotten;
  total.partitions += one.partitions;
  total.full += one.full;
  total.newer += one.newer;
  total.attacks += one.attacks;
}

Outcome run_seeds(std::uint64_t first, std::uint64_t count, bool stop_at_first) {
  Outcome outcome;
  std::mutex guard;
  std::atomic<std::uint64_t> next{first};
  std::atomic<bool> stop{false};
  const auto work = [&] {
    for (;;) {
      const std::uint64_t seed = next++;
      if (seed >= first + count || stop) return;
      Tally tally;
      const auto violations = run_seed(seed, false, &tally);
      const std::scoped_lock lock(guard);
      ++outcome.run;
      add(outcome.total, tally);
      if (violations.empty()) continue;
      if (outcome.failed++ == 0 || seed < outcome.first_failed) {
        outcome.first_failed = seed;
        outcome.first_violation = violations.front();
      }
      if (stop_at_first) stop = true;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back(work);
  }
  for (auto& thread : threads) thread.join();
  return outcome;
}

// Leaves out whatever the failure does not need: kinds of faults, then steps.
void shrink(std::uint64_t seed) {
  const auto still_fails = [&] { return !run_seed(seed, false, nullptr).empty(); };
  const auto try_with = [&](const char* name, double value) {
    overrides.emplace_back(name, value);
    if (still_fails()) return true;
    overrides.pop_back();
    return false;
  };
  for (const char* name : {"office_restore", "restore", "clone", "collect", "hostile", "newer", "full", "swizzle", "partition",
                           "reassign", "bad", "crash", "damage", "late", "repeat", "cut", "lose", "small_requests", "texts",
                           "crowded"}) {
    (void)try_with(name, 0);
  }
  std::size_t fails = 200;
  for (std::size_t step = 128; step > 0; step /= 2) {
    if (step < fails && try_with("steps", static_cast<double>(fails - step))) fails -= step;
  }
  // Only the last of several settings of one name counts.
  std::map<std::string, double> settings(overrides.begin(), overrides.end());
  for (const auto& [name, value] : overrides) settings[name] = value;
  std::printf("smallest: simulate%s --seed %llu", only_copies ? " --copies" : "", static_cast<unsigned long long>(seed));
  for (const auto& [name, value] : settings) std::printf(" --set %s=%g", name.c_str(), value);
  std::printf("\n");
}

int run_plain(std::uint64_t first, std::uint64_t count) {
  const Outcome outcome = run_seeds(first, count, false);
  const Tally& total = outcome.total;
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("%llu seeds: %llu saves (%llu of forms that had been open), %llu exchanges, %llu cuts, %llu crashes, %llu repeated saves, "
              "%llu parked changes, %llu late, %llu texts merged, %llu copies of laptops, %llu laptops restored, "
              "%llu new nodes, %llu duplicates, %llu restores of the office, %llu saves rescued, %llu laptops expired, "
              "%llu withdrawals forgotten, %llu times cut off, %llu commits on a full disk, %llu saves of a later version, "
              "%llu attacks; %llu seeds failed\n",
              number(outcome.run), number(total.saves), number(total.forms), number(total.exchanges), number(total.cuts),
              number(total.crashes), number(total.repeated_saves), number(total.parked),
              number(total.late), number(total.merged), number(total.clones), number(total.restores),
              number(total.incarnations), number(total.duplicates), number(total.office_restores), number(total.rescued),
              number(total.expired), number(total.forgotten), number(total.partitions), number(total.full),
              number(total.newer), number(total.attacks), number(outcome.failed));
  if (outcome.failed == 0) return 0;
  std::printf("first: %s\nagain: simulate%s --seed %llu\n", outcome.first_violation.c_str(),
              only_copies ? " --copies" : "", number(outcome.first_failed));
  shrink(outcome.first_failed);
  return 1;
}

int run_one(std::uint64_t seed) {
  const auto violations = run_seed(seed, true, nullptr);
  for (const auto& text : violations) std::printf("  %s\n", text.c_str());
  std::printf(violations.empty() ? "no invariant was broken\n" : "broken\n");
  return violations.empty() ? 0 : 1;
}

#ifdef SATCHEL_MUTANTS
int run_mutants(std::uint64_t count, const std::string& only) {
  int missed = 0;
  for (const NamedMutant& item : kMutants) {
    if (!only.empty() && only != item.name) continue;
    satchel::active_mutant = item.mutant;
    // First in worlds of honest laptops and whole links, which tell more of a rule of merging; then in all.
    const auto set_before = overrides;
    for (const char* name : {"hostile", "newer", "full", "swizzle", "partition"}) overrides.emplace_back(name, 0);
    Outcome outcome = run_seeds(1, count, true);
    overrides = set_before;
    if (outcome.failed == 0) outcome = run_seeds(1, count, true);
    satchel::active_mutant = Mutant::none;
    if (outcome.failed == 0) {
      ++missed;
      std::printf("%-24s NOT noticed in %llu seeds\n", item.name,
                  static_cast<unsigned long long>(outcome.run));
    } else {
      std::printf("%-24s after %3llu seeds: %s\n", item.name,
                  static_cast<unsigned long long>(outcome.run), outcome.first_violation.c_str());
    }
    std::fflush(stdout);
  }
  return missed == 0 ? 0 : 1;
}
#else
int run_mutants(std::uint64_t, const std::string&) {
  std::fprintf(stderr, "this build has no mutants in it: use `simulate`\n");
  return 2;
}
#endif

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seeds = 0;
  std::uint64_t first = 1;
  std::uint64_t one = 0;
  bool mutants = false;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    const auto number = [&] { return i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0; };
    if (std::strcmp(argv[i], "--seeds") == 0) seeds = number();
    else if (std::strcmp(argv[i], "--first") == 0) first = number();
    else if (std::strcmp(argv[i], "--seed") == 0) one = number();
    else if (std::strcmp(argv[i], "--follow") == 0) followed = number();
    else if (std::strcmp(argv[i], "--set") == 0 && i + 1 < argc && std::strchr(argv[i + 1], '=') != nullptr) {
      const std::string setting = argv[++i];
      const auto at = setting.find('=');
      overrides.emplace_back(setting.substr(0, at), std::strtod(setting.c_str() + at + 1, nullptr));
    }
    else if (std::strcmp(argv[i], "--copies") == 0) only_copies = true;
    else if (std::strcmp(argv[i], "--mutants") == 0) mutants = true;
    else if (std::strcmp(argv[i], "--mutant") == 0 && i + 1 < argc) { mutants = true; only = argv[++i]; }
    else {
      std::fprintf(stderr, "usage: simulate [--copies] --seeds N [--first N] | --seed N [--follow SAVE] [--set OPTION=VALUE] | --mutants [--seeds N]\n");
      return 2;
    }
  }
  if (one != 0) return run_one(one);
  if (mutants) return run_mutants(seeds == 0 ? 2000 : seeds, only);
  return run_plain(first, seeds == 0 ? 1000 : seeds);
}
