// Duplicates: who on this laptop may be the person that is about to be entered once more.
//
// Purpose: warn, never refuse; a person decides.
// Thread rule: the workspace's. Failure rule: StoreFailure only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

struct NewClient {
  std::string given_name;
  std::string family_name;
  std::string birth_date;
  std::vector<std::string> phones;
};
// Fields may be missing.
NewClient new_client_from(const json::object& form);

struct DuplicateHint {
  RecordId client;
  // name_and_birth_date, similar_name_and_birth_date, phone, name
  std::vector<std::string_view> because;
};

// The likeliest first, at most ten.
std::vector<DuplicateHint> likely_duplicates(LaptopWorkspace& workspace, const NewClient& person);

}  // namespace satchel
