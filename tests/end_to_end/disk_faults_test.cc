// A disk that is full or fails, once or from then on, at each write, sync and truncation in turn, on both programs: what
// was acknowledged is there, the person is told what to do, and work goes on when the disk does.
//
// Each moment is tried with one of the four faults in turn; SATCHEL_LONG tries each with all of them.
#include <doctest/doctest.h>
#include <signal.h>

#include <cstdlib>
#include <vector>

#include "tests/testkit/killing.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr int kMomentsMax = 5'000;
constexpr const char* kReadingCalls = "pread64";

bool cannot_inject() {
  if (has_strace()) return false;
  skip("strace is not there: no disk was made to fail");
  return true;
}

std::vector<DiskFault> faults_at(int moment) {
  if (std::getenv("SATCHEL_LONG") != nullptr) return {std::begin(kDiskFaults), std::end(kDiskFaults)};
  return {kDiskFaults[static_cast<std::size_t>(moment) % std::size(kDiskFaults)]};
}

std::string say(int moment, const DiskFault& fault) {
  return std::string(fault.error) + (fault.stays ? " from call " : " at call ") + std::to_string(moment);
}

// An error message that a person can act on: what happened, and what to do.
void check_told(const Finished& failed) {
  CHECK(failed.exit_code != 128 + SIGABRT);
  CHECK(failed.exit_code != 128 + SIGSEGV);
  CHECK((failed.exit_code == 1 || failed.exit_code == 3));
  CHECK_MESSAGE((failed.err.find("disk") != std::string::npos || failed.err.find("office") != std::string::npos), failed.err);
}

void write_notes(Town& town, const std::string& user, const std::string& client, const std::string& text, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"" + text + " " + std::to_string(i) + "\"}\n";
  }
  town.import_lines(user, lines);
}

}  // namespace

TEST_CASE("a save on a disk that fails is refused in words, or there") {
  if (cannot_inject()) return;
  Town town;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  std::size_t there = 0;
  int refused = 0;
  bool clean = false;
  for (int moment = 1; moment <= kMomentsMax && !clean; ++moment) {
    clean = true;
    for (const DiskFault& fault : faults_at(moment)) {
      INFO(say(moment, fault));
      const Finished saved = run(failing_at(
          moment, fault, town.laptop_words("ana", {"new", "note", "client_id=" + client, "body=" + say(moment, fault)})));
      // Closing a database fails without anybody being told: that is no loss, and told by no exit code.
      if (saved.exit_code != 0) {
        check_told(saved);
        ++refused;
        clean = false;
      }
      const std::size_t now = town.laptop_lines("ana", {"list", "note"}).size();
      CHECK(now - there <= 1);
      CHECK((saved.exit_code != 0 || now == there + 1));
      there = now;
      CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
    }
  }
  MESSAGE(refused, " saves were refused");
  CHECK(clean);
  CHECK(refused > 2);
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("a sync onto a disk that fails takes back nothing, and the next one goes on") {
  if (cannot_inject()) return;
  Town town;
  town.open_for({"ana", "ben"});
  const std::string client = town.client_of({"ana", "ben"});
  int failed = 0;
  std::size_t notes = 0;
  bool clean = false;
  for (int moment = 1; moment <= kMomentsMax && !clean; ++moment) {
    clean = true;
    for (const DiskFault& fault : faults_at(moment)) {
      INFO(say(moment, fault));
      write_notes(town, "ben", client, say(moment, fault), 5);
      write_notes(town, "ana", client, say(moment, fault), 2);
      notes += 7;
      town.sync("ben");
      const Finished synced = run(failing_at(moment, fault, town.laptop_words("ana", {"sync"})));
      if (synced.exit_code != 0) {
        check_told(synced);
        ++failed;
        clean = false;
      }
      town.sync("ana");
      CHECK(town.laptop_lines("ana", {"list", "note"}).size() == notes);
    }
  }
  MESSAGE(failed, " syncs failed");
  CHECK(clean);
  CHECK(failed > 4);
  CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
  town.sync("ben");
  for (const std::string user : {"ana", "ben"}) town.check_same_dump(user);
}

TEST_CASE("a laptop whose disk cannot be read says so, and is as before when it can") {
  if (cannot_inject()) return;
  Town town;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  write_notes(town, "ana", client, "note", 50);
  const std::string dump = town.laptop("ana", {"dump"}).out;
  int failed = 0;
  bool clean = false;
  for (int moment = 1; moment <= kMomentsMax && !clean; ++moment) {
    const DiskFault fault{"EIO", moment % 2 == 0};
    INFO(say(moment, fault));
    const Finished listed = run(failing_at(moment, fault, town.laptop_words("ana", {"dump"}), kReadingCalls));
    clean = listed.exit_code == 0;
    // What cannot be read is not there for the reader; it must not look as if it had never been.
    // 127: the first calls are those that load the program.
    CHECK((clean ? listed.out == dump : listed.exit_code == 1 || listed.exit_code == 127));
    failed += clean ? 0 : 1;
  }
  MESSAGE(failed, " reads failed");
  CHECK(clean);
  CHECK(failed > 3);
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("an office whose disk fails while a laptop sends loses nothing, and goes on when the disk does") {
  if (cannot_inject()) return;
  Town town;
  town.open_for({"ana"});
  const std::string client = town.client_of({"ana"});
  town.stop_office();
  int failed = 0;
  std::size_t notes = 0;
  bool clean = false;
  for (int moment = 1; moment <= kMomentsMax && !clean; ++moment) {
    clean = true;
    for (const DiskFault& fault : faults_at(moment)) {
      INFO(say(moment, fault));
      write_notes(town, "ana", client, say(moment, fault), 5);
      notes += 5;
      Serving how;
      how.under = failing_at(moment, fault, {});
      if (!town.try_to_start_office(how)) {  // it said that it cannot, and ended
        clean = false;
        continue;
      }
      const Finished synced = town.laptop("ana", {"sync"});
      if (synced.exit_code != 0) {
        check_told(synced);
        ++failed;
        clean = false;
      }
      // The same program goes on by itself, once each of its threads has had its fault.
      int code = synced.exit_code;
      for (int tries = 0; code != 0 && tries < 8; ++tries) code = town.laptop("ana", {"sync"}).exit_code;
      CHECK((code == 0 || fault.stays));
      ask_to_end(town.server());
      CHECK(town.server().wait() == 0);
      town.start_office();
      town.sync("ana");
      CHECK(town.office_lines({"list", "note"}).size() == notes);
      town.stop_office();
    }
  }
  MESSAGE(failed, " syncs failed at the office");
  CHECK(clean);
  CHECK(failed > 4);
  CHECK(town.office({"doctor"}).exit_code == 0);
  town.start_office();
  town.sync("ana");
  town.check_same_dump("ana");
  CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
}
