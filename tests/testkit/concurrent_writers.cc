#include "tests/testkit/concurrent_writers.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

namespace satchel::testkit {

namespace {

constexpr int kScopes = 4;
constexpr NodeNumber kFirstNode = 2;
constexpr const char* kSerialFact = "serial";
constexpr int kGivesUpEvery = 7;                      // every so many transactions of a writer are rolled back
constexpr std::chrono::milliseconds kHeldOpen{400};   // by the slow writer, in each of its transactions
constexpr int kHeldOpenTimes = 3;

Uuid uuid(int n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n + 1);
  return id;
}
ScopeId log_of(int n) { return {uuid(n), ScopeKind::general}; }

std::uint64_t next_serial(Store& store) {
  const std::uint64_t serial = std::stoull(store.fact(kSerialFact).value_or("0")) + 1;
  store.put_fact(kSerialFact, std::to_string(serial));
  return serial;
}

Position inbox_head(Store& store, const Uuid& user) {
  Position head = 0;
  store.each_in_inbox(user, 0, [&](const StoredSave& row) {
    head = row.inbox_position;
    return true;
  });
  return head;
}

// One save: placed in a log, or put into an inbox, at the position behind the last one.
void place(Store& store, Dot dot, int n) {
  StoredSave row;
  row.node = dot.node;
  row.first = row.last = dot.counter;
  row.scope = log_of(n % kScopes);
  row.raw = "save " + dot.to_string();
  if (n % 5 == 4) {
    row.author = uuid(n % kScopes);
    row.state = row.inbox_state = SaveState::parked;
    row.inbox_position = inbox_head(store, row.author) + 1;
    store.put_save(row);
    return;
  }
  ScopeRow scope = store.scope(row.scope).value_or(ScopeRow{});
  scope.id = row.scope;
  row.state = SaveState::applied;
  row.position = ++scope.head;
  scope.touched = next_serial(store);
  store.put_save(row);
  store.put_scope(scope);
}

// Follows every log and inbox as a copy does: what it was given last is where it asks from next.
class Reader {
 public:
  using Log = std::map<Position, Dot>;

  Reader(std::unique_ptr<OfficeStore> store, std::function<void(std::string)> broken)
      : store_(std::move(store)), broken_(std::move(broken)) {}

  void read(bool in_transaction) {
    if (!in_transaction) return read_all();
    const Transaction transaction(*store_);
    read_all();
  }
  const std::vector<Log>& logs() const { return logs_; }
  const std::vector<Log>& inboxes() const { return inboxes_; }

 private:
  void take(Log& log, Position position, Dot dot, const char* what) {
    const Position expected = log.empty() ? 1 : log.rbegin()->first + 1;
    if (position != expected) {
      broken_(std::string(what) + ": position " + std::to_string(position) + " came where " +
              std::to_string(expected) + " was next");
    }
    log.emplace(position, dot);
  }
  void read_all() {
    for (std::size_t n = 0; n < kScopes; ++n) {
      const ScopeId scope = log_of(static_cast<int>(n));
      const Position head = store_->scope(scope).value_or(ScopeRow{}).head;
      const auto end = [](const Log& log) { return log.empty() ? Position{0} : log.rbegin()->first; };
      store_->each_placed(scope, end(logs_[n]), [&](const StoredSave& row) {
        take(logs_[n], row.position, row.dot(), "log");
        return true;
      });
      if (end(logs_[n]) < head) broken_("a log ends before the head that was read earlier");
      store_->each_in_inbox(scope.subject, end(inboxes_[n]), [&](const StoredSave& row) {
        take(inboxes_[n], row.inbox_position, row.dot(), "inbox");
        return true;
      });
    }
    // The serial of the last change that was told: a change with a lower one must not come to light afterwards.
    std::uint64_t newest = serial_;
    for (const ScopeRow& row : store_->scopes_touched_after(serial_)) {
      if (row.touched <= serial_) broken_("a scope was told again that had not changed");
      newest = std::max(newest, row.touched);
    }
    serial_ = newest;
    if (std::stoull(store_->fact(kSerialFact).value_or("0")) < serial_) {
      broken_("a change was seen before the serial that it took");
    }
  }

