// Receipts: which ones are kept, what they prove, and how totals are compared.
#include "sync/receipts.h"

#include <doctest/doctest.h>

#include <string>

#include "sync/limits.h"
#include "tests/sync/small_world.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  ScopeId mia = world.client("Mia", {&ana});
  RecordId mias = client_of(mia);
  int number = 0;

  Scene() { world.sync(ana); }
  Dot edit() { return ana.save(mia, {set(mias, "client.language", std::to_string(++number).c_str())}); }
  ReceiptBook book() { return ReceiptBook(ana.store); }
  std::string key() { return ana.laptop.identity()->office_key; }
  Receipt latest() {
    const auto receipt = open_receipt(*book().latest(), key());
    REQUIRE(receipt);
    return *receipt;
  }
  ReceiptCover cover(const Receipt& receipt) { return cover_of(receipt, ana.store, ana.laptop.identity()->node_id); }
  ReceiptCover cover() { return cover(latest()); }
  std::vector<CountDifference> differences() {
    const Receipt receipt = latest();
    return satchel::differences(own_saves(ana.store, ana.node(), receipt.counter), receipt.counts);
  }
};

}  // namespace

TEST_SUITE("receipts") {
  TEST_CASE("the last one of each day is kept, for a bounded number of days") {
    Scene scene;
    const std::int64_t begin_ms = scene.world.now_ms;
    const std::size_t days = limits::kReceiptsKeptMax + 7;
    for (std::size_t day = 0; day < days; ++day) {
      scene.world.now_ms = begin_ms + static_cast<std::int64_t>(day) * kDayMs;
      scene.edit();
      scene.world.sync(scene.ana);
      scene.world.now_ms += 3'600'000;
      scene.edit();
      scene.world.sync(scene.ana);
    }
    const auto kept = scene.book().kept();
    REQUIRE(kept.size() == limits::kReceiptsKeptMax);
    CHECK(kept.front() == *scene.book().latest());
    std::uint64_t counter = 2 * days;
    for (const std::string& bytes : kept) {
      const auto receipt = open_receipt(bytes, scene.key());
      REQUIRE(receipt);
      CHECK(receipt->counter == counter);
      counter -= 2;
    }
  }

  TEST_CASE("days without one leave no older ones behind") {
    Scene scene;
    scene.edit();
    scene.world.sync(scene.ana);
    scene.world.now_ms += static_cast<std::int64_t>(limits::kReceiptsKeptMax + 3) * kDayMs;
    scene.edit();
    scene.world.sync(scene.ana);
    CHECK(scene.book().kept().size() == 1);
  }

  TEST_CASE("one changed byte, whichever it is, is noticed") {
    Scene scene;
    scene.edit();
    scene.world.sync(scene.ana);
    const std::string bytes = *scene.book().latest();
    REQUIRE(open_receipt(bytes, scene.key()));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const int change : {0x01, 0x80, 0xff}) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ change);
        CHECK_FALSE(open_receipt(changed, scene.key()));
      }
    }
    CHECK_FALSE(open_receipt(bytes + " ", scene.key()));
    CHECK_FALSE(open_receipt(bytes.substr(0, bytes.size() - 1), scene.key()));
    CHECK_FALSE(open_receipt(bytes, std::string(32, 'x')));
  }

  TEST_CASE("the chain is computed from the saves that are here") {
    Scene scene;
    const Dot first = scene.edit();
    const Dot second = scene.edit();
    scene.world.sync(scene.ana);
    scene.edit();
    const ReceiptCover whole = scene.cover();
    CHECK(whole.chain_fits);
    CHECK(whole.saves == 2);
    CHECK(whole.proven == CounterRange{first.counter, second.counter});
    CHECK(whole.later == 1);

    SUBCASE("a save whose bytes were changed does not fit") {
      StoredSave row = *scene.ana.row(first);
      row.raw.back() = static_cast<char>(row.raw.back() ^ 1);
      scene.ana.store.put_save(row);
      const ReceiptCover cover = scene.cover();
      CHECK_FALSE(cover.chain_fits);
      CHECK(cover.problem.find(first.to_string()) != std::string::npos);
    }
    SUBCASE("neither does one whose chain was made to fit its new bytes") {
      StoredSave row = *scene.ana.row(second);
      row.raw.back() = static_cast<char>(row.raw.back() ^ 1);
      row.chain = chain_next(scene.ana.row(first)->chain, row.first, row.raw);
      scene.ana.store.put_save(row);
      CHECK(scene.cover().problem == "the saves on this laptop are not those that the office signed for");
    }
    SUBCASE("what is no longer here is named, and what lies before it is not claimed") {
      const Dot third = scene.edit();
      scene.world.sync(scene.ana);
      scene.ana.store.remove_save(second);
      const ReceiptCover cover = scene.cover();
      CHECK(cover.chain_fits);
      CHECK(cover.not_here == std::vector<CounterRange>{{second.counter, second.counter}});
      CHECK(cover.earlier == 2);  // the first one, and the one behind the gap
      CHECK(cover.saves == 1);
      CHECK(cover.proven == CounterRange{third.counter, third.counter});
    }
    SUBCASE("when the last one is gone the chain cannot be checked") {
      scene.ana.store.remove_save(second);
      const ReceiptCover cover = scene.cover();
      CHECK_FALSE(cover.chain_fits);
      CHECK(cover.problem.empty());
      CHECK(cover.saves == 0);
      CHECK(cover.earlier == 1);
    }
  }
}

