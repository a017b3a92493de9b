// A laptop that is enrolled and hostile: requests that no honest program makes. Whatever it says, nothing of others is
// lost, changed or shown, and the others are served. What forged saves do is in forgery_test.cc, what copies of a
// database are told in refusal_test.cc.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/brief.h"
#include "sync/laptop_recovery.h"
#include "sync/receipts.h"
#include "sync/restamp.h"
#include "sync/sealed_box.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::op_on;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

constexpr std::uint64_t kGiant = UINT64_MAX;

// Everything that an answer says, as a program that believes nothing reads it.
struct Answer {
  std::optional<Refusal> refusal;
  std::optional<Welcome> welcome;
  std::optional<IncarnationAnswer> incarnated;
  std::optional<RecoveryAnswer> recovered;
  std::vector<Withdrawal> withdrawn;
  std::vector<Chunk> chunks;
  bool complete = false;
};

template <class Message>
Message message_of(const Frame& frame) {
  Message message;
  REQUIRE(decode(frame.payload, message));
  return message;
}

Answer read_answer(const std::string& body) {
  Answer answer;
  FrameReader reader(limits::kAnswerBytesMax);
  REQUIRE(reader.feed(body));
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
    switch ((*frame)->type) {
      case FrameType::refusal: answer.refusal = message_of<Refusal>(**frame); break;
      case FrameType::welcome: answer.welcome = message_of<Welcome>(**frame); break;
      case FrameType::incarnated: answer.incarnated = message_of<IncarnationAnswer>(**frame); break;
      case FrameType::recovered: answer.recovered = message_of<RecoveryAnswer>(**frame); break;
      case FrameType::withdrawals: {
        const auto message = message_of<WithdrawalsFrame>(**frame);
        answer.withdrawn.insert(answer.withdrawn.end(), message.withdrawn.begin(), message.withdrawn.end());
        break;
      }
      case FrameType::pages: {
        const auto message = message_of<PagesFrame>(**frame);
        answer.chunks.insert(answer.chunks.end(), message.chunks.begin(), message.chunks.end());
        break;
      }
      default: break;
    }
  }
  answer.complete = reader.is_complete();
  return answer;
}