  std::unique_ptr<OfficeStore> store_;
  std::function<void(std::string)> broken_;
  std::vector<Log> logs_{kScopes};
  std::vector<Log> inboxes_{kScopes};
  std::uint64_t serial_ = 0;
};

}  // namespace

std::vector<std::string> broken_by_concurrent_writers(const StoreConnection& connect, const ConcurrentWork& work) {
  std::mutex guard;
  std::vector<std::string> broken;
  const auto note = [&](std::string sentence) {
    const std::scoped_lock lock(guard);
    broken.push_back(std::move(sentence));
  };
  const auto guarded = [&](const std::function<void()>& run) {
    try {
      run();
    } catch (const std::exception& problem) {
      note(std::string("a call failed: ") + problem.what());
    }
  };
  std::atomic<std::uint64_t> committed{0};
  std::atomic<int> still_writing{work.writers + 1};
  const auto write = [&](int writer) {
    const auto store = connect();
    const NodeNumber node = kFirstNode + static_cast<NodeNumber>(writer);
    std::uint64_t counter = 0;
    for (int i = 1; i <= work.transactions_each; ++i) {
      Transaction transaction(*store);
      for (int k = 0; k < 1 + i % 3; ++k) place(*store, {node, counter + 1 + static_cast<std::uint64_t>(k)}, writer + i + k);
      if (i % kGivesUpEvery == 0) continue;
      transaction.commit();
      counter += static_cast<std::uint64_t>(1 + i % 3);
      committed += static_cast<std::uint64_t>(1 + i % 3);
    }
  };
  const auto write_slowly = [&] {
    const auto store = connect();
    for (int i = 1; i <= kHeldOpenTimes; ++i) {
      Transaction transaction(*store);
      for (int n = 0; n < 5; ++n) {
        place(*store, {kFirstNode + static_cast<NodeNumber>(work.writers), static_cast<std::uint64_t>(5 * i + n)}, n);
      }
      std::this_thread::sleep_for(kHeldOpen);
      transaction.commit();
      committed += 5;
    }
  };

  std::vector<std::unique_ptr<Reader>> readers;
  for (int n = 0; n < work.readers; ++n) readers.push_back(std::make_unique<Reader>(connect(), note));
  {
    std::vector<std::thread> threads;
    for (int n = 0; n < work.writers; ++n) {
      threads.emplace_back([&, n] {
        guarded([&] { write(n); });
        --still_writing;
      });
    }
    threads.emplace_back([&] {
      guarded(write_slowly);
      --still_writing;
    });
    for (std::size_t n = 0; n < readers.size(); ++n) {
      threads.emplace_back([&, n] {
        guarded([&] {
          while (still_writing > 0) {
            readers[n]->read(n == 0);
            std::this_thread::sleep_for(std::chrono::milliseconds(3 + 7 * n));
          }
          readers[n]->read(false);
        });
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  // Whoever followed the logs has what one who reads them now for the first time gets.
  Reader late(connect(), note);
  guarded([&] { late.read(false); });
  std::size_t seen = 0;
  for (const auto& log : late.logs()) seen += log.size();
  for (const auto& inbox : late.inboxes()) seen += inbox.size();
  if (seen != committed) {
    note(std::to_string(committed) + " saves were committed, " + std::to_string(seen) + " are there");
  }
  for (const auto& reader : readers) {
    if (reader->logs() != late.logs()) note("a copy that followed the logs lacks some of them");
    if (reader->inboxes() != late.inboxes()) note("a copy that followed the inboxes lacks some of them");
  }
  return broken;
}

}  // namespace satchel::testkit
