// World: one office and two laptops in this process, on stores of any kind, and how the simplest edits are made.
//
// Thread rule: one thread. Failure rule: doctest assertions.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite_store.h"
#include "sync/codec.h"
#include "sync/laptop.h"
#include "sync/laptop_session.h"
#include "sync/office.h"
#include "sync/office_session.h"
#include "sync/signature.h"
#include "tests/storage/record_builder.h"

namespace satchel::testkit {

inline std::string say(const Record& record) {
  return record.id.to_string() + " " + std::to_string(record.type) + " " +
         record.scope.to_string() + " " + sha256(encode_fields(record)).to_hex();
}

// One office and two laptops on one kind of store.
class World {
 public:
  static constexpr std::int64_t kNow = 1'795'000'000'000;  // what all clocks show
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

  OfficeStore& office_store() { return *office_store_; }
  Office& office() { return office_; }
  OfficeStore& laptop_store(std::size_t laptop) { return *laptop_stores_[laptop]; }
  Laptop& laptop(std::size_t laptop) { return laptops_[laptop]; }

  template <class Visit>
  void each_store(Visit visit) {
    visit(*office_store_);
    for (const auto& store : laptop_stores_) visit(*store);
  }

 private:
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

// What is done to a note.
inline Edit edit(EditKind kind, const RecordId& record, std::string_view field = "", Value value = {}) {
  Edit made;
  made.kind = kind;
  made.record = record;
  made.type = core_type("note")->id;
  if (!field.empty()) made.field = core_type("note")->field(field)->id;
  made.value = std::move(value);
  return made;
}

}  // namespace satchel::testkit
