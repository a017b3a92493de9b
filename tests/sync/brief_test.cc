// Brief saves: what is left out on the way comes back, and where it cannot, whole ones travel.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/brief.h"
#include "sync/limits.h"
#include "sync/sealed_box.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::add;
using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

const std::string kStory =
    "She came by bus from the coast, stayed with a cousin for a year, and found the flat through a friend.";
const std::string kLongerStory =
    "She came by bus from the coast, stayed with an aunt for two years, and found the flat through a friend.";

const IsThere kAll = any_save;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  RecordId client = client_of(mia);
  RecordId visit = record_named("visit");

  Scene() {
    ana_and_ben();
    ana.save(mia, {set(client, "client.background", Value(kStory)), create(visit, "visit"),
                   set(visit, "visit.client_id", Value(client.to_string())),
                   set(visit, "visit.summary", Value(kStory))});
    ana_and_ben();
    ana_and_ben();
  }
  void ana_and_ben() {
    world.sync(ana);
    world.sync(ben);
  }
  std::string raw_at_office(Dot dot) { return world.desk.row(dot).value().raw; }
};

std::optional<std::string> shortened(Worker& worker, Dot dot, const IsThere& is_there = kAll) {
  return BriefWriter(worker.store).shortened(worker.row(dot).value(), is_there);
}
Result<std::string> lengthened(Store& store, std::string_view brief) {
  Tellers tellers(store);
  return lengthened(tellers, brief);
}

template <class Message>
std::vector<Message> messages(const std::string& body, FrameType type) {
  FrameReader reader(limits::kAnswerBytesMax);
  REQUIRE(reader.feed(body));
  std::vector<Message> all;
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
    if ((*frame)->type != type) continue;
    REQUIRE(decode((*frame)->payload, all.emplace_back()));
  }
  return all;
}

std::size_t brief_ones_sent(const Exchange& done) {
  std::size_t count = 0;
  for (const SavesFrame& frame : messages<SavesFrame>(done.request, FrameType::saves)) {
    for (const SentSave& sent : frame.saves) count += sent.brief ? 1 : 0;
  }
  return count;
}
std::size_t brief_ones_answered(const Exchange& done) {
  std::size_t count = 0;
  for (const PagesFrame& frame : messages<PagesFrame>(done.answer, FrameType::pages)) {
    for (const Chunk& chunk : frame.chunks) {
      for (const LogEntry& entry : chunk.entries) count += entry.brief ? 1 : 0;
    }
  }
  return count;
}

// Another save in the row of one that tells: as if the two copies meant different saves by one name.
void mistake(Store& store, Dot teller, const std::string& raw) {
  Transaction transaction(store);
  StoredSave row = *store.save_with(teller);
  row.raw = raw;
  store.put_save(row);
  transaction.commit();
}
std::string of_another_record(const std::string& raw) {
  Save save = *decode_save(raw);
  for (Op& op : save.ops) op.record = record_named("something else");
  return encode_save(save);
}

Dot teller_of(Worker& worker, Dot dot) { return decode_save(worker.row(dot)->raw)->ops.front().predecessors.front(); }

}  // namespace

