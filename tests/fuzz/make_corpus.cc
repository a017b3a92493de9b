// Writes the seeds of the corpus: examples of everything that is sent or stored, exchanges of the small worlds, and
// inputs made by hand to hurt.
//
//   make_corpus tests/fuzz/corpus
//
// The seeds are committed, so that a replay needs no generator; whoever changes a format or the small worlds writes them
// again. Files that a fuzzer found (crash-..., or named after their defect) are not touched.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "node/shared/certificate.h"
#include "node/shared/enrolment_code.h"
#include "storage/packed_fields.h"
#include "storage/packed_save.h"
#include "sync/brief.h"
#include "sync/laptop_incarnation.h"
#include "sync/sealed_box.h"
#include "tests/fuzz/script.h"
#include "tests/fuzz/worlds.h"
#include "tests/sync/example_messages.h"

namespace satchel::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace testkit;

fs::path corpus;

void seed(const std::string& target, const std::string& name, std::string_view bytes) {
  fs::create_directories(corpus / target);
  std::ofstream(corpus / target / name, std::ios::binary) << bytes;
}

std::string first_byte(std::size_t number) {
  return std::string(1, static_cast<char>(number));
}

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
  return out;
}

const std::string kGreatest = varint(UINT64_MAX);
const std::string kTooGreat = std::string(9, '\xff') + "\x02";
const std::string kEndless(64, '\xff');

// ---- messages, saves, stored things -----------------------------------------------------------------------------

// Every message as an example, cut in its middle, and with sizes that lie behind each of its first bytes.
void message_seeds() {
  const std::pair<const char*, std::string> messages[] = {
      {"hello", encode(examples::hello())},
      {"vector", encode(examples::vector_frame())},
      {"saves", encode(examples::saves_frame())},
      {"welcome", encode(examples::welcome())},
      {"withdrawals", encode(examples::withdrawals_frame())},
      {"pages", encode(examples::pages_frame())},
      {"farewell", encode(examples::farewell())},
      {"refusal", encode(examples::refusal())},
      {"incarnation_request", encode(IncarnationRequest{{1, examples::uuid(5), 2, 7, 9}, examples::uuid(6), {{4, examples::hash(1)}}})},
      {"incarnation_answer", encode(IncarnationAnswer{9, {4, examples::hash(1)}, 5, "credential"})},
      {"certificate", encode(examples::certificate_frame())},
      {"credential", encode(NodeCredential{examples::uuid(5), 7, examples::uuid(6), {{3, true}}, examples::key('d'), examples::uuid(2), "ana", "case_manager"})},
      {"signed_credential", encode(SignedCredential{"body", std::string(64, 's')})},
      {"recovery_request", encode(RecoveryRequest{{1, examples::uuid(5), 2, 7, 9}, "credential", examples::uuid(6), {{4, examples::hash(1)}}})},
      {"recovery_answer", encode(RecoveryAnswer{3, 9, "credential", {{7, {4, examples::hash(1)}}}, 5, {{case_file(examples::uuid(1)), 3, 4}}})},
      {"rescue", encode(RescueFrame{{{{7, 3}, 1, "a save", true, 5, {{0, {8, 1}}}}, {{7, 4}, 1, std::nullopt, false, 5, {}}}})},
      {"fates", encode(FatesFrame{{{{7, 3}, SaveState::duplicate, {8, 4}}}})},
      {"receipt", encode(examples::receipt())},
      {"signed_receipt", encode(examples::signed_receipt())},
      {"enrolment_request", encode(examples::enrolment_request())},
      {"enrolment_answer", encode(examples::enrolment_answer())},
      {"laptop_identity", encode(examples::laptop_identity())},
      {"laptop_progress", encode(examples::laptop_progress())},
      {"office_identity", encode(examples::office_identity())},
      {"checks", encode(examples::checks_frame())},
  };
  std::size_t which = 0;
  for (const auto& [name, bytes] : messages) {
    const std::string head = first_byte(which++);
    const std::string file = name;
    seed("messages", file, head + bytes);
    seed("messages", file + "_cut", head + bytes.substr(0, bytes.size() / 2));
    seed("messages", file + "_left_over", head + bytes + "x");
    seed("messages", file + "_count", head + kGreatest + bytes);
    seed("messages", file + "_number", head + kTooGreat);
  }
  // A list in a list in a list, each of which says that it takes all that is left.
  const std::string pages = first_byte(5);
  std::string nested = pages;
  for (std::size_t left = 3000; left > 40; left -= 37) nested += varint(left) + std::string(20, '\0');
  seed("messages", "pages_nested", nested);
  seed("messages", "pages_of_nothing", pages + varint(4000) + std::string(4000, '\0'));
}

