// The same work on laptops and an office over memory and over SQLite: the same answers, the same
// records.
#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "storage/sqlite_store.h"
#include "sync/codec.h"
#include "sync/laptop.h"
#include "sync/laptop_session.h"
#include "sync/office.h"
#include "sync/office_session.h"
#include "sync/signature.h"
#include "tests/storage/record_builder.h"
#include "tests/storage/temporary_folder.h"
#include "tests/testkit/memory_store.h"

namespace satchel {

namespace {

using testkit::MemoryStore;
using testkit::numbered_uuid;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
  int below(int bound) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<int>((state_ * 0x2545f4914f6cdd1d >> 11) % static_cast<unsigned>(bound));
  }

 private:
  std::uint64_t state_;
};

std::string say(const Record& record) {
  return record.id.to_string() + " " + std::to_string(record.type) + " " +
         record.scope.to_string() + " " + sha256(encode_fields(record)).to_hex();
}

std::string first_difference(const std::string& one, const std::string& other) {
  std::istringstream lines(one);
  std::istringstream other_lines(other);
  std::string line;
  std::string other_line;
  while (std::getline(lines, line)) {
    if (!std::getline(other_lines, other_line) || line != other_line) {
      return line + " != " + other_line;
    }
  }
  return std::getline(other_lines, other_line) ? "more: " + other_line : "";
}

// One office and two laptops on one kind of store.
class World {
 public:
  using Make = std::function<std::unique_ptr<OfficeStore>(Kind)>;

  explicit World(const Make& make) : office_store_(make(Kind::office)), office_(*office_store_) {
    Transaction transaction(*office_store_);
    REQUIRE(office_.init("office", {numbered_uuid(1), numbered_uuid(2), {}}, kNow));
    REQUIRE(office_.add_user("anna", "care_manager", numbered_uuid(3)));
    REQUIRE(office_.add_user("bert", "case_manager", numbered_uuid(4)));
    transaction.commit();
    for (const char* user : {"anna", "bert"}) {
      laptop_stores_.push_back(make(Kind::laptop));
      laptops_.emplace_back(*laptop_stores_.back());
      users_.push_back(user);
      enrol(laptops_.size() - 1);
    }
  }

  std::string save(std::size_t laptop, const ScopeId& scope, const std::vector<Edit>& edits) {
    Store& store = *laptop_stores_[laptop];
    Transaction transaction(store);
    const auto dot = laptops_[laptop].save(scope, edits, {users_[laptop], kNow, 0, 60});
    if (!dot) return dot.error().message;
    transaction.commit();
    return dot->to_string();
  }

  std::string sync(std::size_t laptop) {
    std::string story;
    for (int round = 0; round < 20; ++round) {
      LaptopSession session(laptops_[laptop], {.wall_ms = kNow, .answer_bytes_max = 32 * 1024});
      const auto request = session.request();
      REQUIRE(request);
      OfficeSession answer(office_, {.now_ms = kNow});
      answer.receive(*request);
      REQUIRE(session.receive(answer.finish()));
      const auto outcome = session.finish();
      REQUIRE(outcome);
      story += std::to_string(outcome->acknowledged) + "/" +
               std::to_string(outcome->entries_taken) + " ";
      if (!outcome->more) return story + (outcome->digest_equal ? "equal" : "not equal");
    }
    return story + "no end";
  }

  void grant(std::size_t laptop, const ScopeId& scope, bool give) {
    Transaction transaction(*office_store_);
    const auto user = office_store_->user_named(users_[laptop]);
    if (office_store_->scope(scope)) {
      if (give) {
        office_.grant(*user, scope);
      } else {
        office_.withdraw(*user, scope);
      }
    }
    transaction.commit();
  }

  void read_again(std::size_t laptop) {
    Transaction transaction(*laptop_stores_[laptop]);
    laptops_[laptop].read_everything_again();
    transaction.commit();
  }

  std::string everything() {
    std::string all = everything_in(*office_store_);
    for (const auto& store : laptop_stores_) all += "laptop\n" + everything_in(*store);
    return all;
  }

  template <class Visit>
  void each_store(Visit visit) {
    visit(*office_store_);
    for (const auto& store : laptop_stores_) visit(*store);
  }

 private:
  static constexpr std::int64_t kNow = 1'795'000'000'000;

  void enrol(std::size_t index) {
    const std::string code = "code " + users_[index];
    LaptopIdentity who;
    who.node_id = numbered_uuid(10 + static_cast<int>(index));
    const KeyPair keys = make_key_pair({});
    Result<EnrolmentAnswer> answer = Error{};
    {
      Transaction transaction(*office_store_);
      REQUIRE(office_.allow_enrolment(users_[index], code, kNow, kNow + 1000));
      EnrolmentRequest request;
      request.code = code;
      request.device_key = keys.open;
      request.node_id = who.node_id;
      answer = office_.enrol(request, kNow);
      REQUIRE(answer);
      transaction.commit();
    }
    who.office = answer->office;
    who.office_epoch = answer->office_epoch;
    who.office_key = answer->office_key;
    who.node = answer->node;
    who.user = answer->user;
    who.user_name = answer->user_name;
    who.device_secret = keys.secret;
    Transaction transaction(*laptop_stores_[index]);
    laptops_[index].enrol(who, *answer);
    transaction.commit();
  }