TEST_SUITE("totals") {
  TEST_CASE("both sides count alike, releases nowhere") {
    Scene scene;
    scene.edit();
    const ScopeId noah = scene.world.client("Noah", {&scene.ana});
    scene.world.sync(scene.ana);
    scene.edit();
    scene.world.withdraw(scene.ana, noah);
    scene.world.sync(scene.ana);
    scene.edit();
    scene.world.sync(scene.ana);
    CHECK(scene.differences().empty());
    const OwnSaves own = own_saves(scene.ana.store, scene.ana.node(), scene.latest().counter);
    CHECK(own.counts == scene.world.desk.node(scene.ana).counts);
    CHECK(own.counts.applied == 3);
  }

  TEST_CASE("a verdict brings a new receipt, though nothing was sent") {
    Scene scene;
    const ScopeId hidden = case_file(scene.mia.subject, ScopeKind::protection);
    Op make;
    make.kind = OpKind::create;
    make.record = record_named("note");
    make.type = Path("note").type;
    const Dot parked = scene.ana.forge(scene.ana.save_with(hidden, {make}));
    scene.world.sync(scene.ana);
    CHECK(scene.latest().counts.parked == 1);
    CHECK(scene.differences().empty());
    REQUIRE(scene.world.decline(parked, "not yours"));
    scene.world.sync(scene.ana);
    CHECK(scene.latest().counts.declined == 1);
    CHECK(scene.latest().counts.parked == 0);
    CHECK(scene.differences().empty());
  }

  TEST_CASE("a verdict that was not pulled yet is named") {
    Scene scene;
    const ScopeId hidden = case_file(scene.mia.subject, ScopeKind::protection);
    Op make;
    make.kind = OpKind::create;
    make.record = record_named("note");
    make.type = Path("note").type;
    const Dot parked = scene.ana.forge(scene.ana.save_with(hidden, {make}));
    scene.world.sync(scene.ana);
    REQUIRE(scene.world.decline(parked, "not yours"));
    // The answer is cut behind its first frame, as soon as that was taken.
    for (std::size_t bytes = 40; scene.latest().counts.declined == 0; ++bytes) {
      REQUIRE(bytes < 4000);
      Scene again = scene;
      Link link;
      link.answer_bytes = bytes;
      (void)again.world.exchange(again.ana, link);
      if (again.latest().counts.declined == 0) continue;
      const auto differences = again.differences();
      REQUIRE(differences.size() == 2);
      CHECK(differences[0].state == "parked");
      CHECK(differences[0].here == 1);
      CHECK(differences[0].office == 0);
      CHECK(differences[0].saves == std::vector<Dot>{parked});
      CHECK(differences[1].state == "declined");
      CHECK(differences[1].office == 1);
      again.world.sync(again.ana);
      CHECK(again.differences().empty());
      return;
    }
  }

  TEST_CASE("a save that vanished from the laptop, and one whose state was changed, are named") {
    Scene scene;
    const Dot first = scene.edit();
    const Dot second = scene.edit();
    scene.world.sync(scene.ana);
    SUBCASE("vanished") {
      scene.ana.store.remove_save(first);
      const auto differences = scene.differences();
      REQUIRE(differences.size() == 1);
      CHECK(differences[0].state == "applied");
      CHECK(differences[0].here == 1);
      CHECK(differences[0].office == 2);
      CHECK(own_saves(scene.ana.store, scene.ana.node(), second.counter).changes_not_here == 1);
    }
    SUBCASE("changed") {
      StoredSave row = *scene.ana.row(second);
      row.state = SaveState::accepted;
      scene.ana.store.put_save(row);
      const auto differences = scene.differences();
      REQUIRE(differences.size() == 2);
      CHECK(differences[1].state == "accepted");
      CHECK(differences[1].saves == std::vector<Dot>{second});
    }
  }
}
