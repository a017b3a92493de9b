// A power cut: what the program had not synced is gone from the disk. The database lies on a file system of its own in
// an image file; the image is copied while the program stands still, so that what only memory held is not in the copy.
//
// Needs the right to mount; SATCHEL_POWER_CUTS sets how often each side is cut (default 5; 40 in the long run).
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "tests/sim/random.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

int cuts() {
  const char* text = std::getenv("SATCHEL_POWER_CUTS");
  return text == nullptr ? 5 : std::max(1, std::atoi(text));
}

// A disk: an ext4 file system in a file, mounted.
class Disk {
 public:
  Disk(const std::string& image, const std::string& at) : at_(at) {
    std::filesystem::create_directories(at);
    mounted_ = run({"mount", "-o", "loop", image, at}).exit_code == 0;
  }
  ~Disk() {
    if (mounted_) run({"umount", "-l", at_});
  }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  bool is_there() const { return mounted_; }

  static bool make(const std::string& image) {
    std::filesystem::remove(image);
    return run({"truncate", "-s", "64M", image}).exit_code == 0 && run({"mkfs.ext4", "-q", "-F", image}).exit_code == 0;
  }

 private:
  std::string at_;
  bool mounted_ = false;
};

bool cannot_mount(const Disk& disk) {
  if (disk.is_there()) return false;
  skip("no file system could be mounted: no power was cut");
  return true;
}

void stand_still(pid_t pid) {
  ::kill(pid, SIGSTOP);
  for (char state = '?'; state != 'T' && state != 'Z';) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number, name;
    if (!(stat >> number >> name >> state)) return;
  }
}

// The disk as the power cut leaves it, put in place of the one that was mounted.
void cut_power(Running& program, const std::string& image, std::unique_ptr<Disk>& disk, const std::string& at) {
  stand_still(program.pid());
  std::filesystem::copy_file(image, image + ".cut", std::filesystem::copy_options::overwrite_existing);
  program.signal(SIGKILL);
  program.wait();
  disk.reset();
  std::filesystem::rename(image + ".cut", image);
  disk = std::make_unique<Disk>(image, at);
  REQUIRE(disk->is_there());
}

std::string notes_for(const std::string& client, int round, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"round " + std::to_string(round) + " note " +
             std::to_string(i) + "\"}\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("a power cut on a laptop: every save whose id was printed is there") {
  sim::Random random(7);
  Town town;
  const std::string image = town.path("disk.img"), at = town.path("laptop-ana");
  auto disk = Disk::make(image) ? std::make_unique<Disk>(image, at) : nullptr;
  if (disk == nullptr || cannot_mount(*disk)) return;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  std::set<std::string> printed;
  int cut_while_saving = 0;
  for (int round = 0; round < cuts(); ++round) {
    INFO("round ", round);
    write_file(town.path("notes.jsonl"), notes_for(client, round, 3000));
    Running saving(town.laptop_words("ana", {"import", "jsonl", town.path("notes.jsonl"), "--each"}));
    // Past its first line, the program is in the middle of its saves.
    const auto first = saving.read_line();
    REQUIRE(!first.empty());
    printed.emplace(parsed(first).at("id").get_string());
    ::usleep(static_cast<useconds_t>(random.below(300'000)));
    cut_power(saving, image, disk, at);
    for (const auto& line : parsed_lines(saving.read_rest())) {
      if (line.get_object().contains("id")) printed.emplace(line.at("id").get_string());
    }
    std::set<std::string> here;
    for (const auto& note : town.laptop_lines("ana", {"list", "note"})) here.emplace(note.at("id").get_string());
    for (const std::string& id : printed) CHECK(here.count(id) == 1);
    cut_while_saving += here.size() < static_cast<std::size_t>(round + 1) * 3000 ? 1 : 0;
    CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
    town.sync("ana");
    town.check_same_dump("ana");
  }
  MESSAGE(printed.size(), " saves were acknowledged before ", cuts(), " cuts, ", cut_while_saving, " while it saved");
  CHECK(cut_while_saving > 0);
}

TEST_CASE("a power cut at the office: every save that it has confirmed is there") {
  sim::Random random(11);
  Town town;
  const std::string image = town.path("disk.img"), at = town.path("office");
  const std::string kept = town.path("office-kept");
  std::filesystem::rename(at, kept);
  auto disk = Disk::make(image) ? std::make_unique<Disk>(image, at) : nullptr;
  if (disk == nullptr || cannot_mount(*disk)) return;
  std::filesystem::copy(kept, at, std::filesystem::copy_options::recursive);
  ::sync();
  town.open_for({"ana"});
  const std::string client = town.client_of({"ana"});
  int confirmed = 0;
  for (int round = 0; round < cuts(); ++round) {
    INFO("round ", round);
    // The laptop saves and sends, one sync after the other, until the power is cut.
    std::atomic<bool> is_cut{false};
    std::uint64_t sent_before_cut = 0;
    std::thread sending([&] {
      for (int i = 0; !is_cut; ++i) {
        run(town.laptop_words("ana", {"new", "note", "client_id=" + client, "body=" + std::to_string(round * 1000 + i)}));
        run(town.laptop_words("ana", {"sync"}));
      }
    });
    ::usleep(static_cast<useconds_t>(400'000 + random.below(600'000)));
    stand_still(town.server().pid());
    is_cut = true;
    std::filesystem::copy_file(image, image + ".cut", std::filesystem::copy_options::overwrite_existing);
    town.kill_office();
    sending.join();
    // What the laptop holds for confirmed, it was told before the power went.
    const auto status = town.laptop_json("ana", {"status"});
    const auto notes = town.laptop_lines("ana", {"list", "note"}).size();
    sent_before_cut = notes - status.at("pending").to_number<std::uint64_t>();
    disk.reset();
    std::filesystem::rename(image + ".cut", image);
    disk = std::make_unique<Disk>(image, at);
    REQUIRE(disk->is_there());
    CHECK(town.office_lines({"list", "note"}).size() >= sent_before_cut);
    CHECK(town.office({"doctor"}).exit_code == 0);
    confirmed += static_cast<int>(sent_before_cut);
    town.start_office();
    town.sync("ana");
    town.check_same_dump("ana");
  }
  MESSAGE(confirmed, " confirmations before ", cuts(), " cuts");
  CHECK(confirmed > 0);
}