void save_seeds() {
  const Save whole = examples::save_of_every_op();
  const std::string raw = encode_save(whole);
  seed("save", "every_op", raw);
  seed("save", "cut", raw.substr(0, raw.size() - 30));
  Save one = whole;
  for (std::size_t i = 0; i < whole.ops.size(); ++i) {
    one.ops = {whole.ops[i]};
    seed("save", "op_" + std::to_string(i), encode_save(one));
  }
  one.ops.clear();
  const std::string head = encode_save(one);
  const std::string before_ops = head.substr(0, head.size() - 1);
  seed("save", "no_op", head);
  seed("save", "endless_count", before_ops + kEndless);
  seed("save", "greatest_count", before_ops + kGreatest + std::string(100, '\0'));
  seed("save", "thousand_opens", before_ops + varint(1000) + std::string(1000, '\0'));
  seed("save", "same_record_first", before_ops + "\x01\x12\x10\x00");
  seed("save", "greatest_long_kind", before_ops + "\x01\x80" + varint(UINT32_MAX) + kGreatest);
  seed("save", "value_longer_than_all", before_ops + "\x01\x02" + std::string(16, 'u') + "\x10\x05" + kGreatest);
  one.ops = {examples::field_op(OpKind::set, {examples::uuid(1)}, 1, std::string("void"), {})};
  one.ops.back().seen = std::vector<Dot>(2000, Dot{1, 1});
  seed("save", "long_void_list", encode_save(one));
}

// What ana and ben have not sent yet, as the office would read it, and what an office would send to ana.
void brief_seeds() {
  Scene& at = scene(SceneKind::ordinary);
  std::size_t number = 0;
  const auto each = [&](Worker& worker, std::size_t whose) {
    worker.store.each_save_of(worker.node(), 0, [&](const StoredSave& row) {
      BriefWriter writer(worker.store);
      const auto brief = writer.shortened(row, [](const StoredSave&) { return true; });
      if (!brief) return true;
      const std::string name = std::to_string(number++);
      const std::uint64_t op_count = row.last - row.first + 1;
      const auto check = writer.end_frame();
      seed("brief", "save_" + name, first_byte(whose) + first_byte(2) + *brief);
      seed("brief", "cut_" + name, first_byte(whose) + first_byte(2) + brief->substr(0, brief->size() / 2));
      seed("brief", "frame_" + name, first_byte(whose) + first_byte(0) +
                                         encode(SavesFrame{row.first, {{op_count, *brief, false, true}}, check}));
      Chunk chunk;
      chunk.scope_in_entry = true;
      chunk.to = 1;
      LogEntry entry;
      entry.dot = row.dot();
      entry.op_count = op_count;
      entry.raw = *brief;
      entry.brief = true;
      chunk.entries = {entry};
      seed("brief", "page_" + name, first_byte(whose) + first_byte(1) + encode(PagesFrame{{chunk}, check}));
      return true;
    });
  };
  each(at.ana, 1);
  each(at.ben, 0);
  const std::string office = first_byte(0) + first_byte(2);
  seed("brief", "endless", office + kEndless);
  seed("brief", "greatest_count", office + kGreatest);
  seed("brief", "greatest_gap", office + "\x01" + kGreatest + std::string(1, '\0'));
  seed("brief", "greatest_way", office + "\x01" + std::string(1, '\0') + kGreatest + kGreatest + "rest");
  seed("brief", "too_great", office + "\x01" + std::string(1, '\0') + kTooGreat + "rest");
}

