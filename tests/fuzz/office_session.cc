// Fuzz target: whole exchanges from the office's side, with people at the office doing things in between.
//
//   input := which world, flags, script (script.h)
//
// Whatever a laptop sends: the session answers, the answer can be read, and what the office keeps with every change is
// what it is when it is made anew. Where the slices of a request end changes nothing.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <memory>
#include <optional>

#include "sync/limits.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"
#include "tests/fuzz/script.h"
#include "tests/fuzz/worlds.h"

namespace satchel::fuzz {
namespace {

using testkit::SmallWorld;
using testkit::Worker;

// A copy of the office; the laptops only lend their names and keys.
struct Town {
  Scene& first;
  SmallWorld world;

  explicit Town(Scene& of) : first(of), world(of.world) {}
  Town(const Town&) = default;
};

constexpr std::uint8_t kTls = 1;        // the link has proven ana's key
constexpr std::uint8_t kRanOut = 2;     // ... with a certificate that ran out
constexpr std::uint8_t kSigned = 4;     // the office demands signatures, and frames are signed by ana's laptop
constexpr std::uint8_t kSlow = 8;       // laptops may bring next to nothing
constexpr std::uint8_t kSlices = 16;    // bodies come in slices of a few bytes

// A body of frames as they are, while it is put together.
class Request {
 public:
  explicit Request(Town& at) : at_(at) {}

  void add(const Step& step) {
    if (step.kind == kHello) return begin(step.payload);
    if (step.kind == kSave || step.kind == kBox) return add_save(step);
    flush_saves();
    frames_.emplace_back(static_cast<FrameType>(step.kind), std::string(step.payload));
  }

  std::string body(bool is_signed) {
    flush_saves();
    if (hello_) {
      if (!hello_is_whole_) hello_->chain_at_last = chain_;
      if (!hello_is_whole_) hello_->last = next_ - 1;
      if (hello_at_ <= frames_.size()) {
        frames_.insert(frames_.begin() + static_cast<std::ptrdiff_t>(hello_at_), {FrameType::hello, encode(*hello_)});
      }
    }
    Signer signer;
    const auto who = at_.first.ana.laptop.identity();
    if (is_signed) signer = [who](std::string_view bytes) { return sign(who->device_secret, bytes); };
    const std::uint64_t number = hello_ ? hello_->request_number : 1000;
    FrameWriter writer(signer, request_context(who->office, who->office_epoch, who->node, number));
    for (auto& [type, payload] : frames_) writer.add(type, payload);
    return frames_.empty() ? std::string() : std::move(writer).finish();
  }

 private:
  // As the laptop of that worker would write it, on top of what the office has of it.
  void begin(std::string_view payload) {
    Input input(reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size());
    Worker& worker = at_.first.worker(input.byte());
    const auto who = worker.laptop.identity();
    const std::uint8_t flags = input.byte();
    const auto node = at_.world.desk.store.node(who->node);
    if (!node || hello_) return;
    hello_.emplace();
    hello_at_ = frames_.size();
    hello_->office = who->office;
    hello_->office_epoch = at_.world.desk.office.identity()->epoch;
    hello_->node = node->number;
    hello_->request_number = node->request_number + 1;
    hello_->first = node->counter + 1;
    hello_->chain_before_first = node->chain;
    hello_->asks_have = (flags & 1) != 0;
    hello_->vector_is_whole = (flags & 2) != 0;
    hello_->rescue_follows = (flags & 4) != 0;
    hello_is_whole_ = (flags & 8) != 0;  // more is to come: the chain is not proven
    hello_->vector_hash = (flags & 2) != 0 ? Hash256{} : node->vector_hash;
    hello_->answer_bytes_max = static_cast<std::uint32_t>(input.number16() * 64);
    hello_->frame_bytes = static_cast<std::uint32_t>(input.number16());
    hello_->wall_ms = at_.world.now_ms;
    chain_ = node->chain;
    next_ = hello_->first;
    hello_->last = next_;
    secret_ = who->device_secret;
  }

  void add_save(const Step& step) {
    const auto save = decode_save(step.payload);
    SentSave sent;
    sent.op_count = save ? save->ops.size() : 1;
    sent.raw = std::string(step.payload);
    chain_ = chain_next(chain_, next_ + added_, sent.raw);
    if (step.kind == kBox) {
      const auto box = seal(at_.world.desk.office.identity()->public_key, box_seed(secret_, sent.raw), sent.raw);
      sent.raw = box.value_or("");
      sent.sealed = true;
    }
    added_ += sent.op_count;
    saves_.saves.push_back(std::move(sent));
  }