TEST_SUITE("a brief save") {
  TEST_CASE("leaves out the ids of its file and its record, and comes back as it was") {
    Scene scene;
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", "short")});
    const auto brief = shortened(scene.ana, dot);
    REQUIRE(brief);
    const std::string raw = scene.ana.row(dot)->raw;
    CHECK(brief->size() <= raw.size() - 32 + 7);
    CHECK(brief->find(scene.mia.subject.view()) == std::string::npos);
    CHECK(brief->find(scene.visit.uuid.view()) == std::string::npos);
    const auto whole = lengthened(scene.world.desk.store, *brief);
    REQUIRE(whole);
    CHECK(*whole == raw);
  }

  TEST_CASE("leaves out what is the same at the beginning and the end of a text") {
    Scene scene;
    const std::vector<std::string> texts = {kLongerStory, kStory + " It is warm.", "Really: " + kStory, kStory, "",
                                            kStory + kStory, kStory.substr(40), std::string(3'000, 'x') + kStory};
    for (const std::string& text : texts) {
      CAPTURE(text);
      const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(text))});
      const auto brief = shortened(scene.ana, dot);
      REQUIRE(brief);
      const auto whole = lengthened(scene.ana.store, *brief);
      REQUIRE(whole);
      CHECK(*whole == scene.ana.row(dot)->raw);
    }
    const Dot dot = scene.ana.save(scene.mia, {set(scene.client, "client.background", Value(kLongerStory))});
    CHECK(shortened(scene.ana, dot)->size() < 80);
  }

  TEST_CASE("of several fields and records comes back as it was") {
    Scene scene;
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "it"), set(scene.visit, "visit.status", "planned")});
    const Dot dot = scene.ana.save(
        scene.mia, {set(scene.client, "client.background", Value(kLongerStory)), set(scene.client, "client.language", "fr"),
                    set(scene.visit, "visit.summary", Value(kLongerStory)), set(scene.visit, "visit.status", "completed"),
                    create(record_named("note"), "note"), set(record_named("note"), "note.body", Value(kStory))});
    const auto brief = shortened(scene.ana, dot);
    REQUIRE(brief);
    CHECK(*lengthened(scene.ana.store, *brief) == scene.ana.row(dot)->raw);
  }

  TEST_CASE("is not made where nothing tells, where the other side may not have what tells, nor of a box") {
    Scene scene;
    const Dot first = scene.ana.save(scene.mia, {set(scene.visit, "visit.status", "planned")});
    CHECK_FALSE(shortened(scene.ana, first));  // it replaces nothing
    const Dot next = scene.ana.save(scene.mia, {set(scene.visit, "visit.status", "completed")});
    CHECK(shortened(scene.ana, next));
    CHECK_FALSE(shortened(scene.ana, next, [](const StoredSave&) { return false; }));
    StoredSave row = *scene.ana.row(next);
    row.sealed = true;
    CHECK_FALSE(BriefWriter(scene.ana.store).shortened(row, kAll));
    row.sealed = false;
    row.raw = "unreadable";
    CHECK_FALSE(BriefWriter(scene.ana.store).shortened(row, kAll));
  }

  TEST_CASE("is not made any more when too much was read for it in one frame, but in the next one again") {
    Scene scene;
    const std::string great(limits::kValueBytesMax - 1, 'g');
    std::vector<Dot> changes;
    for (int i = 0; i < 2; ++i) {
      const RecordId note = record_named("great note " + std::to_string(i));
      scene.ana.save(scene.mia, {create(note, "note"), set(note, "note.body", Value(great))});
      changes.push_back(scene.ana.save(scene.mia, {set(note, "note.body", "short")}));
    }
    BriefWriter writer(scene.ana.store);
    std::size_t made = 0;
    const std::size_t most = limits::kBriefLookedUpBytesMax / great.size() + 2;
    while (made < 2 * most && writer.shortened(scene.ana.row(changes[made % 2]).value(), kAll)) ++made;
    CHECK(made < most);
    CHECK(made > most / 2);
    CHECK(writer.end_frame());
    CHECK_FALSE(writer.end_frame());
    CHECK(writer.shortened(scene.ana.row(changes[made % 2]).value(), kAll));
  }

  TEST_CASE("that is damaged, or anything else, is an error or bytes within the limits, and reads nothing outside") {
    Scene scene;
    const Dot dot = scene.ana.save(
        scene.mia, {set(scene.client, "client.background", Value(kLongerStory)), set(scene.visit, "visit.summary", Value(kLongerStory))});
    const std::string brief = *shortened(scene.ana, dot);
    const auto look = [&](const std::string& bytes) {
      const auto whole = lengthened(scene.ana.store, bytes);
      if (whole) CHECK(whole->size() <= limits::kStampedSaveBytesMax + bytes.size());
      else CHECK(whole.error().kind == ErrorKind::corrupt);
    };
    for (std::size_t size = 0; size < brief.size(); ++size) look(brief.substr(0, size));
    for (std::size_t at = 0; at < brief.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = brief;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
        look(flipped);
      }
      for (const char byte : {'\0', '\x7f', '\x80', '\xff'}) {
        std::string other = brief;
        other[at] = byte;
        look(other);
        look(brief.substr(0, at) + std::string(12, byte) + brief.substr(at));
      }
    }
    look("");
    look(std::string(40, '\xff'));
  }

  TEST_CASE("cannot make more of itself than a save may be") {
    Scene scene;
    const std::string great(limits::kValueBytesMax - 1, 'g');
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(great))});
    // Twice all of that text, told by a dot that is the whole rest.
    const std::string told_by = std::string(1, static_cast<char>(dot.node)) + std::string(1, static_cast<char>(dot.counter));
    REQUIRE(dot.counter < 128);
    const std::string cut = std::string(1, '\0') + "\x02" + "\xff\xff\x02";  // 49,151 bytes
    const auto once = lengthened(scene.ana.store, "\x01" + cut + told_by);
    REQUIRE(once);
    CHECK(*once == great + told_by);
    CHECK_FALSE(lengthened(scene.ana.store, "\x02" + cut + cut + told_by));
  }
}