void stored_seeds() {
  seed("stored", "fields", first_byte(0) + encode_fields(examples::record()));
  seed("stored", "fields_of_nothing", first_byte(0) + "\x01" + varint(1500) + std::string(1500, '\0'));
  seed("stored", "fields_count", first_byte(0) + "\x01" + kGreatest);
  std::size_t number = 0;
  for (const Value& value : examples::values()) {
    const std::string bytes = encode_value(value);
    if (bytes.size() < 1000) seed("stored", "value_" + std::to_string(number), first_byte(1) + bytes);
    ++number;
  }
  seed("stored", "substitutions", first_byte(2) + encode_substitutions(examples::substitutions()));
  const Save save = examples::save_of_every_op();
  const std::string raw = encode_save(save);
  const std::string packed = SavePacker().pack(raw);
  seed("stored", "packed_save", first_byte(3) + packed);
  seed("stored", "packed_save_plain", first_byte(3) + std::string(1, '\0') + raw);
  // A frame that says what it holds, and holds more zeros than that; and one that says it holds gigabytes.
  const std::string bomb = SavePacker().pack(std::string(200'000, '\0'));
  seed("stored", "packed_bomb", first_byte(3) + bomb);
  seed("stored", "packed_size", first_byte(3) + "\x01\xe0" + std::string(7, '\xff') + "\x7f");
  Record record;
  record.id = save.ops[1].record;
  apply_op(record, save.ops[1], {7, 2}, {}, Place::newest, [](Dot) { return true; });
  apply_op(record, save.ops[2], {7, 3}, {}, Place::newest, [](Dot) { return true; });
  const NamedSave named{{7, 1}, save};
  const std::string named_head = first_byte(4) + first_byte(raw.size() & 0xff) + first_byte(raw.size() >> 8) + raw;
  seed("stored", "packed_fields", named_head + pack_fields(record, &named));
  seed("stored", "packed_fields_runs_back", named_head + "\x80\x07\x01\x03\x01\x02" + varint(UINT64_MAX - 1) + "\x02" + varint(UINT64_MAX - 1) + "\x02");
  seed("stored", "json", first_byte(5) + R"({"a":["x\n\u00e9","\ud83d\ude00",{"b":"\"c\\"}],"d":1})");
  seed("stored", "json_cut", first_byte(5) + R"({"a":"\ud8)");
  seed("stored", "json_deep", first_byte(5) + std::string(3000, '['));
}

void text_seeds() {
  std::array<std::uint8_t, 32> own{};
  own.fill(1);
  const KeyPair office = make_key_pair(own);
  seed("texts", "code", first_byte(0) + make_code("0123456789", office.open));
  seed("texts", "code_by_ear", first_byte(0) + "o0il-2345 6789abcd-efgh jkmn-pqrs tvwx-yz01 2345-6789");
  seed("texts", "uuid", first_byte(1) + "6F1C2A34-9b1e-4c57-8d02-3f5a7e9b0c11");
  seed("texts", "dot", first_byte(1) + "9007199254740991.18446744073709551615");
  seed("texts", "dot_too_great", first_byte(1) + "9007199254740992.18446744073709551616");
  seed("texts", "time", first_byte(2) + "2026-03-29T02:30");
  seed("texts", "time_of_a_zone", first_byte(2) + "2026-11-23 14:05:09+02:00");
  seed("texts", "time_below_zero", first_byte(2) + "0000-01-01T00:00+-9:-5");
  seed("texts", "json", first_byte(3) + R"({"number":"+1 555","safe":false,"a":[1,-0.0,1e300,12.5,null,"\u0000x","\ud83d\ude00"]})");
  seed("texts", "json_numbers", first_byte(3) + "[9223372036854775807,-9223372036854775808,18446744073709551615,1e400,0.1e-400]");
  seed("texts", "json_deep", first_byte(3) + std::string(16, '[') + std::string(16, ']'));
  seed("texts", "json_too_deep", first_byte(3) + std::string(4000, '['));
  seed("texts", "json_key_twice", first_byte(3) + R"({"a":1,"\u0061":2})");
  seed("texts", "json_half_a_sign", first_byte(3) + R"(["\ud83d"])");
  const SerialNumber serial{};
  const std::string device = make_device_certificate(office.secret, office.open, 1'795'000'000'000, serial);
  seed("texts", "certificate", first_byte(4) + device);
  seed("texts", "certificate_cut", first_byte(4) + device.substr(0, device.size() / 2));
  seed("texts", "certificate_lengths", first_byte(4) + std::string("\x30\x84\xff\xff\xff\xff\x30\x80", 8));
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "\x30\x80";
  seed("texts", "certificate_deep", first_byte(4) + deep);
  seed("texts", "box", first_byte(5) + *seal(office.open, box_seed("secret", "a save"), "a save"));
  seed("texts", "receipt", first_byte(6) + encode(SignedReceipt{encode(examples::receipt()),
                                                                sign(office.secret, "satchel receipt 1 " + encode(examples::receipt()))}));
}

