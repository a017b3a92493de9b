// KeptForms: what was typed into forms of the web app and not saved yet. Rows of the laptop's database that never leave it.
//
// A key is what the page calls a form: a word for it and mostly the id of the record that it is about, "jot-UUID"; other
// windows add a number: "jot-UUID-2".
// Thread rule: the workspace's. Failure rule: an Error for a key that is none; StoreFailure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

struct KeptForm {
  std::string key;
  json::object fields;
  std::string saved_at;  // instant

  // The record that it is about, by its key.
  std::optional<Uuid> record() const;
};

class KeptForms {
 public:
  explicit KeptForms(LaptopWorkspace& workspace) : workspace_(workspace) {}

  static constexpr std::size_t kKeyMax = 64;
  static Status check_key(const std::string& key);

  std::vector<KeptForm> all();  // by key
  std::optional<KeptForm> find(const std::string& key);
  // These two inside a Transaction.
  void put(const KeptForm& form);
  void drop(const std::string& key);

 private:
  LaptopWorkspace& workspace_;
};

}  // namespace satchel