// Mallory has Mia's file and knows the ids of Noah's, which is Ana's alone, and has a restricted compartment.
struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker mallory = world.hire("mallory");
  ScopeId mia = world.client("Mia", {&ana, &mallory});
  ScopeId noah = world.client("Noah", {&ana});
  ScopeId behind{noah.subject, ScopeKind::behavioural};
  RecordId mias = client_of(mia);
  RecordId noahs = client_of(noah);
  std::string anas_before;

  Scene() {
    world.at_desk([&](Office& office) { office.make_compartment(behind); });
    world.sync(ana);
    world.sync(mallory);
    ana.save(mia, {set(mias, "client.language", "it")});
    world.sync(ana);
    world.sync(mallory);
    anas_before = of_others();
  }

  // What the office keeps of everybody but Mallory, and of all files.
  std::string of_others() {
    std::string all;
    for (const ScopeRow& row : world.desk.store.scopes()) {
      if (row.id == inbox_scope(mallory.user.id)) continue;
      all += row.id.to_string() + " " + std::to_string(row.head) + " " + row.digest.to_hex() + "\n" +
             base_of(world.desk.store, row.id);
    }
    world.desk.store.each_save_of(ana.node(), 0, [&](const StoredSave& row) {
      all += row.dot().to_string() + row.raw + row.chain.to_hex() + to_string(row.state);
      return true;
    });
    for (const GrantRow& row : world.desk.store.grants_of(ana.user.id)) {
      all += row.scope.to_string() + std::to_string(row.epoch) + std::to_string(row.withdrawn);
    }
    return all;
  }
  void check_unharmed() {
    CHECK(of_others() == anas_before);
    check_sums();
    CHECK(world.sync(ana) <= 2);
    CHECK(ana.laptop.can_write(noah));
    const std::uint64_t pending = ana.pending();
    CHECK(pending == 0);
  }
  // What doctor checks: digests are the sums of what is there.
  void check_sums() {
    for (const ScopeRow& row : world.desk.store.scopes()) {
      if (row.id.kind == ScopeKind::inbox) continue;
      Hash256 sum;
      world.desk.store.each_record(row.id, [&](const StoredRecord& record) { sum += record_digest(record.base); });
      CHECK(sum == row.digest);
    }
    for (const UserRow& user : world.desk.store.users()) {
      Hash256 sum;
      for (const GrantRow& grant : world.desk.store.grants_of(user.id)) {
        if (!grant.withdrawn) {
          sum += caseload_leaf(grant.scope, grant.epoch, world.desk.store.scope(grant.scope)->digest);
        }
      }
      CHECK(sum == user.caseload_digest);
    }
  }
  // Nothing of a file that Mallory does not have.
  void check_nothing_shown(const Answer& answer, const std::string& body) {
    for (const Chunk& chunk : answer.chunks) {
      const ScopeId scope = chunk.scope_in_entry ? world.desk.row(chunk.entries.front().dot)->scope : chunk.scope;
      const bool own = scope == mia || scope == directory_scope() || scope == inbox_scope(mallory.user.id);
      CHECK(own);
    }
    CHECK(body.find("Noah") == std::string::npos);
  }

  // As an honest program would begin, with nothing to send.
  Hello hello() {
    const NodeRow node = world.desk.node(mallory);
    Hello hello;
    const OfficeIdentity who = *world.desk.office.identity();
    hello.office = who.id;
    hello.office_epoch = who.epoch;
    hello.node = node.number;
    hello.request_number = node.request_number + 1;
    hello.last = node.counter;
    hello.chain_at_last = node.chain;
    hello.first = node.counter + 1;
    hello.vector_hash = node.vector_hash;
    hello.answer_bytes_max = limits::kAnswerBytesDefault;
    hello.frame_bytes = limits::kFrameBytesMax;
    hello.wall_ms = world.now_ms;
    return hello;
  }
  Greeting greeting() {
    const Hello from = hello();
    return {kWireVersion, from.office, from.office_epoch, from.node, from.request_number, from.answered};
  }
  // A hello with saves behind it that chain rightly.
  Hello hello_before(const std::vector<std::string>& raws, const std::vector<std::uint64_t>& op_counts) {
    Hello with = hello();
    with.chain_before_first = with.chain_at_last;
    for (std::size_t i = 0; i < raws.size(); ++i) {
      with.chain_at_last = chain_next(with.chain_at_last, with.last + 1, raws[i]);
      with.last += op_counts[i];
    }
    return with;
  }
  Answer say(const std::vector<Frame>& frames) {
    FrameWriter writer;
    for (const Frame& frame : frames) writer.add(frame.type, frame.payload);
    const std::string body = world.serve(std::move(writer).finish(), false, &report);
    Answer answer = read_answer(body);
    check_nothing_shown(answer, body);
    return answer;
  }
  ExchangeReport report;
};

template <class Message>
Frame frame(FrameType type, const Message& message) {
  Frame made;
  made.type = type;
  made.payload = encode(message);
  return made;
}
Frame frame(const Hello& hello) { return frame(FrameType::hello, hello); }
Frame raw_frame(int type, std::string payload) {
  Frame made;
  made.type = static_cast<FrameType>(type);
  made.payload = std::move(payload);
  return made;
}

}  // namespace