TEST_SUITE("brief saves on the way") {
  TEST_CASE("arrive as they were saved, at the office and on the other laptop") {
    Scene scene;
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    const std::string raw = scene.ana.row(dot)->raw;
    const Exchange up = scene.world.exchange(scene.ana);
    CHECK(brief_ones_sent(up) == 1);
    CHECK(scene.raw_at_office(dot) == raw);
    const Exchange down = scene.world.exchange(scene.ben);
    CHECK(brief_ones_answered(down) == 1);
    REQUIRE(down.outcome);
    CHECK(down.outcome->digest_equal);
    CHECK(scene.ben.row(dot)->raw == raw);
    CHECK_FALSE(scene.ana.laptop.progress().spell_out);
    CHECK_FALSE(scene.ben.laptop.progress().spell_out);
  }

  TEST_CASE("name nothing that is in the same request only, and nothing that is not in the laptop's copy") {
    Scene scene;
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "it")});
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "fr")});
    const Exchange up = scene.world.exchange(scene.ana);
    CHECK(brief_ones_sent(up) == 0);
    CHECK(up.report.problem == "");
    Worker new_one = scene.world.hire("ben");
    CHECK(brief_ones_answered(scene.world.exchange(new_one)) == 0);
    scene.world.sync(new_one);
    CHECK(new_one.values(scene.client, "client.language") == Values{"fr"});
  }

  TEST_CASE("that the office cannot read are sent whole, by the next request, and brief again afterwards") {
    for (const bool is_there : {false, true}) {
      CAPTURE(is_there);
      Scene scene;
      const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
      const std::string raw = scene.ana.row(dot)->raw;
      const Dot teller = teller_of(scene.ana, dot);
      const std::string before = scene.raw_at_office(teller);
      const Dot row = scene.world.desk.row(teller)->dot();
      mistake(scene.world.desk.store, row, is_there ? of_another_record(before) : "unreadable");
      const Exchange refused = scene.world.exchange(scene.ana);
      CHECK(brief_ones_sent(refused) == 1);
      CHECK_FALSE(scene.world.desk.row(dot));
      REQUIRE(refused.outcome);
      CHECK(refused.outcome->more);
      CHECK(scene.ana.laptop.progress().spell_out);
      CHECK(scene.ana.laptop.progress().acked < dot.counter);
      const Exchange again = scene.world.exchange(scene.ana);
      CHECK(brief_ones_sent(again) == 0);
      CHECK(scene.raw_at_office(dot) == raw);
      mistake(scene.world.desk.store, row, before);
      scene.world.sync(scene.ana);
      CHECK_FALSE(scene.ana.laptop.progress().spell_out);
      const Dot next = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kStory))});
      CHECK(brief_ones_sent(scene.world.exchange(scene.ana)) == 1);
      CHECK(scene.raw_at_office(next) == scene.ana.row(next)->raw);
    }
  }

  TEST_CASE("that come behind whole frames cost only their own frame") {
    Scene scene;
    const RecordId note = record_named("note");
    const Dot first = scene.ana.save(scene.mia, {create(note, "note"), set(note, "note.body", Value(std::string(40'000, 'n')))});
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    const Dot teller = scene.world.desk.row(teller_of(scene.ana, dot))->dot();
    const std::string before = scene.raw_at_office(teller);
    mistake(scene.world.desk.store, teller, "unreadable");
    (void)scene.world.exchange(scene.ana);
    CHECK(scene.world.desk.row(first));
    CHECK(scene.ana.laptop.progress().acked == first.counter + 1);
    CHECK_FALSE(scene.world.desk.row(dot));
    mistake(scene.world.desk.store, teller, before);
    scene.world.sync(scene.ana);
    CHECK(scene.raw_at_office(dot) == scene.ana.row(dot)->raw);
  }

  TEST_CASE("that the laptop cannot read are not taken, asked for whole, and brief again afterwards") {
    for (const bool is_there : {false, true}) {
      CAPTURE(is_there);
      Scene scene;
      const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
      scene.world.sync(scene.ana);
      const Dot teller = scene.ben.row(teller_of(scene.ana, dot))->dot();
      const std::string before = scene.ben.row(teller)->raw;
      mistake(scene.ben.store, teller, is_there ? of_another_record(before) : "unreadable");
      const Position head = scene.ben.store.scope(scene.mia)->head;
      const Exchange refused = scene.world.exchange(scene.ben);
      CHECK(brief_ones_answered(refused) == 1);
      REQUIRE(refused.problem);
      CHECK(refused.problem->kind == ErrorKind::corrupt);
      CHECK_FALSE(scene.ben.row(dot));
      CHECK(scene.ben.store.scope(scene.mia)->head == head);
      CHECK(scene.ben.laptop.progress().spell_out);
      const Exchange again = scene.world.exchange(scene.ben);
      CHECK(brief_ones_answered(again) == 0);
      CHECK(scene.ben.row(dot)->raw == scene.ana.row(dot)->raw);
      scene.world.sync(scene.ben);
      CHECK_FALSE(scene.ben.laptop.progress().spell_out);
      mistake(scene.ben.store, teller, before);
      scene.world.office_save(scene.mia, {set(scene.visit, "visit.summary", Value(kStory))});
      CHECK(brief_ones_answered(scene.world.exchange(scene.ben)) == 1);
    }
  }

  TEST_CASE("without a check, or with another one, are not taken") {
    Scene scene;
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    const Exchange up = scene.world.exchange(scene.ana);
    const auto frames = messages<SavesFrame>(up.request, FrameType::saves);
    REQUIRE(frames.size() == 1);
    SavesFrame frame = frames.front();
    REQUIRE(spell_out(scene.ana.store, frame, any_save));
    CHECK(frame.saves.front().raw == scene.ana.row(dot)->raw);
    CHECK_FALSE(frame.saves.front().brief);
    frame = frames.front();
    frame.check.reset();
    CHECK_FALSE(spell_out(scene.ana.store, frame, any_save));
    frame = frames.front();
    frame.check->bytes[7] ^= 1;
    CHECK_FALSE(spell_out(scene.ana.store, frame, any_save));
    frame = frames.front();
    ++frame.first;
    CHECK_FALSE(spell_out(scene.ana.store, frame, any_save));
  }

  TEST_CASE("share a frame with boxes and whole ones") {
    Scene scene;
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    const std::string raw = scene.ana.row(dot)->raw;
    BriefWriter writer(scene.ana.store);
    SavesFrame frame;
    frame.first = dot.counter - 3;
    frame.saves.push_back({1, "a box", true});
    frame.saves.push_back({2, "whole"});
    frame.saves.push_back({1, *writer.shortened(*scene.ana.row(dot), kAll), false, true});
    frame.check = writer.end_frame();
    REQUIRE(spell_out(scene.ana.store, frame, any_save));
    CHECK(frame.saves[0].raw == "a box");
    CHECK(frame.saves[0].sealed);
    CHECK(frame.saves[1].raw == "whole");
    CHECK(frame.saves[2].raw == raw);
  }

  TEST_CASE("are not in an answer to a laptop that asks for whole ones, nor are scopes left out there") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    Scene other = scene;
    const auto asked = [](Scene& at, bool spell_out) {
      LaptopProgress progress = at.ben.laptop.progress();
      progress.spell_out = spell_out;
      at.ben.laptop.put_progress(progress);
      const Exchange down = at.world.exchange(at.ben);
      const auto pages = messages<PagesFrame>(down.answer, FrameType::pages);
      REQUIRE(pages.size() == 1);
      REQUIRE(pages.front().chunks.size() == 1);
      const Chunk& chunk = pages.front().chunks.front();
      CHECK(chunk.scope_in_entry == !spell_out);
      CHECK(chunk.entries.front().brief == !spell_out);
      CHECK(pages.front().check.has_value() == !spell_out);
      CHECK(down.outcome->digest_equal);
    };
    asked(scene, false);
    asked(other, true);
    CHECK_FALSE(other.ben.laptop.progress().spell_out);
    CHECK(testkit::base_of(scene.ben.store, scene.mia) == testkit::base_of(other.ben.store, other.mia));
  }

  TEST_CASE("asked for by an office that lacks what they name stay whole until both sides are settled") {
    Scene scene;
    LaptopProgress progress = scene.ana.laptop.progress();
    progress.spell_out = true;
    LaptopProgress read;
    REQUIRE(decode(encode(progress), read));
    CHECK(read.spell_out);
    scene.ana.laptop.put_progress(progress);
    scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", "short")});
    const Exchange cut = scene.world.exchange(scene.ana, {.answer_bytes = 40});
    CHECK(brief_ones_sent(cut) == 0);
    CHECK(scene.ana.laptop.progress().spell_out);
    scene.world.sync(scene.ana);
    CHECK_FALSE(scene.ana.laptop.progress().spell_out);
  }

  TEST_CASE("of a file that was given back and comes again are whole first") {
    Scene scene;
    scene.world.withdraw(scene.ben, scene.mia);
    for (int i = 0; i < 3; ++i) scene.world.sync(scene.ben);
    CHECK_FALSE(scene.ben.holds(scene.mia));
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    scene.world.sync(scene.ana);
    scene.world.grant(scene.ben, scene.mia);
    const Exchange down = scene.world.exchange(scene.ben);
    CHECK(brief_ones_answered(down) == 0);
    scene.world.sync(scene.ben);
    CHECK(scene.ben.row(dot)->raw == scene.ana.row(dot)->raw);
  }

  TEST_CASE("name nothing that a restored office may have lost") {
    Scene scene;
    SmallWorld backup = scene.world;
    scene.ana.save(scene.mia, {set(scene.visit, "visit.summary", Value(kLongerStory))});
    scene.ana_and_ben();
    const Dot dot = scene.ben.save(scene.mia, {set(scene.visit, "visit.summary", Value(kStory + " All is well."))});
    const std::string value = scene.ben.values(scene.visit, "visit.summary").back();
    backup.restored();
    backup.recover(scene.ben);
    backup.recover(scene.ana);
    const Exchange up = backup.exchange(scene.ben);
    CHECK(up.report.problem == "");
    for (int i = 0; i < 4; ++i) {
      (void)backup.exchange(scene.ana);
      (void)backup.exchange(scene.ben);
    }
    backup.sync(scene.ana);
    backup.sync(scene.ben);
    CHECK(scene.ben.pending() == 0);
    CHECK(backup.desk.values(scene.visit, "visit.summary").back() == value);
    (void)dot;
  }
}

TEST_SUITE("the scope of a page") {
  TEST_CASE("stands in the bytes of its first entry, or in those that the laptop has") {
    Scene scene;
    const Dot dot = scene.ana.save(scene.mia, {set(scene.visit, "visit.status", "planned")});
    CHECK(scope_in(scene.ana.row(dot)->raw) == scene.mia);
    CHECK_FALSE(scope_in(""));
    CHECK_FALSE(scope_in(scene.ana.row(dot)->raw.substr(0, 17)));
    CHECK_FALSE(scope_in("\x02" + scene.ana.row(dot)->raw.substr(1)));
    PagesFrame frame;
    frame.chunks.emplace_back().scope_in_entry = true;
    PagesFrame nothing = frame;
    CHECK_FALSE(spell_out(scene.ana.store, nothing));
    LogEntry entry;
    entry.dot = dot;
    entry.op_count = 1;
    frame.chunks.front().entries = {entry};
    REQUIRE(spell_out(scene.ana.store, frame));
    CHECK(frame.chunks.front().scope == scene.mia);
    frame.chunks.front().scope_in_entry = true;
    CHECK_FALSE(spell_out(scene.ben.store, frame));
  }
}

}  // namespace satchel
