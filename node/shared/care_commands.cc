#include "node/shared/care_commands.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>

#include "node/shared/clock.h"
#include "node/shared/folder_lock.h"
#include "node/shared/restore_note.h"
#include "node/shared/workspace.h"
#include "storage/backup_seal.h"

namespace satchel {

namespace {

namespace fs = std::filesystem;

constexpr const char* kBesideDatabase[] = {"-wal", "-shm"};

struct CareWords {
  std::string file;
  bool replace = false;
  bool rebuild = false;
  bool unsealed = false;
};

std::string list_of(const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& problem : problems) text += "\n  " + problem;
  return text;
}

Error file_error(const std::string& what, const std::error_code& problem) {
  return {ErrorKind::storage, what + ": " + problem.message(),
          "check the disk, and that you may write there"};
}

// ---- backup -------------------------------------------------------------------------------------

// Opening switches a database to a write-ahead log, which wants files beside it.
void be_one_file(SqliteStore& store) {
  store.database().execute("PRAGMA journal_mode=DELETE");
}

// Reads the copy as a database of its own, all of it.
Result<CheckReport> read_back(const std::string& copy, Kind kind) {
  const auto store = SqliteStore::open(copy, kind, false);
  if (!store) return store.error();
  CheckReport report = (*store)->check();
  be_one_file(**store);
  return report;
}

// A file with the name of the backup is a whole and checked backup: until then it has another name.
Result<CheckReport> make_backup(SqliteStore& store, const std::string& path) {
  std::error_code problem;
  if (fs::exists(path, problem)) {
    return Error{ErrorKind::refused, "there is a file at " + path + " already",
                 "choose another name for the backup"};
  }
  const std::string unfinished = path + ".unfinished";
  fs::remove(unfinished, problem);
  const auto copied = store.backup_to(unfinished);
  auto report = copied ? read_back(unfinished, store.kind()) : Result<CheckReport>(copied.error());
  if (report && !report->problems.empty()) {
    report = Error{
        ErrorKind::corrupt,
        "the backup is not kept, because problems were found in it:" + list_of(report->problems),
        "run `doctor`: the database itself may be damaged"};
  }
  if (!report) {
    fs::remove(unfinished, problem);
    return report;
  }
  const auto sealed = seal_backup(unfinished);
  const auto named = sealed ? rename_durably(unfinished, path) : sealed;
  if (!named) {
    fs::remove(unfinished, problem);
    return named.error();
  }
  return report;
}

Result<ExitCode> run_backup(const Output& out, SqliteStore& store, const CareWords& words) {
  const auto report = make_backup(store, words.file);
  if (!report) return report.error();
  std::error_code unknown;
  const auto bytes = static_cast<std::uint64_t>(fs::file_size(words.file, unknown));
  out.result(json::object{{"file", words.file},
                          {"bytes", bytes},
                          {"records", report->records},
                          {"saves", report->saves}},
             "backed up and read back: " + counted(report->records, "record") + ", " +
                 counted(report->saves, "save"));
  return kDone;
}

// ---- restore ------------------------------------------------------------------------------------

std::string file_of(Kind kind) {
  return kind == Kind::laptop ? kLaptopFile : kOfficeFile;
}

// "office.db.2026-11-23-140509", and never one that exists.
std::string name_for_old(const std::string& path) {
  std::string stamp = instant_text(wall_clock_ms()).substr(0, 19);
  stamp[10] = '-';
  std::erase(stamp, ':');
  std::string name = path + "." + stamp;
  std::error_code unknown;
  for (int number = 2; fs::exists(name, unknown); ++number) {
    name = path + "." + stamp + "-" + std::to_string(number);
  }
  return name;
}

// What was here before: a copy of it, or, moved aside, itself.
struct Kept {
  std::string name;  // empty: there was nothing
  bool moved = false;
  std::uint64_t unsent = 0;  // saves of a laptop that the office does not have
};

void move_all(const std::string& from, const std::string& to) {
  std::error_code problem;
  fs::rename(from, to, problem);
  for (const char* end : kBesideDatabase) {
    if (fs::exists(from + end, problem)) fs::rename(from + end, to + end, problem);
  }
}

// A database that still opens is copied whole, so that what its write-ahead log holds is in the
// copy, and other programs may have it open. One that is none any more is moved aside as it is; one
// that is merely busy, or whose disk fails, is not touched.
Result<Kept> keep_present(const std::string& path, Kind kind) {
  std::error_code problem;
  if (!fs::exists(path, problem)) return Kept{};
  Kept kept{name_for_old(path), false, 0};
  const auto store = SqliteStore::open(path, kind, false);
  if (store) {
    if (const auto copied = (*store)->backup_to(kept.name); !copied) return copied.error();
    if (const auto sealed = seal_backup(kept.name); !sealed) return sealed.error();
    if (kind == Kind::laptop) kept.unsent = Laptop(**store).pending_count();
    return kept;
  }
  if (store.error().kind == ErrorKind::storage) return store.error();
  move_all(path, kept.name);
  if (fs::exists(path, problem)) {
    return Error{ErrorKind::storage, "the present database cannot be moved aside",
                 "check that you may write to the folder"};
  }
  kept.moved = true;
  return kept;
}

Status check_target(const std::string& path, const CareWords& words) {
  std::error_code problem;
  if (!fs::exists(words.file, problem)) {
    return Error{ErrorKind::not_found, "there is no file " + words.file,
                 "check the name of the backup"};
  }
  if (!fs::exists(path, problem)) return Done{};
  if (fs::equivalent(path, words.file, problem)) {
    return Error{ErrorKind::bad_input, "this file is the database itself, not a backup",
                 "name the backup"};
  }
  if (words.replace) return Done{};
  return Error{
      ErrorKind::refused, "there is a database in this folder already",
      "restore into an empty folder, or say --replace: the present one is then kept beside it"};
}

// A restored office may have forgotten what it acknowledged: laptops must not take its gaps for the
// truth. `present`: the database that is replaced, if there is one; its numbers were issued, too.
void begin_new_epoch(SqliteStore& store, const std::string& present) {
  Office office(store);
  if (!office.identity()) return;
  Office::Restart restart{wall_clock_ms()};
  if (const auto opened = SqliteStore::open(present, Kind::office, false)) {
    restart.replaced = Office(**opened).identity();
    if (const auto own = (*opened)->node(kOfficeNode)) restart.replaced_counter = own->counter;
  }
  Transaction transaction(store);
  begin_new_epoch(office, restart);
  transaction.commit();
}

// A laptop that works for somebody else: their saves would be written in the wrong name from then on.
Status check_same_user(SqliteStore& backup, const std::string& present) {
  const auto opened = SqliteStore::open(present, Kind::laptop, false);
  if (!opened) return Done{};
  const auto there = Laptop(backup).identity(), here = Laptop(**opened).identity();
  if (!there || !here || (there->user == here->user && there->office == here->office)) return Done{};
  return Error{ErrorKind::refused, "it is of another person's laptop: " + there->user_name + "'s, and this folder is " +
               here->user_name + "'s", "restore it into a folder of its own, with --data; nothing was changed"};
}

Status check_and_prepare(const std::string& copy, Kind kind, const std::string& present) {
  const auto store = SqliteStore::open(copy, kind, false);
  if (!store) return store.error();
  const CheckReport report = (*store)->check();
  if (!report.problems.empty()) {
    return Error{ErrorKind::corrupt, "it is damaged:" + list_of(report.problems), ""};
  }
  remove_seal((*store)->database());
  (*store)->rebuild_projections();  // what is derived need not be believed
  if (kind == Kind::office) begin_new_epoch(**store, present);
  if (kind == Kind::laptop) {
    if (const auto same = check_same_user(**store, present); !same) return same.error();
    Transaction transaction(**store);
    (*store)->put_fact(kRestoredFact, "yes");
    transaction.commit();
  }
  be_one_file(**store);
  return Done{};
}

// Whose it is, first of all: a file of another program has no seal of ours, and should be told so.
Status check_is_database(const std::string& file, Kind kind) {
  const auto database = Database::open(file, Database::Access::existing);
  if (!database) return database.error();
  try {
    if (is_blank(**database)) return Error{ErrorKind::corrupt, "it is empty", ""};
    return check_identity(**database, kind);
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
}

// Makes a copy of the backup that is ready to be the database: what is no backup is refused before
// anything is replaced, and a crash leaves the old database or the new one, nothing between.
Status prepare(const CareWords& words, const std::string& copy, Kind kind, const std::string& present) {
  const std::string& backup = words.file;
  if (const auto source = check_is_database(backup, kind); !source) {
    return Error{source.error().kind, "this backup cannot be used: " + source.error().message,
                 "use another one; nothing was changed"};
  }
  const auto whole = words.unsealed ? Status(Done{}) : check_seal(backup);
  const auto copied = whole ? SqliteStore::restore(backup, copy, kind) : whole;
  const auto prepared = copied ? check_and_prepare(copy, kind, present) : copied;
  if (prepared) return Done{};
  return Error{prepared.error().kind, "this backup cannot be used: " + prepared.error().message,
               prepared.error().hint.empty() ? "use another one; nothing was changed" : prepared.error().hint};
}

// Put in place of what is here, which is kept. `prepared` stays.
Result<Kept> replace(const std::string& path, const std::string& prepared, Kind kind) {
  const auto kept = keep_present(path, kind);
  if (!kept) return kept.error();
  const auto done = SqliteStore::restore(prepared, path, kind);
  if (done) return kept;
  std::error_code unknown;
  if (kept->moved || kept->name.empty()) fs::remove(path, unknown);
  if (kept->moved) move_all(kept->name, path);
  return done.error();
}

void remove_database(const std::string& path) {
  std::error_code problem;
  fs::remove(path, problem);
  for (const char* end : kBesideDatabase) fs::remove(path + end, problem);
}

Status make_folder(const std::string& folder) {
  std::error_code problem;
  if (!fs::create_directories(folder, problem) && !problem) return Done{};
  if (problem) return file_error("the folder " + folder + " cannot be made", problem);
  fs::permissions(folder, fs::perms::owner_all, problem);  // health data: nobody else's business
  return Done{};
}

// What a person has to know beforehand who restores a copy that others have gone on without.
const char* what_follows(Kind kind) {
  return kind == Kind::laptop
             ? "what the office has comes back with the next sync, in which this laptop goes on under a new number if "
               "it has sent anything since the backup; what was saved after the backup and never sent is only in the "
               "file that was kept"
             : "this office is recovering now: each laptop brings back at its next sync what the backup lacks, and "
               "nothing is taken from any laptop meanwhile\n"
               "next:\n"
               "  satchel-office serve ...          as before; the laptops find it by themselves\n"
               "  satchel-office recovery           who has come back, and what waits for you\n"
               "  satchel-office recovery grant     files that laptops hold and the backup does not know of: given again\n"
               "  satchel-office recovery report    all of it in words, to be kept\n"
               "  satchel-office recovery end       when everybody has come back\n"
               "what was done at the office itself after the backup (people added, files given or taken, records written "
               "there and on no laptop) has to be done again";
}

Error in_use(Kind kind, const char* lock) {
  const bool is_served = std::string_view(lock) == kServeLock;
  return {ErrorKind::refused,
          !is_served              ? "a sync of this laptop is running"
          : kind == Kind::office ? "a server runs on this folder"
                                 : "Satchel is open for this folder",
          "stop it first; nothing was changed"};
}

Result<ExitCode> run_restore(const Output& out, const CommonOptions& options, Kind kind,
                             const CareWords& words) {
  const std::string path = (fs::path(options.folder) / file_of(kind)).string();
  if (const auto free = check_target(path, words); !free) return free.error();
  if (const auto made = make_folder(options.folder); !made) return made.error();
  // Neither a server nor a sync may have the database open that is replaced.
  std::vector<std::unique_ptr<FolderLock>> locks;
  for (const char* name : {kServeLock, kSyncLock}) {
    auto lock = FolderLock::take(options.folder, name, FolderLock::Mode::alone);
    if (!lock) return in_use(kind, name);
    locks.push_back(std::move(*lock));
  }
  const std::string copy = path + ".unfinished";
  remove_database(copy);
  const auto ready = prepare(words, copy, kind, path);
  const auto kept = ready ? replace(path, copy, kind) : Result<Kept>(ready.error());
  remove_database(copy);
  if (!kept) return kept.error();
  json::object result{{"restored", words.file}};
  result["kept"] = kept->name.empty() ? json::value(nullptr) : json::value(kept->name);
  result["unsent"] = kept->unsent;
  std::string said = "restored" + (kept->name.empty() ? std::string() : "; what was here is in " + kept->name);
  if (kept->unsent > 0) {
    said += "\n" + counted(kept->unsent, "save") + " of that copy never reached the office: do not delete that file";
  }
  out.result(result, said + "\n" + what_follows(kind));
  return kDone;
}

// ---- doctor -------------------------------------------------------------------------------------

Result<ExitCode> run_doctor(const Output& out, Workspace& workspace, const CareWords& words) {
  SqliteStore& store = workspace.store();
  if (words.rebuild) store.rebuild_projections();
  CheckReport report = store.check();
  json::array problems;
  for (const std::string& problem : report.problems) problems.emplace_back(problem);
  const bool is_well = report.problems.empty();
  out.result(
      json::object{{"ok", is_well},
                   {"problems", problems},
                   {"scopes", report.scopes},
                   {"records", report.records},
                   {"saves", report.saves}},
      (is_well ? "all is well: " : counted(report.problems.size(), "problem") + " found in ") +
          counted(report.scopes, "scope") + ", " + counted(report.records, "record") + ", " +
          counted(report.saves, "save") + list_of(report.problems));
  return is_well ? kDone : kNotDone;
}

CommandBody over_store(const OpenWorkspace& open, const std::shared_ptr<CareWords>& words,
                       Result<ExitCode> (*body)(const Output&, Workspace&, const CareWords&)) {
  return [open, words, body](const Output& out) -> Result<ExitCode> {
    const auto workspace = open();
    if (!workspace) return workspace.error();
    return body(out, **workspace, *words);
  };
}

}  // namespace

void add_care_commands(CLI::App& app, CommonOptions& options, Kind kind, OpenWorkspace open) {
  const auto words = std::make_shared<CareWords>();
  auto* backup = add_command(
      app, options, "backup", "Copy the database into one file, and read it back",
      over_store(open, words, [](const Output& out, Workspace& workspace, const CareWords& said) {
        return run_backup(out, workspace.store(), said);
      }));
  backup->add_option("file", words->file, "Where to; must not exist")->required();

  auto* restore = add_command(app, options, "restore", "Make a backup the database of this folder",
                              [&options, kind, words](const Output& out) {
                                return run_restore(out, options, kind, *words);
                              });
  restore->add_option("file", words->file, "The backup")->required();
  restore->add_flag("--replace", words->replace,
                    "Also where there is a database; it is kept beside, with the date in its name");
  restore->add_flag("--unsealed", words->unsealed,
                    "Also a file that was not made by `backup`: a database that was copied by hand");
  restore->footer(what_follows(kind));

  auto* doctor = add_command(app, options, "doctor", "Read everything and check it",
                             over_store(open, words, run_doctor));
  doctor->add_flag("--rebuild", words->rebuild,
                   "First make the typed tables and the search index anew from the records");
}

}  // namespace satchel