TEST_SUITE("a hostile laptop") {
  TEST_CASE("that repeats its own requests or another's gets nothing") {
    Scene scene;
    const Hello mine = scene.hello();
    CHECK(scene.say({frame(mine)}).complete);
    const Answer again = scene.say({frame(mine)});
    REQUIRE(again.refusal);
    CHECK(again.refusal->kind == RefusalKind::replayed);
    // A request of Ana's that it captured, over its own link.
    LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
    const std::string captured = scene.world.request_of(scene.ana, session);
    OfficeSessionOptions options{scene.world.now_ms, false, AuthenticatedLink{scene.world.desk.node(scene.mallory).key, false, ""}};
    OfficeSession at_office(scene.world.desk.office, options);
    (void)at_office.receive(captured);
    const Answer refused = read_answer(at_office.finish());
    REQUIRE(refused.refusal);
    CHECK(refused.refusal->kind == RefusalKind::not_signed);
    CHECK_FALSE(refused.refusal->have);
    // Or on a plain link, signed with its own key.
    Hello anas = scene.hello();
    anas.node = scene.ana.node();
    anas.request_number = 1'000'000;
    const std::string secret = scene.mallory.laptop.identity()->device_secret;
    FrameWriter writer([&](std::string_view bytes) { return sign(secret, bytes); },
                       request_context(anas.office, anas.office_epoch, anas.node, anas.request_number));
    writer.add(FrameType::hello, encode(anas));
    const Answer forged = read_answer(scene.world.serve(std::move(writer).finish(), true));
    REQUIRE(forged.refusal);
    CHECK(forged.refusal->kind == RefusalKind::not_signed);
    scene.check_unharmed();
  }

  // Whether a guess is right must not be seen, or all words of others could be found out, byte by byte.
  TEST_CASE("cannot have the office look up others' words for its brief saves") {
    Scene scene;
    const std::string words = "Noah must not know that his sister was here";
    const Dot secret = scene.ana.save(scene.noah, {set(scene.noahs, "client.background", Value(words))});
    const Dot shared = scene.ana.save(scene.mia, {set(scene.mias, "client.background", Value(words))});
    scene.world.sync(scene.ana);
    scene.world.sync(scene.mallory);
    scene.anas_before = scene.of_others();
    for (const Dot teller : {secret, shared}) {
      Save save = scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
      save.ops[0].predecessors = {teller};
      save.ops[0].value = words;  // guessed rightly
      const std::string raw = encode_save(save);
      const std::size_t at = raw.find(words);
      const std::string dot{static_cast<char>(teller.node), static_cast<char>(teller.counter)};
      const auto way = static_cast<char>(2 * (at - raw.rfind(dot, at)) - 1);  // zigzag of a way back
      REQUIRE(teller.counter < 128);
      const std::string brief = std::string{1, static_cast<char>(at), static_cast<char>(4 * way + 2),
                                            static_cast<char>(words.size())} +
                                raw.substr(0, at) + raw.substr(at + words.size());
      Tellers tellers(scene.world.desk.store);
      const auto whole = lengthened(tellers, brief);
      REQUIRE(whole);
      REQUIRE(*whole == raw);
      SavesFrame saves;
      const Hello hello = scene.hello_before({raw}, {1});
      saves.first = hello.first;
      saves.saves = {{1, brief, false, true}};
      saves.check = brief_check_of(chain_next(Hash256{}, saves.first, raw));
      const Answer answer = scene.say({frame(hello), frame(FrameType::saves, saves)});
      REQUIRE(answer.welcome);
      CHECK(answer.welcome->spell_out == (teller == secret));
      CHECK(answer.welcome->ack == (teller == secret ? hello.first - 1 : hello.first));
    }
    CHECK(scene.world.sync(scene.ana) <= 2);
  }

  TEST_CASE("with giant counters changes nothing but its own numbers") {
    Scene scene;
    const Save save = scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
    const std::string raw = encode_save(save);
    for (const std::uint64_t last : {kGiant, kGiant - 1, std::uint64_t{1} << 63, std::uint64_t{1} << 62}) {
      for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, last, last + 1}) {
        Hello giant = scene.hello();
        giant.last = last;
        giant.first = first;
        giant.chain_before_first = Hash256{};
        for (const std::uint64_t op_count : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1001}, kGiant}) {
          SavesFrame saves;
          saves.first = first;
          saves.saves = {{op_count, raw, false}, {op_count, raw, false}};
          giant.request_number = scene.hello().request_number;
          const Answer answer = scene.say({frame(giant), frame(FrameType::saves, saves)});
          CHECK((answer.refusal || answer.welcome));
          if (answer.welcome) CHECK(answer.welcome->ack <= scene.world.desk.node(scene.mallory).counter);
        }
      }
    }
    // Rightly chained, but with a count that is no save's.
    for (const std::uint64_t op_count : {std::uint64_t{0}, std::uint64_t{1001}, kGiant, kGiant - 10}) {
      const std::uint64_t counter = scene.world.desk.node(scene.mallory).counter;
      SavesFrame saves;
      saves.first = counter + 1;
      saves.saves = {{op_count, raw, false}};
      const Answer answer = scene.say({frame(scene.hello_before({raw}, {op_count})), frame(FrameType::saves, saves)});
      CHECK((answer.refusal || answer.welcome));
      CHECK(scene.world.desk.node(scene.mallory).counter == counter);
    }
    scene.check_unharmed();
    // It has done itself no harm either, as long as its numbers are its own.
    scene.world.sync(scene.mallory);
    Hello last_word = scene.hello();
    last_word.request_number = kGiant;
    CHECK(scene.say({frame(last_word)}).welcome);
    scene.check_unharmed();
  }

  TEST_CASE("that claims to have read and been granted everything writes no more than before") {
    Scene scene;
    for (const ScopeId& scope : {scene.noah, scene.behind}) {
      Save save = scene.mallory.save_with(scope, {op_on(OpKind::set, scene.noahs, "client.language")});
      save.epoch = kGiant;
      save.read_to = kGiant;
      const Dot forged = scene.mallory.forge(save);
      (void)scene.world.exchange(scene.mallory);
      CHECK(scene.world.desk.row(forged)->reason == "out of scope");
    }
    CHECK(scene.of_others() == scene.anas_before);
    Save own = scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.pronouns")});
    own.epoch = kGiant;
    own.read_to = kGiant;
    const Dot held = scene.mallory.forge(own);
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.row(held)->state == SaveState::applied);
    scene.check_sums();
    scene.world.sync(scene.ana);
  }

  TEST_CASE("that gives back grants of the future has to give back the next one all the same") {
    Scene scene;
    Op release;
    release.kind = OpKind::release;
    release.epoch = kGiant;
    (void)scene.mallory.forge(scene.mallory.save_with(scene.mia, {release}));
    (void)scene.mallory.forge(scene.mallory.save_with(scene.noah, {release}));
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.store.grant(scene.mallory.user.id, scene.mia)->withdrawn);  // its own, and it said so
    scene.check_unharmed();
    CHECK_FALSE(scene.world.desk.store.holding(scene.mallory.node(), scene.noah));
    scene.world.grant(scene.mallory, scene.mia);
    (void)scene.world.exchange(scene.mallory);
    (void)scene.world.exchange(scene.mallory);
    scene.world.withdraw(scene.mallory, scene.mia);
    const auto holding = scene.world.desk.store.holding(scene.mallory.node(), scene.mia);
    REQUIRE(holding);
    CHECK(holding->delivered > holding->released);  // still on its laptop, as the office's list says
  }

  TEST_CASE("learns nothing of a file whose id it knows from naming it in its vector") {
    const ScopeId nothing = testkit::case_file_named("there is no such client");
    const auto told = [&](bool is_there, ScopeKind kind, Epoch epoch, Position position) {
      Scene scene;
      scene.world.desk.store.put_fact("collected epoch", "5");
      const ScopeId named{is_there ? scene.noah.subject : nothing.subject, kind};
      Hello with = scene.hello();
      with.vector_hash += vector_leaf(named, {epoch, position});
      std::string all;
      for (int i = 0; i < 3; ++i) {
        VectorFrame vector;
        if (i == 0) vector.entries.push_back({named, Cursor{epoch, position}});
        with.request_number = scene.hello().request_number;
        const Answer answer = scene.say({frame(with), frame(FrameType::vector, vector)});
        REQUIRE(answer.welcome);
        all += encode(*answer.welcome) + std::to_string(answer.withdrawn.size()) + "," +
               std::to_string(answer.chunks.size()) + "," + std::to_string(answer.complete) + ";";
      }
      CHECK_FALSE(scene.world.desk.store.grant(scene.mallory.user.id, named));
      scene.check_unharmed();
      return all;
    };
    for (const ScopeKind kind : {ScopeKind::general, ScopeKind::behavioural, ScopeKind::inbox}) {
      for (const Epoch epoch : {Epoch{1}, Epoch{5}, Epoch{6}, Epoch{kGiant}}) {
        for (const Position position : {Position{0}, Position{1}, Position{kGiant}}) {
          CHECK(told(true, kind, epoch, position) == told(false, kind, epoch, position));
        }
      }
    }
  }

  TEST_CASE("that opens what is another's, or a compartment, is told the same whether it is there or not") {
    Scene scene;
    Op open;
    open.kind = OpKind::open;
    const ScopeId nothing{testkit::case_file_named("nobody").subject, ScopeKind::behavioural};
    std::vector<std::string> reasons;
    for (const ScopeId& scope : {scene.behind, nothing}) {
      const Dot forged = scene.mallory.forge(scene.mallory.save_with(scope, {open}));
      (void)scene.world.exchange(scene.mallory);
      CHECK(scene.world.desk.row(forged)->state == SaveState::parked);
      reasons.push_back(scene.world.desk.row(forged)->reason);
    }
    CHECK(reasons[0] == reasons[1]);
    CHECK_FALSE(scene.world.desk.store.grant(scene.mallory.user.id, scene.behind));
    scene.check_unharmed();
  }

  TEST_CASE("that names a hundred thousand files pays for them, and more in one request are not read") {
    Scene scene;
    const auto vector_of = [&](std::size_t count, int seed, Hello& with) {
      std::vector<Frame> frames;
      VectorFrame vector;
      for (std::size_t i = 0; i < count; ++i) {
        const ScopeId scope = case_file(Uuid::from_name("f" + std::to_string(seed) + "-" + std::to_string(i)));
        vector.entries.push_back({scope, Cursor{1, 1}});
        with.vector_hash += vector_leaf(scope, {1, 1});
        if (vector.entries.size() < 2500) continue;
        frames.push_back(frame(FrameType::vector, vector));
        vector.entries.clear();
      }
      frames.push_back(frame(FrameType::vector, vector));
      return frames;
    };
    Hello many = scene.hello();
    auto frames = vector_of(50'000, 1, many);  // a megabyte
    frames.insert(frames.begin(), frame(many));
    const Answer taken = scene.say(frames);
    REQUIRE(taken.welcome);
    CHECK(taken.welcome->vector_accepted);
    CHECK(scene.world.desk.node(scene.mallory).allowance <= 16 * 1024 * 1024);
    many = scene.hello();
    frames = vector_of(50'000, 2, many);
    frames.insert(frames.begin(), frame(many));
    const Answer paid_out = scene.say(frames);
    REQUIRE(paid_out.welcome);
    CHECK_FALSE(paid_out.welcome->vector_accepted);
    many = scene.hello();
    frames = vector_of(limits::kVectorEntriesMax + 1, 3, many);
    frames.insert(frames.begin(), frame(many));
    const Answer not_read = scene.say(frames);
    REQUIRE(not_read.welcome);
    CHECK_FALSE(not_read.welcome->vector_accepted);
    CHECK(scene.report.problem == "the vector names too many scopes");
    std::size_t rows = scene.world.desk.store.holdings_of(scene.mallory.node()).size();
    CHECK(rows < 50'010);
    // Nothing is left of it in the way of others.
    CHECK(scene.world.sync(scene.ana) <= 2);
    CHECK(scene.world.desk.values(scene.mias, "client.language") == Values{"it"});
  }

  TEST_CASE("that floods the office with saves that wait is held back") {
    Scene scene;
    scene.world.allowance = {4 * 1024 * 1024, 1024 * 1024};
    for (int i = 0; i < 1000; ++i) {
      (void)scene.mallory.forge(scene.mallory.save_with(
          scene.mia, {op_on(OpKind::set, record_named("r" + std::to_string(i)), "note.body")}));
    }
    std::uint64_t slow_ms = 0;
    for (int i = 0; i < 20 && slow_ms == 0; ++i) {
      const Exchange flood = scene.world.exchange(scene.mallory);
      REQUIRE(flood.outcome);
      slow_ms = flood.outcome->slow_ms;
    }
    CHECK(slow_ms > 0);
    const std::size_t waiting = scene.world.desk.store.saves_in_state(SaveState::parked).size();
    CHECK(waiting > 200);
    CHECK(waiting < 260);  // each about 17 KB of 4 MB
    scene.check_unharmed();
  }

  TEST_CASE("that says its saves are copies of another's has them judged like any other") {
    Scene scene;
    StoredSave anas;
    scene.world.desk.store.each_save_of(scene.ana.node(), 0, [&](const StoredSave& row) {
      anas = row;
      return true;
    });
    REQUIRE(anas.first != 0);
    const Dot next{scene.ana.node(), scene.ana.laptop.progress().counter + 1};
    for (const Dot name : {anas.dot(), next, Dot{1, 1}}) {
      Save save = scene.mallory.save_with(scene.noah, {op_on(OpKind::set, scene.noahs, "client.language")});
      save.origin = name;
      save.former = {name};
      const Dot forged = scene.mallory.forge(save);
      (void)scene.world.exchange(scene.mallory);
      REQUIRE(scene.world.desk.row(forged));
      CHECK(scene.world.desk.row(forged)->state == SaveState::parked);
      CHECK_FALSE(scene.world.desk.store.save_of_origin({name, words_of(save)}));
    }
    scene.check_unharmed();
    const Dot honest = scene.ana.save(scene.mia, {set(scene.mias, "client.language", "fr")});
    REQUIRE(honest == next);
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(honest)->state == SaveState::applied);
  }

  TEST_CASE("that brings saves back to an office which lost nothing brings nothing") {
    Scene scene;
    const Save save = scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
    RescueFrame rescue;
    for (const Dot dot : {Dot{scene.ana.node(), 1}, Dot{scene.ana.node(), 500}, Dot{kOfficeNode, 100'000}}) {
      rescue.entries.push_back({dot, 1, encode_save(save), false, 0, {}});
      rescue.entries.push_back({dot, 1, std::nullopt, false, 0, {}});  // what became of it?
    }
    const std::string parked = std::to_string(scene.world.desk.office.parked().size());
    const Answer answer = scene.say({frame(scene.hello()), frame(FrameType::rescue, rescue)});
    REQUIRE(answer.welcome);
    CHECK(std::to_string(scene.world.desk.office.parked().size()) == parked);
    CHECK_FALSE(scene.world.desk.store.save_with({scene.ana.node(), 500}));
    scene.check_unharmed();
  }

  TEST_CASE("that brings back to a restored office what nobody ever wrote stands in nobody's way") {
    Scene scene;
    const OfficeIdentity before = *scene.world.desk.office.identity();
    scene.world.now_ms += 1000;
    scene.world.at_desk([&](Office& office) { office.begin_new_epoch({scene.world.now_ms}); });
    const OfficeIdentity who = *scene.world.desk.office.identity();
    // The old number speaks no more, in no epoch.
    const Answer refused = scene.say({frame(scene.hello())});
    REQUIRE(refused.refusal);
    CHECK(refused.refusal->kind == RefusalKind::office_restored);
    scene.world.recover(scene.mallory);
    Save save = scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
    save.user = "ana";
    std::vector<Op> ops(1000, op_on(OpKind::set, scene.mias, "client.language", "x"));
    Save wide = save;
    wide.ops = ops;
    const std::uint64_t own = scene.world.desk.store.node(kOfficeNode)->counter;
    RescueFrame rescue;
    const auto offer = [&](Dot dot, const Save& words) {
      rescue.entries.push_back({dot, words.ops.size(), encode_save(words), false, 0, {}});
    };
    const Dot anas_next{scene.ana.node(), scene.ana.laptop.progress().counter + 1};
    offer({kOfficeNode, own + 1}, save);          // the office's next
    offer({who.last_node + 100, 1}, save);        // of a laptop that is not enrolled yet
    offer({scene.mallory.node(), 900}, save);     // of one that speaks: nothing of it can be lost
    offer({kNoNode, 1}, save);
    offer({scene.ana.node(), 0}, save);
    offer({scene.ana.node(), kGiant - 5}, wide);  // ends, wrapped around, behind Ana's next
    offer({scene.ana.node(), std::uint64_t{1} << 63}, save);
    offer({kNodeNumberMax, 1}, save);
    offer(anas_next, save);                       // this one could have been: a person decides
    Hello with = scene.hello();
    const Answer answer = scene.say({frame(with), frame(FrameType::rescue, rescue)});
    REQUIRE(answer.welcome);
    CHECK(scene.world.desk.office.parked().size() == 1);
    CHECK_FALSE(scene.world.desk.store.save_with({kOfficeNode, own + 1}));
    CHECK_FALSE(scene.world.desk.store.save_with({who.last_node + 100, 1}));
    CHECK_FALSE(scene.world.desk.store.save_with({scene.mallory.node(), 900}));
    CHECK_FALSE(scene.world.desk.store.save_with({scene.ana.node(), anas_next.counter + 1}));
    CHECK_FALSE(scene.world.desk.store.save_with({scene.ana.node(), 0}));
    // Ana's real save of that number is taken all the same, under a number of its own, and is not taken for the other.
    REQUIRE(scene.ana.save(scene.mia, {set(scene.mias, "client.language", "fr")}) == anas_next);
    scene.world.recover(scene.ana);
    const Dot honest{scene.ana.node(), 1};
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(honest)->state == SaveState::applied);
    CHECK(scene.world.desk.row(anas_next)->state == SaveState::parked);
    CHECK(scene.world.desk.values(scene.mias, "client.language") == Values{"fr"});
    scene.check_sums();
    CHECK(before.epoch != who.epoch);
  }

  TEST_CASE("that asks to recover from an office which was not restored claims nothing") {
    Scene scene;
    const Epoch present = scene.world.desk.office.identity()->epoch;
    for (const Epoch epoch : {present, present - 1, Epoch{99}, Epoch{kGiant}}) {
      RecoveryRequest request;
      request.from = scene.greeting();
      request.from.office_epoch = epoch;
      VectorFrame vector;
      vector.entries.push_back({scene.noah, Cursor{kGiant, kGiant}});
      const Answer answer = scene.say({frame(FrameType::recovery, request), frame(FrameType::vector, vector)});
      if (epoch == present) {
        REQUIRE(answer.recovered);
        CHECK(answer.recovered->scopes.empty());
        continue;
      }
      REQUIRE(answer.refusal);
      CHECK(answer.refusal->kind == RefusalKind::bad_frame);
    }
    CHECK(scene.world.desk.office.claims().empty());
    CHECK_FALSE(scene.world.desk.store.holding(scene.mallory.node(), scene.noah));
    scene.check_unharmed();
  }

  TEST_CASE("that comes back to a restored office with a credential of its own making is unknown") {
    Scene scene;
    scene.world.at_desk([&](Office& office) { office.begin_new_epoch({scene.world.now_ms}); });
    const LaptopIdentity who = *scene.mallory.laptop.identity();
    NodeCredential says;
    says.office = who.office;
    says.node = 70;
    says.node_id = Uuid::from_name("made up");
    says.device_key = scene.world.desk.node(scene.mallory).key;
    says.user = scene.ana.user.id;
    says.user_name = "ana";
    says.role = "administrator";
    const std::string body = encode(says);
    for (const std::string& signature :
         {sign(who.device_secret, "satchel node 1 " + body), std::string(64, 'x'), std::string()}) {
      RecoveryRequest request;
      request.from = scene.greeting();
      request.from.office_epoch = who.office_epoch;
      request.from.node = 70;
      request.credential = encode(SignedCredential{body, signature});
      const Answer answer = scene.say({frame(FrameType::recovery, request)});
      REQUIRE(answer.refusal);
      CHECK(answer.refusal->kind == RefusalKind::unknown_node);
      // A signature of the office for something else is none for this.
      request.from.node = scene.ana.node();
      FrameWriter writer;
      writer.add(FrameType::recovery, encode(request));
      OfficeSessionOptions options{scene.world.now_ms, false, AuthenticatedLink{says.device_key, false, ""}};
      OfficeSession session(scene.world.desk.office, options);
      (void)session.receive(std::move(writer).finish());
      const Answer as_ana = read_answer(session.finish());
      REQUIRE(as_ana.refusal);
      CHECK(as_ana.refusal->kind == RefusalKind::not_signed);
    }
    CHECK_FALSE(scene.world.desk.store.node(70));
    CHECK(scene.of_others() == scene.anas_before);
  }

  TEST_CASE("that asks for one node after the other is stopped, and shares one allowance among them") {
    Scene scene;
    std::size_t issued = 0;
    for (int i = 0; i < 260; ++i) {
      IncarnationRequest request;
      request.from = scene.greeting();
      request.node_id = Uuid::from_name("flood " + std::to_string(i));
      const Answer answer = scene.say({frame(FrameType::incarnation, request)});
      if (answer.incarnated) {
        ++issued;
        continue;
      }
      REQUIRE(answer.refusal);
      CHECK(answer.refusal->kind == RefusalKind::too_large);
    }
    CHECK(issued == limits::kIncarnationsMax - 1);
    IncarnationRequest wide;
    wide.from = scene.greeting();
    wide.points.resize(limits::kChainPointsMax + 1);
    const Answer too_wide = scene.say({frame(FrameType::incarnation, wide)});
    REQUIRE(too_wide.refusal);
    CHECK(too_wide.refusal->kind == RefusalKind::bad_frame);
    const NodeRow last = scene.world.desk.store.nodes().back();
    {
      Transaction transaction(scene.world.desk.store);
      NodeRow child = last;
      Allowance spent(scene.world.desk.store, child, scene.world.now_ms, {});
      CHECK(spent.spend(limits::kAllowanceBytesMax));
      spent.keep(child);
      transaction.commit();
    }
    Allowance of_first(scene.world.desk.store, scene.world.desk.node(scene.mallory), scene.world.now_ms, {});
    CHECK_FALSE(of_first.spend(1));
    scene.check_unharmed();
  }

  TEST_CASE("with boxes that are none gets a first frame, and what is in a good one is judged like any save") {
    Scene scene;
    const std::string office_key = scene.world.desk.office.identity()->public_key;
    const std::string other_key = scene.mallory.laptop.identity()->office_key;
    const Save save = scene.mallory.save_with(scene.noah, {op_on(OpKind::set, scene.noahs, "client.language")});
    const std::string raw = encode_save(save);
    const auto send = [&](const std::string& box, const std::string& contents) {
      SavesFrame saves;
      saves.first = scene.world.desk.node(scene.mallory).counter + 1;
      saves.saves = {{1, box, true}};
      return scene.say({frame(scene.hello_before({contents}, {1})), frame(FrameType::saves, saves)});
    };
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    const std::string of_another = *seal(make_key_pair(seed).open, sha256("seed"), raw);
    std::string damaged = *seal(office_key, sha256("seed"), raw);
    damaged.back() ^= 1;
    for (const std::string& box : {std::string(), std::string(60, 'x'), of_another, damaged,
                                   std::string(limits::kSealedSaveBytesMax + 1, 'x')}) {
      const std::uint64_t counter = scene.world.desk.node(scene.mallory).counter;
      const Answer answer = send(box, raw);
      REQUIRE(answer.welcome);
      CHECK_FALSE(answer.welcome->pages_follow);
      CHECK(scene.world.desk.node(scene.mallory).counter == counter);
    }
    const Answer good = send(*seal(office_key, sha256("seed"), raw), raw);
    REQUIRE(good.welcome);
    const Dot forged{scene.mallory.node(), scene.world.desk.node(scene.mallory).counter};
    CHECK(scene.world.desk.row(forged)->reason == "out of scope");
    const Answer nonsense = send(*seal(office_key, sha256("seed"), "nonsense"), "nonsense");
    REQUIRE(nonsense.welcome);
    const Dot unreadable{scene.mallory.node(), scene.world.desk.node(scene.mallory).counter};
    CHECK(scene.world.desk.row(unreadable)->state == SaveState::parked);
    CHECK(other_key == office_key);
    scene.check_unharmed();
  }

  TEST_CASE("with frames of unknown or misplaced types is answered as if they were not there") {
    Scene scene;
    for (const int type : {0, 7, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 99, 127}) {
      const Answer answer = scene.say({frame(scene.hello()), raw_frame(type, std::string(5000, 'x'))});
      REQUIRE(answer.welcome);
      CHECK(answer.complete);
      const Answer first = scene.say({raw_frame(type, encode(scene.hello())), frame(scene.hello())});
      REQUIRE(first.refusal);
      CHECK(first.refusal->kind == RefusalKind::bad_frame);
    }
    // A second hello, of another node, is not one.
    Hello second = scene.hello();
    second.node = scene.ana.node();
    second.request_number = kGiant;
    CHECK(scene.say({frame(scene.hello()), frame(second)}).welcome);
    CHECK(scene.world.desk.node(scene.ana).request_number < kGiant);
    scene.check_unharmed();
  }

  TEST_CASE("that guesses the number of another's next change swallows nothing of it") {
    Scene scene;
    const Dot next{scene.ana.node(), scene.ana.laptop.progress().counter + 1};
    const Dot guess = scene.mallory.forge(scene.mallory.save_with(
        scene.mia, {op_on(OpKind::set, scene.mias, "client.language", "forged", {next})}));
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.row(guess)->reason == "unknown predecessor " + next.to_string());
    CHECK_FALSE(scene.world.desk.row(guess)->waits);
    const Dot honest = scene.ana.save(scene.mia, {set(scene.mias, "client.language", "fr")});
    REQUIRE(honest == next);
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(guess)->state == SaveState::parked);
    CHECK(scene.world.desk.values(scene.mias, "client.language") == Values{"fr"});
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"fr"});
  }

  TEST_CASE("that heaps values upon one field is stopped before every copy has to carry them") {
    Scene scene;
    const std::vector<Op> ops(500, op_on(OpKind::set, scene.mias, "client.language", "x"));
    std::vector<Dot> heaps;
    for (int i = 0; i < 4; ++i) heaps.push_back(scene.mallory.forge(scene.mallory.save_with(scene.mia, ops)));
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.row(heaps[0])->state == SaveState::applied);
    for (std::size_t i = 1; i < 4; ++i) {
      CHECK(scene.world.desk.row(heaps[i])->reason == "invalid: a field holds at most 1,000 values at once");
      CHECK_FALSE(scene.world.accept(heaps[i]));  // not by a person either
    }
    CHECK(scene.world.desk.values(scene.mias, "client.language").size() == 501);
    // What replaces as much as it adds has room; dots that are gone already make none.
    std::vector<Op> turns;
    for (std::uint64_t i = 0; i < 500; ++i) {
      turns.push_back(op_on(OpKind::set, scene.mias, "client.language", "y", {{heaps[0].node, heaps[0].counter + i}}));
    }
    const Dot turned = scene.mallory.forge(scene.mallory.save_with(scene.mia, turns));
    const Dot again = scene.mallory.forge(scene.mallory.save_with(scene.mia, turns));
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.row(turned)->state == SaveState::applied);
    CHECK(scene.world.desk.row(again)->state == SaveState::parked);
    CHECK(scene.world.desk.values(scene.mias, "client.language").size() == 501);
    scene.check_sums();
    scene.world.sync(scene.ana);
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }
}

}  // namespace satchel
