// An enrolled laptop whose program was written by an enemy, against a real office over a real socket: the office keeps
// its sense, and the others work on. What each message may and may not do is in tests/sync/hostile_test.cc.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "node/shared/workspace.h"
#include "sync/codec.h"
#include "sync/frame.h"
#include "sync/laptop_link.h"
#include "sync/limits.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

struct Reply {
  int status = 0;  // 0: the office hung up without a word
  std::string body;
  std::optional<Refusal> refusal;
  std::optional<Welcome> welcome;
  std::optional<IncarnationAnswer> incarnated;
};

// One POST on a connection of its own, with no help from the program's own client.
Reply post(std::uint16_t port, const std::string& body, const std::string& path = "/v1/sync") {
  Reply reply;
  const int link = ::socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(link >= 0);
  const timeval patience{20, 0};
  ::setsockopt(link, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(link, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(link, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
  const std::string request = "POST " + path + " HTTP/1.1\r\nHost: office\r\nConnection: close\r\nContent-Type: " +
                              std::string(kContentType) + "\r\nContent-Length: " + std::to_string(body.size()) +
                              "\r\n\r\n" + body;
  for (std::size_t at = 0; at < request.size();) {
    const ssize_t sent = ::send(link, request.data() + at, request.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) break;  // it may answer, and hang up, before it has read all
    at += static_cast<std::size_t>(sent);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::recv(link, buffer, sizeof buffer, 0)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(link);
  if (text.size() < 12) return reply;
  reply.status = std::stoi(text.substr(9, 3));
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end != std::string::npos) reply.body = text.substr(head_end + 4);
  FrameReader reader(limits::kAnswerBytesMax);
  if (!reader.feed(reply.body)) return reply;
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
    if ((*frame)->type == FrameType::refusal && decode((*frame)->payload, reply.refusal.emplace())) continue;
    if ((*frame)->type == FrameType::welcome && decode((*frame)->payload, reply.welcome.emplace())) continue;
    if ((*frame)->type == FrameType::incarnated) (void)decode((*frame)->payload, reply.incarnated.emplace());
  }
  return reply;
}

// Mallory's own program: it has her keys, and believes and obeys nothing.
struct Enemy {
  std::uint16_t port = 0;
  LaptopIdentity who;
  std::uint64_t request_number = 0;
  std::uint64_t counter = 0;
  Hash256 chain;
  Hash256 vector_hash;

  Enemy(std::uint16_t office_port, const std::string& folder) : port(office_port) {
    auto workspace = LaptopWorkspace::open(folder, false);
    REQUIRE(workspace);
    who = *(*workspace)->laptop().identity();
    const LaptopProgress progress = (*workspace)->laptop().progress();
    request_number = progress.request_number;
    counter = progress.counter;
    chain = progress.chain;
    vector_hash = progress.vector_hash;
  }
  Hello hello() {
    Hello hello;
    hello.office = who.office;
    hello.office_epoch = who.office_epoch;
    hello.node = who.node;
    hello.request_number = ++request_number;
    hello.last = counter;
    hello.chain_at_last = chain;
    hello.first = counter + 1;
    hello.vector_hash = vector_hash;
    hello.answer_bytes_max = limits::kAnswerBytesDefault;
    hello.frame_bytes = limits::kFrameBytesMax;
    return hello;
  }
  FrameWriter writer(const Hello& from, const std::string& key) {
    return FrameWriter([key](std::string_view bytes) { return sign(key, bytes); },
                       request_context(from.office, from.office_epoch, from.node, from.request_number));
  }
  std::string body(const Hello& hello, const std::vector<std::pair<int, std::string>>& frames = {}) {
    FrameWriter writer = this->writer(hello, who.device_secret);
    writer.add(FrameType::hello, encode(hello));
    for (const auto& [type, payload] : frames) writer.add(static_cast<FrameType>(type), payload);
    return std::move(writer).finish();
  }
  Reply say(const Hello& hello, const std::vector<std::pair<int, std::string>>& frames = {}) {
    return post(port, body(hello, frames));
  }
  // Brings a save rightly chained.
  Reply bring(const std::string& raw, std::uint64_t op_count) {
    Hello with = hello();
    with.chain_before_first = chain;
    with.last = counter + op_count;
    with.chain_at_last = chain_next(chain, counter + 1, raw);
    SavesFrame saves;
    saves.first = counter + 1;
    saves.saves = {{op_count, raw, false}};
    Reply reply = say(with, {{static_cast<int>(FrameType::saves), encode(saves)}});
    if (reply.welcome && reply.welcome->ack == with.last) {
      counter = with.last;
      chain = with.chain_at_last;
    }
    return reply;
  }
};

Save forged(const ScopeId& scope, const std::string& user, const RecordId& record) {
  Save save;
  save.scope = scope;
  save.user = user;
  Op op;
  op.kind = OpKind::set;
  op.record = record;
  op.field = core_type("client")->field("preferred_name")->id;
  op.value = std::string("forged");
  save.ops.push_back(op);
  return save;
}

struct Scene {
  Town town;
  std::string noah;  // Ana's alone
  std::string dump_before;

  Scene() {
    town.start_office();
    for (const char* user : {"ana", "mallory"}) {
      town.add_user(user);
      town.enrol(user);
    }
    noah = town.new_record("ana", {"client", "given_name=Noah", "preferred_name=Captain"});
    town.sync("ana");
    town.sync("mallory");
    town.sync("mallory");  // so that the office knows what she has read
    dump_before = town.office({"dump"}).out;
  }
  Enemy enemy() { return Enemy(town.port(), town.path("laptop-mallory")); }
  ScopeId noahs() const { return case_file(*Uuid::parse(noah)); }
  void check_unharmed() {
    CHECK(town.office({"dump"}).out == dump_before);
    CHECK(town.office({"doctor"}).exit_code == 0);
    town.sync("ana");
    town.check_same_dump("ana");
  }
};

}  // namespace

TEST_CASE("an enemy with an enrolled laptop's key neither harms the others nor learns of them") {
  Scene scene;
  Enemy enemy = scene.enemy();
  const std::uint64_t counter = enemy.counter;
  const Reply honest = enemy.say(enemy.hello());
  REQUIRE(honest.welcome);
  CHECK(honest.welcome->ack == counter);

  // The same bytes again; unsigned; signed by another key; for another node.
  const std::string once = enemy.body(enemy.hello());
  CHECK(post(enemy.port, once).welcome);
  const Reply replayed = post(enemy.port, once);
  REQUIRE(replayed.refusal);
  CHECK(replayed.refusal->kind == RefusalKind::replayed);
  const auto refused_as = [&](const Hello& hello, const std::string& key) {
    FrameWriter writer = key.empty() ? FrameWriter() : enemy.writer(hello, key);
    writer.add(FrameType::hello, encode(hello));
    const Reply reply = post(enemy.port, std::move(writer).finish());
    REQUIRE(reply.refusal);
    CHECK_FALSE(reply.refusal->have);
    return reply.refusal->kind;
  };
  std::array<std::uint8_t, 32> seed{};
  CHECK(refused_as(enemy.hello(), "") == RefusalKind::not_signed);
  CHECK(refused_as(enemy.hello(), make_key_pair(seed).secret) == RefusalKind::not_signed);
  for (NodeNumber node = 0; node < 6; ++node) {
    if (node == enemy.who.node) continue;
    Hello other = enemy.hello();
    other.node = node;
    other.request_number = UINT64_MAX;
    const RefusalKind kind = refused_as(other, enemy.who.device_secret);
    CHECK((kind == RefusalKind::not_signed || kind == RefusalKind::unknown_node));
  }

  // Saves that are not hers to write.
  const RecordId record{*Uuid::parse(scene.noah)};
  for (const std::string user : {"mallory", "ana", "office"}) {
    const Reply reply = enemy.bring(encode_save(forged(scene.noahs(), user, record)), 1);
    REQUIRE(reply.welcome);
    CHECK(reply.welcome->ack == enemy.counter);  // taken, and parked
    CHECK(reply.body.find("Noah") == std::string::npos);
  }
  CHECK(enemy.bring("nonsense", 3).welcome);
  CHECK(scene.town.office_lines({"parked", "list"}).size() == 4);

  // Numbers near their ends, frames of no type, a megabyte of files that she does not have.
  for (const std::uint64_t giant : {UINT64_MAX, std::uint64_t{1} << 63, std::uint64_t{1} << 62}) {
    Hello hello = enemy.hello();
    hello.last = giant;
    hello.first = giant;
    SavesFrame saves;
    saves.first = giant;
    saves.saves = {{UINT64_MAX, "x", false}, {giant, "y", true}};
    const Reply reply = enemy.say(hello, {{3, encode(saves)}, {99, std::string(60'000, 'x')}, {0, ""}});
    CHECK((reply.refusal || reply.welcome));
  }
  std::vector<std::pair<int, std::string>> frames;
  VectorFrame vector;
  Hello many = enemy.hello();
  for (int i = 0; i < 50'000; ++i) {
    const ScopeId scope = i == 0 ? scene.noahs() : case_file(Uuid::from_name("f" + std::to_string(i)));
    vector.entries.push_back({scope, Cursor{1, 1}});
    many.vector_hash += vector_leaf(scope, {1, 1});
    if (vector.entries.size() < 2000) continue;
    frames.emplace_back(2, encode(vector));
    vector.entries.clear();
  }
  const Reply named = enemy.say(many, frames);
  REQUIRE(named.welcome);
  CHECK(named.welcome->vector_accepted);
  CHECK(named.body.find("Noah") == std::string::npos);

  // To recover from nothing, to bring back what nobody lost, and to be one node after the other.
  RecoveryRequest recovery;
  recovery.from = {kWireVersion, enemy.who.office, 7, enemy.who.node, ++enemy.request_number};
  recovery.credential = std::string(200, 'x');
  Hello as_recovery = enemy.hello();
  as_recovery.office_epoch = 7;
  as_recovery.request_number = recovery.from.request_number;
  FrameWriter writer = enemy.writer(as_recovery, enemy.who.device_secret);
  writer.add(FrameType::recovery, encode(recovery));
  const Reply not_restored = post(enemy.port, std::move(writer).finish());
  REQUIRE(not_restored.refusal);
  CHECK(not_restored.refusal->kind == RefusalKind::bad_frame);
  RescueFrame rescue;
  rescue.entries.push_back({{2, 1}, 1, encode_save(forged(scene.noahs(), "ana", record)), false, 0, {}});
  rescue.entries.push_back({{1, UINT64_MAX}, 1000, "x", true, 0, {}});
  CHECK(enemy.say(enemy.hello(), {{static_cast<int>(FrameType::rescue), encode(rescue)}}).welcome);
  std::size_t nodes = scene.town.office_lines({"node", "list"}).size();
  for (int i = 0; i < 5; ++i) {
    const Hello from = enemy.hello();
    IncarnationRequest request;
    request.from = {from.version, from.office, from.office_epoch, from.node, from.request_number};
    request.node_id = Uuid::from_name("node " + std::to_string(i / 2));  // asked twice, answered alike
    FrameWriter asks = enemy.writer(from, enemy.who.device_secret);
    asks.add(FrameType::incarnation, encode(request));
    CHECK(post(enemy.port, std::move(asks).finish()).incarnated);
  }
  CHECK(scene.town.office_lines({"node", "list"}).size() == nodes + 3);

  // Bytes that are no exchange at all.
  for (const std::string& noise : {std::string(), std::string("SAT"), std::string("SAT\x01\x01garbage"),
                                   std::string("SAT\x02\x00", 5), std::string(300'000, '\xff')}) {
    const Reply reply = post(enemy.port, noise);
    CHECK_FALSE(reply.welcome);
  }
  CHECK(scene.town.office_lines({"parked", "list"}).size() == 4);
  scene.check_unharmed();

  // Mallory's honest program, whose chain went on without it, finds its way by itself.
  const std::string own = scene.town.new_record("mallory", {"client", "given_name=Olive"});
  CHECK(scene.town.laptop("mallory", {"sync"}).exit_code == 0);
  CHECK(scene.town.office({"show", "client", own}).exit_code == 0);
  CHECK(scene.town.office({"doctor"}).exit_code == 0);
}

TEST_CASE("an office that one laptop floods serves the others, and tells the flooding one to wait") {
  Scene scene;
  Enemy enemy = scene.enemy();
  const std::string own = scene.town.new_record("mallory", {"client", "given_name=Olive"});
  scene.town.sync("mallory");
  enemy = scene.enemy();
  // Saves of the greatest size, each with other words: 64 MiB of them and no more.
  std::uint64_t slow_ms = 0;
  std::size_t taken = 0;
  for (int request = 0; request < 30 && slow_ms == 0; ++request) {
    Hello with = enemy.hello();
    with.chain_before_first = enemy.chain;
    std::vector<std::pair<int, std::string>> frames;
    Hash256 chain = enemy.chain;
    std::uint64_t last = enemy.counter;
    std::vector<Hash256> ends;
    for (int i = 0; i < 100; ++i) {
      Save save = forged(case_file(*Uuid::parse(own)), "mallory", {*Uuid::parse(own)});
      save.ops[0].field = core_type("client")->field("access_instructions")->id;
      save.ops[0].value = std::to_string(request) + "-" + std::to_string(i) + std::string(40'000, 'x');
      if (request + i > 0) save.ops[0].predecessors = {{enemy.who.node, last}};
      SavesFrame saves;
      saves.first = last + 1;
      saves.saves = {{1, encode_save(save), false}};
      chain = chain_next(chain, ++last, saves.saves[0].raw);
      ends.push_back(chain);
      frames.emplace_back(3, encode(saves));
    }
    with.last = last;
    with.chain_at_last = chain;
    const Reply reply = enemy.say(with, frames);
    REQUIRE(reply.welcome);
    slow_ms = reply.welcome->slow_ms;
    taken = static_cast<std::size_t>(reply.welcome->ack - enemy.counter);
    REQUIRE(taken <= ends.size());
    if (taken > 0) enemy.chain = ends[taken - 1];
    enemy.counter = reply.welcome->ack;
    if (request % 8 != 0) continue;
    const auto edited = scene.town.laptop("ana", {"set", "client", scene.noah, "language=it"});
    CHECK(edited.exit_code == 0);
    scene.town.sync("ana");
  }
  CHECK(slow_ms > 0);
  CHECK(slow_ms <= 15 * 60 * 1000);
  CHECK(scene.town.office({"doctor"}).exit_code == 0);
  scene.town.check_same_dump("ana");
  // Mallory's honest program goes on as another node of the same laptop. It has no allowance of its own, says how long
  // it takes, and keeps everything.
  std::string notes;
  for (int i = 0; i < 200; ++i) {
    notes += write_json(json::object{{"type", "note"}, {"client_id", own}, {"body", std::string(44'000, 'n')}}) + "\n";
  }
  const std::string path = scene.town.path("notes.jsonl");
  std::ofstream(path) << notes;
  REQUIRE(scene.town.laptop("mallory", {"import", "jsonl", path}).exit_code == 0);
  const Finished waits = scene.town.laptop("mallory", {"sync"});
  CHECK(waits.exit_code == 3);
  CHECK_MESSAGE(waits.err.find("the office takes more from it in ") != std::string::npos, waits.err);
  CHECK_MESSAGE(waits.err.find("nothing is lost") != std::string::npos, waits.err);
  CHECK(scene.town.laptop_json("mallory", {"status"}).at("pending").to_number<std::uint64_t>() > 100);
  CHECK(scene.town.office({"doctor"}).exit_code == 0);
  scene.town.sync("ana");
}

TEST_CASE("the administrator says how much one laptop may bring at once") {
  testkit::Town town;
  testkit::Serving little;
  little.more = {"--laptop-mb", "8"};
  town.start_office(little);
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Mia"});
  std::string notes;
  for (int i = 0; i < 200; ++i) {
    notes += write_json(json::object{{"type", "note"}, {"client_id", client}, {"body", std::string(44'000, 'n')}}) + "\n";
  }
  town.import_lines("ana", notes);
  const Finished waits = town.laptop("ana", {"sync"});
  CHECK(waits.exit_code == 3);
  CHECK_MESSAGE(waits.err.find("the office takes more from it in ") != std::string::npos, waits.err);
  town.stop_office();
  testkit::Serving much;
  much.more = {"--laptop-mb", "100000"};  // 7 MB more with each second
  town.start_office(much);
  constexpr int kTriesMax = 50;
  int tries = 0;
  while (tries < kTriesMax && town.laptop("ana", {"sync"}).exit_code != 0) ++tries;
  CHECK(tries < kTriesMax);
  town.check_same_dump("ana");
  town.stop_office();
  testkit::Serving wrong;
  wrong.more = {"--laptop-mb", "1"};
  CHECK_FALSE(town.try_to_start_office(wrong));
}