  void flush_saves() {
    if (saves_.saves.empty()) return;
    saves_.first = next_;
    next_ += added_;
    added_ = 0;
    frames_.emplace_back(FrameType::saves, encode(saves_));
    saves_.saves.clear();
  }

  Town& at_;
  std::vector<std::pair<FrameType, std::string>> frames_;
  std::optional<Hello> hello_;
  std::size_t hello_at_ = 0;
  bool hello_is_whole_ = false;
  SavesFrame saves_;
  std::uint64_t next_ = 1;
  std::uint64_t added_ = 0;
  Hash256 chain_;
  std::string secret_;
};

// Frame by frame to its end.
bool can_be_read(const std::string& body) {
  FrameReader reader(limits::kAnswerBytesMax);
  if (!reader.feed(body)) return false;
  for (;;) {
    const auto frame = reader.next();
    if (!frame) return false;
    if (!*frame) return reader.is_complete();
  }
}

OfficeSessionOptions options_of(Town& at, std::uint8_t flags) {
  OfficeSessionOptions options;
  options.now_ms = at.world.now_ms;
  options.demand_signatures = (flags & kSigned) != 0;
  if ((flags & (kTls | kRanOut)) != 0) {
    const auto row = at.world.desk.store.node(at.first.ana.node());
    options.link = AuthenticatedLink{row ? row->key : "", (flags & kRanOut) != 0, "a certificate"};
  }
  if ((flags & kSlow) != 0) {
    options.allowance.bytes_max = 4096;
    options.allowance.bytes_per_hour = 1024;
  }
  return options;
}

std::string serve(Town& at, std::uint8_t flags, std::string_view body, std::size_t slice) {
  OfficeSession session(at.world.desk.office, options_of(at, flags));
  testkit::hand_over(body, slice, [&](std::string_view bytes) { return session.receive(bytes); });
  std::string answer = session.finish();
  demand(can_be_read(answer), "the office's answer cannot be read");
  return answer;
}

void exchange(Town& at, std::uint8_t flags, const std::string& body) {
  at.world.now_ms += 1000;
  std::string sliced;
  // Of a damaged body the frames before the damage count or not, as the slices lie: the laptop sends them again.
  const bool in_slices = (flags & kSlices) != 0 && body.size() < 4096 && can_be_read(body);
  if (in_slices) {
    Town copy(at);
    sliced = serve(copy, flags, body, 7);
    check_office(copy.world.desk.store);
  }
  const std::string answer = serve(at, flags, body, SIZE_MAX);
  if (in_slices) demand(answer == sliced, "what the office answers depends on the slices of the request");
  check_office(at.world.desk.store);
}

// People at the office decide about what came.
void act(Town& at, std::string_view payload) {
  Input input(reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size());
  const std::uint8_t what = input.byte();
  const std::size_t which = input.byte();
  SmallWorld& world = at.world;
  const auto parked = world.desk.office.parked();
  const ScopeId scope = testkit::case_file_named(which % 2 == 0 ? "Mia" : "Leo");
  Worker& worker = at.first.worker(which / 2);
  switch (what % 7) {
    case 0:
      if (!parked.empty()) (void)world.accept(parked[which % parked.size()].row.dot());
      break;
    case 1:
      if (!parked.empty()) (void)world.decline(parked[which % parked.size()].row.dot(), "not so");
      break;
    case 2: world.grant(worker, scope); break;
    case 3: world.withdraw(worker, scope); break;
    case 4: world.at_desk([&](Office& office) { office.end_recovery(world.now_ms); }); break;
    case 5: world.now_ms += static_cast<std::int64_t>(which) * 24 * 3600 * 1000; break;
    case 6: world.at_desk([&](Office& office) { (void)office.collect(world.now_ms); }); break;
  }
  check_office(world.desk.store);
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel::fuzz;
  Input input(data, size);
  Town at(scene(static_cast<SceneKind>(input.byte() % kSceneKinds)));
  const std::uint8_t flags = input.byte();
  std::unique_ptr<Request> request;
  const auto end = [&] {
    if (request) exchange(at, flags, request->body((flags & kSigned) != 0));
    request.reset();
  };
  for (const Step& step : steps_of(input)) {
    if (step.kind == kEnd || step.kind == kBody || step.kind == kPerson) end();
    if (step.kind == kBody) exchange(at, flags, std::string(step.payload));
    if (step.kind == kPerson) act(at, step.payload);
    if (step.kind == kEnd || step.kind == kBody || step.kind == kPerson) continue;
    if (!request) request = std::make_unique<Request>(at);
    request->add(step);
  }
  end();
  return 0;
}
