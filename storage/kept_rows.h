// KeptRows: what a transaction has read and put of one table, by key.
//
// Within a transaction nobody else writes. So what is asked for with every save is read once; and a row that is there and
// is put again with every save is written once: before the transaction ends, or before the table is read in another way
// (`write`). A row that is not there yet is written at once: others may refer to it.
// Thread rule: the store's. Failure rule: what reading and writing throw; the transaction is to be rolled back then.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace satchel {

template <class Key, class Row>
class KeptRows {
 public:
  using Write = std::function<void(const Key& key, const Row& row)>;

  // Without `write`: only `get` and `know`.
  explicit KeptRows(Write write = nullptr) : write_(std::move(write)) {}

  template <class Read>
  std::optional<Row> get(const Key& key, Read read) {
    const auto found = rows_.find(key);
    return found != rows_.end() ? found->second.row : keep(key, read(), false).row;
  }
  void put(const Key& key, const Row& row) {
    const auto found = rows_.find(key);
    if (found != rows_.end() && found->second.row) {
      found->second = {row, true};
      return;
    }
    write_(key, row);
    keep(key, row, false);
  }
  // Read or written in another way.
  void know(const Key& key, std::optional<Row> row) { keep(key, std::move(row), false); }
  void drop(const Key& key) { rows_.erase(key); }
  void write() {
    for (auto& [key, kept] : rows_) {
      if (std::exchange(kept.is_due, false)) write_(key, *kept.row);
    }
  }
  // What is due is dropped with it.
  void forget() noexcept { rows_.clear(); }

 private:
  struct Kept {
    std::optional<Row> row;  // nothing: it is not there
    bool is_due = false;     // to be written
  };
  static constexpr std::size_t kRowsMax = 64;

  Kept& keep(const Key& key, std::optional<Row> row, bool is_due) {
    if (rows_.size() >= kRowsMax) {
      write();
      rows_.clear();
    }
    return rows_[key] = {std::move(row), is_due};
  }

  Write write_;
  std::map<Key, Kept> rows_;
};

}  // namespace satchel