// ---- frames -----------------------------------------------------------------------------------------------------

std::string plain_frame(std::uint8_t type, std::string_view payload) {
  const std::string checked = first_byte(type) + std::string(payload);
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  std::string frame = varint(payload.size()) + checked;
  for (unsigned shift = 0; shift < 32; shift += 8) frame.push_back(static_cast<char>(crc >> shift));
  return frame;
}

std::string zstd_of(std::string_view bytes, int window_log = 0) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (window_log != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  if (window_log != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  const std::size_t size = ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size());
  ZSTD_freeCCtx(context);
  demand(!ZSTD_isError(size), "zstd");
  out.resize(size);
  return out;
}

const std::string kPlainHead("SAT\x01\x00", 5);
const std::string kZstdHead("SAT\x01\x01", 5);

void frame_seeds() {
  const std::string two = plain_frame(1, "hello") + plain_frame(0x83, "save");
  const std::string slice = first_byte(2);
  seed("frames", "plain", slice + kPlainHead + two);
  seed("frames", "compressed", slice + kZstdHead + zstd_of(two + std::string()));
  seed("frames", "signed", slice + std::string("SAT\x01\x02", 5) + plain_frame(0x81, "x") + std::string(64, 's'));
  seed("frames", "too_new", slice + std::string("SAT\x02\x00", 5) + two);
  seed("frames", "unknown_flags", slice + std::string("SAT\x01\x04", 5) + two);
  seed("frames", "left_over", slice + kPlainHead + two + "x");
  seed("frames", "left_over_compressed", slice + kZstdHead + zstd_of(two + "x"));
  seed("frames", "two_streams", slice + kZstdHead + zstd_of(two) + zstd_of(""));
  seed("frames", "endless_length", slice + kPlainHead + kEndless);
  seed("frames", "greatest_length", slice + kPlainHead + kGreatest);
  seed("frames", "too_long", slice + kPlainHead + varint(80 * 1024 + 1));
  seed("frames", "great_window", slice + kZstdHead + zstd_of(two, 27));
  // Bombs: of nothing, of frames, of a frame that is longer than allowed, and one within the other.
  const std::string zeros(16 * 1024 * 1024, '\0');
  seed("frames", "bomb_of_zeros", first_byte(255) + kZstdHead + zstd_of(zeros));
  std::string frames;
  const std::string frame = plain_frame(18, std::string(60'000, 'p'));
  while (frames.size() < 8 * 1024 * 1024) frames += frame;
  seed("frames", "bomb_of_frames", first_byte(255) + kZstdHead + zstd_of(frames));
  std::string small;
  while (small.size() < 1024 * 1024) small += plain_frame(18, "");
  seed("frames", "bomb_of_empty_frames", first_byte(255) + kZstdHead + zstd_of(small));
  seed("frames", "bomb_in_a_bomb", first_byte(255) + kZstdHead + zstd_of(zstd_of(zeros)));
}

// ---- sessions ---------------------------------------------------------------------------------------------------

std::string script_of(std::string_view body) {
  FrameReader reader(limits::kAnswerBytesMax);
  demand(static_cast<bool>(reader.feed(body)), "a real body cannot be read");
  std::string script;
  while (const auto next = *reader.next()) {
    script += written(static_cast<std::uint8_t>(next->type), next->payload);
  }
  return script;
}

std::string head(SceneKind kind, std::uint8_t flags) {
  return first_byte(static_cast<std::size_t>(kind)) + first_byte(flags);
}

const char* const kSceneNames[] = {"ordinary", "restored", "recovering", "withdrawn"};

// What the laptops of a world really ask and are answered. In a restored one they recover first.
void exchange_seeds(SceneKind kind) {
  const std::string name = kSceneNames[static_cast<std::size_t>(kind)];
  for (std::size_t who = 0; who < 3; ++who) {
    const auto at = std::make_unique<Scene>(scene(kind));
    Worker& worker = at->worker(who);
    const auto laptop_flags = static_cast<std::uint8_t>(who << 5);
    const std::string file = name + "_" + std::to_string(who);
    std::string requests;
    std::string answers;
    for (int round = 0; round < 3; ++round) {
      const Exchange done = at->world.exchange(worker);
      requests += script_of(done.request) + written(kEnd, "");
      answers += script_of(done.answer) + written(kEnd, "");
      if (round == 0) seed("office_session", file + "_body", head(kind, 16) + written(kBody, done.request));
      if (round == 0) seed("laptop_session", file + "_body", head(kind, laptop_flags | 8) + written(kBody, done.answer));
    }
    seed("office_session", file, head(kind, 0) + requests);
    seed("office_session", file + "_slow", head(kind, 8) + requests);
    seed("laptop_session", file, head(kind, laptop_flags) + answers);
    const auto again = std::make_unique<Scene>(scene(kind));
    LaptopRecovery recovery(again->worker(who).laptop, Uuid::from_name("another node"), {});
    const std::string asked = *recovery.request();
    const std::string heard = again->world.serve(asked);
    seed("office_session", file + "_recovery", head(kind, 0) + script_of(asked));
    seed("laptop_session", file + "_recovery", head(kind, laptop_flags | 1) + script_of(heard));
    const auto third = std::make_unique<Scene>(scene(kind));
    LaptopIncarnation incarnation(third->worker(who).laptop, Uuid::from_name("another node"), {});
    const std::string wish = *incarnation.request();
    const std::string granted = third->world.serve(wish);
    seed("office_session", file + "_incarnation", head(kind, 0) + script_of(wish));
    seed("laptop_session", file + "_incarnation", head(kind, laptop_flags | 2) + script_of(granted));
  }
}

std::string hello_step(std::uint8_t who, std::uint8_t flags) {
  return written(kHello, first_byte(who) + first_byte(flags) + std::string("\x00\x10\x00\x20", 4));
}

// Saves of all kinds by a laptop in order, and people at the office who do things in between.
void save_scripts() {
  const auto at = std::make_unique<Scene>(scene(SceneKind::ordinary));
  const ScopeId mia = case_file_named("Mia");
  std::string saves;
  Save save = examples::save_of_every_op();
  for (const Op& op : save.ops) {
    Save one = at->ana.save_with(mia, {op});
    for (Dot& dot : one.ops[0].predecessors) dot.node = at->ben.node();
    if (one.ops[0].is_field_op()) one.ops[0].record = client_of(mia);
    saves += written(kSave, encode_save(one));
  }
  std::string mine;
  for (const auto& [kind, field, words] : {std::tuple(OpKind::set, "note.body", "a louder day"),
                                           std::tuple(OpKind::resolve, "client.given_name", "Mia"),
                                           std::tuple(OpKind::add, "client.phones", "555")}) {
    const TypeDef* type = core_type(std::string_view(field).substr(0, std::string_view(field).find('.')));
    const FieldDef* definition = type->field(std::string_view(field).substr(type->name.size() + 1));
    Op op;
    op.kind = kind;
    op.record = type->name == "note" ? record_named("note") : client_of(mia);
    op.field = definition == nullptr ? 40 : definition->id;
    op.value = std::string(words);
    op.predecessors = {{at->ana.node(), 3}, {kOfficeNode, 2}};
    mine += written(kSave, encode_save(at->ana.save_with(mia, {op})));
  }
  const auto people = [](std::uint8_t what, std::uint8_t which) { return written(kPerson, first_byte(what) + first_byte(which)); };
  for (std::uint8_t who = 0; who < 3; ++who) {
    const std::string number = std::to_string(who);
    seed("office_session", "saves_" + number, head(SceneKind::ordinary, 0) + hello_step(who, 0) + saves);
    seed("office_session", "verdicts_" + number,
         head(SceneKind::ordinary, 0) + hello_step(who, 0) + mine + people(0, 0) + people(1, 0) + people(0, 1) +
             hello_step(who, 1) + saves + people(0, 2) + people(0, 0));
    seed("office_session", "hand_over_" + number,
         head(SceneKind::ordinary, 0) + people(3, 0) + hello_step(who, 2) + mine + people(2, who) + people(5, 100) +
             people(6, 0) + hello_step(who, 3) + mine);
    seed("office_session", "end_of_recovery_" + number,
         head(SceneKind::recovering, 0) + hello_step(who, 0) + saves + people(4, 0) + hello_step(who, 0) + mine);
  }
  seed("office_session", "boxes", head(SceneKind::ordinary, 0) + hello_step(0, 0) + written(kBox, encode_save(save)) + mine);
  seed("office_session", "signed", head(SceneKind::ordinary, 4) + hello_step(0, 0) + mine);
  seed("office_session", "proven", head(SceneKind::ordinary, 1) + hello_step(0, 0) + mine);
  seed("office_session", "ran_out", head(SceneKind::ordinary, 2) + hello_step(0, 0) + mine);
}

// Numbers at their ends, wherever a message has some.
void hostile_session_seeds() {
  const auto at = std::make_unique<Scene>(scene(SceneKind::ordinary));
  LaptopSession session(at->ana.laptop, {});
  const auto request = session.request();
  FrameReader reader(limits::kRequestBytesMax);
  demand(reader.feed(*request) && true, "a real body cannot be read");
  Hello hello;
  demand(static_cast<bool>(decode((*reader.next())->payload, hello)), "a real hello cannot be read");
  const auto hello_seed = [&](const std::string& name, const auto& change) {
    Hello other = hello;
    change(other);
    seed("office_session", "hello_" + name, head(SceneKind::ordinary, 0) + written(1, encode(other)));
  };
  hello_seed("first_of_all_times", [](Hello& m) { m.wall_ms = INT64_MIN; });
  hello_seed("end_of_time", [](Hello& m) { m.wall_ms = INT64_MAX; });
  hello_seed("greatest_counter", [](Hello& m) { m.last = m.first = UINT64_MAX; });
  hello_seed("counter_zero", [](Hello& m) { m.first = 0; });
  hello_seed("greatest_request", [](Hello& m) { m.request_number = UINT64_MAX; });
  hello_seed("greatest_sizes", [](Hello& m) { m.answer_bytes_max = m.frame_bytes = UINT32_MAX; });
  hello_seed("no_sizes", [](Hello& m) { m.answer_bytes_max = m.frame_bytes = 0; });
  const ScopeId mia = case_file_named("Mia");
  Welcome welcome;
  welcome.vector_accepted = welcome.pages_follow = true;
  const std::string good = written(16, encode(welcome));
  const auto answer_seed = [&](const std::string& name, const std::string& script) {
    seed("laptop_session", name, head(SceneKind::ordinary, 0) + script);
  };
  welcome.office_ms = INT64_MIN;
  answer_seed("office_before_time", written(16, encode(welcome)) + written(19, encode(Farewell{})));
  welcome.office_ms = INT64_MAX;
  welcome.slow_ms = UINT64_MAX;
  answer_seed("office_after_time", written(16, encode(welcome)) + written(19, encode(Farewell{})));
  welcome.ack = UINT64_MAX;
  welcome.rescued = UINT64_MAX;
  answer_seed("greatest_ack", written(16, encode(welcome)));
  answer_seed("all_withdrawn", good + written(17, encode(WithdrawalsFrame{{{mia, 100}, {inbox_scope(at->ana.user.id), 100}, {directory_scope(), 100}}})) +
                                   written(19, encode(Farewell{})));
  Chunk chunk;
  chunk.scope = mia;
  chunk.epoch = UINT64_MAX;
  chunk.from = 0;
  chunk.to = UINT64_MAX;
  answer_seed("greatest_position", good + written(18, encode(PagesFrame{{chunk}})));
  LogEntry entry;
  entry.dot = {kNodeNumberMax, UINT64_MAX};
  entry.op_count = UINT64_MAX;
  entry.raw = encode_save(examples::save_of_every_op());
  chunk.epoch = 50;
  chunk.to = 1;
  chunk.entries = {entry};
  answer_seed("greatest_dot", good + written(18, encode(PagesFrame{{chunk}})) + written(19, encode(Farewell{})));
  for (const NodeNumber node : {NodeNumber{0}, kOfficeNode, at->ana.node(), at->ben.node(), kNodeNumberMax}) {
    const std::string file = "node_" + std::to_string(node);
    seed("laptop_session", "incarnated_as_" + file,
         head(SceneKind::ordinary, 2) + written(21, encode(IncarnationAnswer{node, {UINT64_MAX, {}}, 0, ""})));
    seed("laptop_session", "incarnated_anew_as_" + file,
         head(SceneKind::ordinary, 2) + written(21, encode(IncarnationAnswer{node, {}, 0, ""})));
    seed("laptop_session", "recovered_as_" + file,
         head(SceneKind::ordinary, 1) + written(22, encode(RecoveryAnswer{UINT64_MAX, node, "", {{at->ana.node(), {UINT64_MAX, {}}}}, INT64_MIN, {{mia, UINT64_MAX, UINT64_MAX}}})));
  }
}

// ---- what comes from other systems, and from the network --------------------------------------------------------

std::string gzip_of(const std::string& bytes) {
  z_stream stream{};
  demand(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
  std::string out(compressBound(static_cast<uLong>(bytes.size())) + 64, '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  demand(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

void csv_seeds() {
  const std::string plain = "Id,NAME, Born \r\n1,\"O'Neil, \"\"Joe\"\"\",1970-01-01\r\n\r\n2,\"two\nlines\",\r3,x,y,z\n4,last,one";
  seed("csv", "plain", plain);
  seed("csv", "gzip", gzip_of(plain));
  seed("csv", "gzip_cut", gzip_of(plain).substr(0, 40));
  seed("csv", "mark", "\xef\xbb\xbfid\n1\n");
  seed("csv", "name_twice", "id,ID\n1,2\n");
  seed("csv", "no_utf8", "id\n\xff\xfe\nx\n");
  seed("csv", "zero_byte", std::string("id\na\0b\nc\n", 9));
  seed("csv", "quote_never_closed", "id\n\"open\n1\n2\n");
  seed("csv", "quote_inside", "id\na\"b\n\"c\"d\n");
  seed("csv", "many_columns", std::string(1100, ',') + "\n");
  seed("csv", "bomb_of_one_cell", gzip_of("id\n\"" + std::string(8 * 1024 * 1024, 'x')));
  seed("csv", "bomb_of_one_line", gzip_of("id\n" + std::string(8 * 1024 * 1024, ',')));
  seed("csv", "bomb_of_rows", gzip_of("id\n" + std::string(1024 * 1024, '\n') + "x"));
}

void jsonl_seeds() {
  const std::string client = "6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11";
  const std::string note = "6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c12";
  const std::string records = R"({"type":"client","given_name":"Leo","phones":[{"number":"+1 555 0100","safe_to_call":false}]})"
                              "\n\n" R"({"type":"note","client_id":")" + client + R"(","body":"loud","mood":1.0,"extra_field":{"b":[1,{"a":null}]}})"
                              "\r\n" R"({"type":"client","id":")" + client + R"(","given_name":"Mia Maria","void":true})" "\n";
  seed("jsonl", "records", first_byte(0) + records);
  seed("jsonl", "records_each_twice", first_byte(6) + records);
  const std::string changes = R"({"op":"set","type":"note","id":")" + note + R"(","field":"body","value":"louder"})" "\n"
                              R"({"op":"del","type":"client","id":")" + client + R"("})" "\n"
                              R"({"op":"set","type":"client","id":")" + client + R"(","field":"own_words","value":[1,2]})" "\nno json\n";
  seed("jsonl", "changes", first_byte(1) + changes);
  seed("jsonl", "changes_each_twice", first_byte(7) + changes);
  seed("jsonl", "deep", first_byte(0) + R"({"type":"client","given_name":)" + std::string(3000, '[') + "\n");
  seed("jsonl", "deep_enough", first_byte(0) + R"({"type":"client","own":)" + std::string(15, '[') + std::string(15, ']') + "}\n");
  seed("jsonl", "numbers", first_byte(0) + R"({"type":"client","own":[1e308,-0.0,9223372036854775807,1e-5000]})" "\n" R"({"type":"client","own":1e999})" "\n");
  seed("jsonl", "many_fields", first_byte(0) + [] {
    std::string line = R"({"type":"client")";
    for (int i = 0; i < 300; ++i) line += ",\"f" + std::to_string(i) + "\":" + std::to_string(i);
    return line + "}\n";
  }());
}

void http_seeds() {
  const std::string post = "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:8470\r\nContent-Type: application/x-satchel\r\n";
  seed("http_request", "get", "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  seed("http_request", "post", post + "Content-Length: 5\r\n\r\nhello");
  seed("http_request", "two_at_once", post + "Content-Length: 5\r\n\r\nhelloGET /none HTTP/1.1\r\nHost: [::1]:1\r\n\r\n");
  seed("http_request", "cut_body", post + "Content-Length: 50\r\n\r\nhello");
  seed("http_request", "too_long", post + "Content-Length: 18446744073709551615\r\n\r\nhello");
  seed("http_request", "longer_than_a_number", post + "Content-Length: 18446744073709551616000\r\n\r\nhello");
  seed("http_request", "two_lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello");
  seed("http_request", "chunked", post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n");
  seed("http_request", "two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  seed("http_request", "absolute", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
  seed("http_request", "old", "GET / HTTP/1.0\r\n\r\n");
  seed("http_request", "folded", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n");
  seed("http_request", "great_head", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x') + "\r\n\r\n");
  seed("http_request", "tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: application/x-satchel\r\n";
  for (std::size_t asks = 0; asks < 3; ++asks) {
    const std::string first = first_byte(asks);
    const std::string number = "_" + std::to_string(asks);
    seed("http_reply", "whole" + number, first + ok + "Content-Length: 5\r\n\r\nhello");
    seed("http_reply", "cut" + number, first + ok + "Content-Length: 50\r\n\r\nhello");
    seed("http_reply", "chunked" + number, first + ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    seed("http_reply", "endless_chunk" + number, first + ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello");
    seed("http_reply", "no_length" + number, first + ok + "\r\nhello");
  }
  seed("http_reply", "sink_refuses", first_byte(4) + ok + "Content-Length: 500\r\n\r\n" + std::string(500, 'x'));
  seed("http_reply", "too_long", first_byte(0) + ok + "Content-Length: 99999999999999999999\r\n\r\nx");
  seed("http_reply", "longer_than_agreed", first_byte(1) + ok + "Content-Length: 9000\r\n\r\n" + std::string(9000, 'x'));
  seed("http_reply", "portal", first_byte(0) + "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  seed("http_reply", "continues", first_byte(0) + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n");
  seed("http_reply", "no_http", first_byte(0) + "220 mail.example ESMTP\r\n");
  seed("http_reply", "old", first_byte(1) + "HTTP/0.9 200\r\n\r\nx");
  seed("http_reply", "compressed", first_byte(1) + "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");
  seed("http_reply", "great_head", first_byte(1) + "HTTP/1.1 200 OK\r\nX: " + std::string(66'000, 'x') + "\r\n\r\n");
}

}  // namespace
}  // namespace satchel::fuzz

int main(int count, char** words) {
  using namespace satchel::fuzz;
  if (count != 2) {
    std::fprintf(stderr, "usage: make_corpus FOLDER\n");
    return 2;
  }
  corpus = words[1];
  message_seeds();
  save_seeds();
  brief_seeds();
  stored_seeds();
  text_seeds();
  frame_seeds();
  for (std::size_t kind = 0; kind < kSceneKinds; ++kind) exchange_seeds(static_cast<SceneKind>(kind));
  save_scripts();
  hostile_session_seeds();
  csv_seeds();
  jsonl_seeds();
  http_seeds();
  return 0;
}