  static std::string everything_in(Store& store) {
    std::string all;
    for (const ScopeRow& scope : store.scopes()) {
      all += scope.id.to_string() + " " + std::to_string(scope.head) + " " + scope.digest.to_hex() +
             "\n";
      std::map<RecordId, std::string> records;
      store.each_record(scope.id, [&](const StoredRecord& row) {
        records[row.base.id] = say(row.base) + " / " + say(row.shown()) + "\n";
      });
      for (const auto& [id, text] : records) all += text;
      store.each_placed(scope.id, 0, [&](const StoredSave& row) {
        all += std::to_string(row.position) + ":" + row.dot().to_string() + " " +
               to_string(row.state) + "\n";
        return true;
      });
    }
    for (const StoredSave& row : store.saves_in_state(SaveState::parked)) {
      all += "parked " + row.dot().to_string() + " " + row.reason + "\n";
    }
    return all;
  }

  std::unique_ptr<OfficeStore> office_store_;
  Office office_;
  std::vector<std::unique_ptr<OfficeStore>> laptop_stores_;
  std::vector<Laptop> laptops_;
  std::vector<std::string> users_;
};

Edit edit(EditKind kind, const RecordId& record, std::string_view field = "", Value value = {}) {
  Edit made;
  made.kind = kind;
  made.record = record;
  made.type = core_type("note")->id;
  if (!field.empty()) made.field = core_type("note")->field(field)->id;
  made.value = std::move(value);
  return made;
}

// Several clients, each with notes; one save may touch several records.
class RandomWork {
 public:
  explicit RandomWork(std::uint64_t seed) : dice_(seed) {}

  std::string step(World& world) {
    const auto laptop = static_cast<std::size_t>(dice_.below(2));
    const ScopeId scope = case_file(numbered_uuid(100 + dice_.below(3)));
    switch (dice_.below(12)) {
      case 0:
        return open_file(world, laptop, scope);
      case 1:
      case 2:
      case 3:
        return write(world, laptop, scope, true);
      case 4:
      case 5:
      case 6:
        return write(world, laptop, scope, false);
      case 7:
        return change_state(world, laptop, scope);
      case 8:
        world.grant(laptop, scope, true);
        return "granted";
      case 9:
        if (dice_.below(3) == 0) world.grant(laptop, scope, false);
        return "withdrawn";
      case 10:
        if (dice_.below(4) == 0) world.read_again(laptop);
        return "read again";
      default:
        return world.sync(laptop);
    }
  }

 private:
  // Each case file has notes of its own.
  RecordId note(const ScopeId& scope) {
    return {numbered_uuid(200 + 20 * scope.subject.bytes[1] + dice_.below(6))};
  }

  std::string text() {
    std::string words = "text " + std::to_string(dice_.below(1000));
    if (dice_.below(3) == 0) words += std::string(static_cast<std::size_t>(dice_.below(300)), 'x');
    return words;
  }

  std::string open_file(World& world, std::size_t laptop, const ScopeId& scope) {
    Edit create = edit(EditKind::create, {scope.subject});
    create.type = core_type("client")->id;
    Edit name = edit(EditKind::set, {scope.subject}, "", text());
    name.field = core_type("client")->field("given_name")->id;
    return world.save(laptop, scope, {create, name});
  }

  std::string write(World& world, std::size_t laptop, const ScopeId& scope, bool is_new) {
    std::vector<Edit> edits;
    for (int records = 1 + dice_.below(3); records > 0; --records) {
      const RecordId id = note(scope);
      if (is_new) edits.push_back(edit(EditKind::create, id));
      for (const char* field : {"title", "body", "place", "language"}) {
        if (is_new || dice_.below(2) == 0) {
          edits.push_back(edit(EditKind::set, id, field, text()));
        }
      }
      if (dice_.below(3) == 0) edits.push_back(edit(EditKind::add, id, "present", text()));
    }
    return edits.empty() ? "nothing" : world.save(laptop, scope, edits);
  }

  std::string change_state(World& world, std::size_t laptop, const ScopeId& scope) {
    const RecordId id = note(scope);
    if (dice_.below(2) == 0) return world.save(laptop, scope, {edit(EditKind::lift_void, id)});
    return world.save(laptop, scope, {edit(EditKind::void_record, id, "", text())});
  }

  Dice dice_;
};

}  // namespace

TEST_CASE("the same work gives the same records over memory and over SQLite") {
  std::size_t named = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const testkit::TemporaryFolder folder;
    int files = 0;
    World memory([](Kind) { return std::make_unique<MemoryStore>(); });
    World sqlite([&](Kind kind) -> std::unique_ptr<OfficeStore> {
      auto store = SqliteStore::open(folder.file(std::to_string(++files)), kind, true);
      REQUIRE(store);
      (*store)->database().execute("PRAGMA synchronous=OFF");  // nothing crashes here
      return std::move(*store);
    });
    RandomWork for_memory(seed);
    RandomWork for_sqlite(seed);
    for (int step = 0; step < 80; ++step) {
      INFO("seed ", seed, ", step ", step);
      REQUIRE(for_memory.step(memory) == for_sqlite.step(sqlite));
      REQUIRE(first_difference(memory.everything(), sqlite.everything()) == "");
    }
    sqlite.each_store([&](OfficeStore& store) {
      auto& opened = static_cast<SqliteStore&>(store);
      for (const std::string& problem : opened.check().problems) FAIL_CHECK(problem);
      named += static_cast<std::size_t>(opened.database().number_of(
          "SELECT count(*) FROM records WHERE substr(base, 1, 1) = x'80' "
          "OR substr(view, 1, 1) = x'80'"));
    });
  }
  CHECK(named > 100);  // the records that name their values took part
}

}  // namespace satchel
