#include "node/laptop/app/door.h"

#include <algorithm>

#include "node/shared/clock.h"
#include "node/shared/passphrase.h"

namespace satchel {

namespace {

constexpr std::string_view kVerifierFact = "passphrase verifier";
constexpr std::string_view kWrongFact = "passphrase wrong";  // how often in a row, and when last: "5 1790000000000"
constexpr std::size_t kTokenBytes = 32;

std::string random_word() {
  const auto bytes = random_array<kTokenBytes>();
  return sha256(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())).to_hex();
}

struct Wrong {
  std::int64_t count = 0;
  std::int64_t at_ms = 0;

  std::int64_t wait_ms(std::int64_t now_ms) const {
    if (count <= kWrongPassphrasesFree) return 0;
    const std::int64_t doublings = std::min<std::int64_t>(count - kWrongPassphrasesFree - 1, 20);
    const std::int64_t pause_ms = std::min<std::int64_t>(1000LL << doublings, kWrongPassphraseWaitMsMax);
    return std::clamp<std::int64_t>(at_ms + pause_ms - now_ms, 0, pause_ms);
  }
};

void put_wrong(Store& store, const Wrong& wrong) {
  Transaction transaction(store);
  store.put_fact(kWrongFact, std::to_string(wrong.count) + " " + std::to_string(wrong.at_ms));
  transaction.commit();
}

// Counted by a clock that was ahead then: from now on, or the pause would last until that day.
Wrong wrong_in(Store& store, std::int64_t now_ms) {
  const std::string text = store.fact(kWrongFact).value_or("");
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos) return {};
  Wrong wrong{std::stoll(text.substr(0, blank)), std::stoll(text.substr(blank + 1))};
  if (wrong.at_ms <= now_ms) return wrong;
  wrong.at_ms = now_ms;
  put_wrong(store, wrong);
  return wrong;
}


}  // namespace

Door::Door(WithStore with) : with_(std::move(with)), start_word_(random_word().substr(0, 32)) {}

Door::State Door::state(const std::string& token) {
  {
    const std::scoped_lock lock(turn_);
    end_if_idle();
    if (tokens_.count(token) != 0) return State::open;
  }
  bool is_set = false;
  with_([&](Store& store) { is_set = store.fact(kVerifierFact).has_value(); });
  return is_set ? State::locked : State::no_passphrase;
}

std::int64_t Door::wait_ms() {
  std::int64_t ms = 0;
  with_([&](Store& store) {
    const std::int64_t now_ms = wall_clock_ms();
    ms = wrong_in(store, now_ms).wait_ms(now_ms);
  });
  return ms;
}

Result<std::string> Door::set_first(const std::string& passphrase, const std::string& start_word) {
  if (state("") != State::no_passphrase) {
    return Error{ErrorKind::refused, "there is a passphrase already", "unlock with it, and change it in the settings"};
  }
  if (start_word != start_word_) {
    return Error{ErrorKind::refused, "the first passphrase is set from the address that `satchel serve` prints",
                 "open that address, with all that stands behind the #"};
  }
  return put_and_open(passphrase);
}

Result<std::string> Door::change(const std::string& old, const std::string& passphrase) {
  const std::scoped_lock look(one_look_);
  if (const auto known = look_at(old); !known) return known.error();
  lock();
  return put_and_open(passphrase);
}

Result<std::string> Door::unlock(const std::string& passphrase) {
  const std::scoped_lock look(one_look_);
  if (const auto known = look_at(passphrase); !known) return known.error();
  return open_session();
}

void Door::lock() {
  const std::scoped_lock lock(turn_);
  tokens_.clear();
}

void Door::active() {
  const std::scoped_lock lock(turn_);
  active_ms_ = awake_or_not_ms();
}

void Door::set_idle_minutes(std::int64_t minutes) {
  const std::scoped_lock lock(turn_);
  idle_ms_ = std::clamp<std::int64_t>(minutes, 1, kIdleMinutesMax) * 60'000;
}

Result<std::string> Door::put_and_open(const std::string& passphrase) {
  if (const auto good = check_passphrase(passphrase); !good) return good.error();
  const auto verifier = passphrase_verifier(passphrase);
  if (!verifier) return verifier.error();
  with_([&](Store& store) {
    Transaction transaction(store);
    store.put_fact(kVerifierFact, *verifier);
    store.remove_fact(kWrongFact);
    transaction.commit();
  });
  return open_session();
}

// Each wrong one is counted before it is looked at: who ends the program in between gains nothing. Where nothing can be
// written the count is kept here, so that a person with a full disk can still read.
Status Door::look_at(const std::string& passphrase) {
  std::string verifier;
  std::int64_t wait = 0;
  with_([&](Store& store) {
    const std::int64_t now_ms = wall_clock_ms();
    Wrong wrong = wrong_in(store, now_ms);
    wrong.count += wrong_unwritten_;
    verifier = store.fact(kVerifierFact).value_or("");
    wait = wrong.wait_ms(now_ms);
    if (wait > 0 || verifier.empty()) return;
    try {
      put_wrong(store, {wrong.count + 1, now_ms});
      wrong_unwritten_ = 0;
    } catch (const StoreFailure&) {
      ++wrong_unwritten_;
    }
  });
  if (verifier.empty()) return Error{ErrorKind::refused, "there is no passphrase yet", "set one first"};
  if (wait > 0) return Error{ErrorKind::refused, "too many wrong passphrases", "wait, then try again"};
  if (!is_passphrase(passphrase, verifier)) {
    return Error{ErrorKind::refused, "this is not the passphrase", "look at the keyboard's language and Caps Lock"};
  }
  wrong_unwritten_ = 0;
  with_([&](Store& store) {
    try {
      Transaction transaction(store);
      store.remove_fact(kWrongFact);
      transaction.commit();
    } catch (const StoreFailure&) {
      // They count on; a person who knows the passphrase waits a little the next time.
    }
  });
  return Done{};
}

std::string Door::open_session() {
  const std::scoped_lock lock(turn_);
  active_ms_ = awake_or_not_ms();
  return *tokens_.insert(random_word()).first;
}

void Door::end_if_idle() {
  if (awake_or_not_ms() - active_ms_ > idle_ms_) tokens_.clear();
}

void forget_passphrase(Store& store) {
  Transaction transaction(store);
  store.remove_facts("passphrase ");
  transaction.commit();
}

}  // namespace satchel
