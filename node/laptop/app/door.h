// Door: who may work at the web app of this laptop.
//
// One passphrase for the user of the database. Whoever gives it gets a session token; all tokens end with the program,
// at `lock`, and when nobody was at the keyboard for `idle_minutes`. Wrong passphrases make the next try wait, longer
// each time; that count is in the database, so that starting the program anew does not help.
// Thread rule: any thread; a slow look at a passphrase never holds up others.
// Failure rule: Errors for the person; StoreFailure when the database fails.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "sync/result.h"
#include "sync/store.h"

namespace satchel {

inline constexpr std::int64_t kIdleMinutesDefault = 15;
inline constexpr std::int64_t kIdleMinutesMax = 120;
inline constexpr std::int64_t kWrongPassphrasesFree = 4;
inline constexpr std::int64_t kWrongPassphraseWaitMsMax = 5 * 60 * 1000;

class Door {
 public:
  // How the door gets at the facts of the database: `with` runs its argument alone with the store.
  using WithStore = std::function<void(const std::function<void(Store&)>&)>;
  explicit Door(WithStore with);

  enum class State { no_passphrase, locked, open };
  State state(const std::string& token);
  bool is_open(const std::string& token) { return state(token) == State::open; }
  // The word that lets whoever started the program set the first passphrase.
  const std::string& start_word() const { return start_word_; }
  std::int64_t wait_ms();

  // Each gives the token of a new session.
  Result<std::string> set_first(const std::string& passphrase, const std::string& start_word);
  Result<std::string> change(const std::string& old, const std::string& passphrase);
  Result<std::string> unlock(const std::string& passphrase);
  void lock();    // for every window
  void active();  // a person is at the keyboard
  void set_idle_minutes(std::int64_t minutes);

 private:
  Result<std::string> put_and_open(const std::string& passphrase);
  Status look_at(const std::string& passphrase);
  std::string open_session();
  void end_if_idle();

  WithStore with_;
  std::mutex turn_;         // over what follows
  std::mutex one_look_;     // passphrases are looked at one after the other: a throttle that cannot be overtaken
  std::string start_word_;
  std::set<std::string> tokens_;
  std::int64_t idle_ms_ = kIdleMinutesDefault * 60'000;
  std::int64_t active_ms_ = 0;  // a closed lid counts as idle
  std::int64_t wrong_unwritten_ = 0;  // wrong passphrases that a full disk could not keep
};

// Forgets the passphrase: the next one is set as on the first day. For `satchel passphrase --forget`.
void forget_passphrase(Store& store);

}  // namespace satchel
