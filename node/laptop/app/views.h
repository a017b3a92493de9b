// Views: records as the web app shows them: their fields, who wrote them, and where they are.
//
// Shapes: RecordView and ClientCard of API.md.
// Thread rule: the workspace's; one object for one answer, because it remembers what it has read.
// Failure rule: StoreFailure only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "node/shared/json.h"
#include "node/shared/record_json.h"
#include "node/shared/workspace.h"

namespace satchel {

class Views {
 public:
  explicit Views(LaptopWorkspace& workspace);

  LaptopWorkspace& workspace() { return workspace_; }
  const Schema& schema() const { return schema_; }
  Authors& authors() { return authors_; }
  // The name of this laptop's user, as it stands in saves.
  const std::string& user() const { return user_; }
  // The worker record of this laptop's user has the id of the user.
  const std::string& worker() const { return worker_; }

  json::object record(const Record& record);
  json::object card(const Record& client);
  // Null when the client is not here.
  json::value card_of(const std::optional<Uuid>& client);
  std::string client_name(const std::optional<Uuid>& client);

  // "here": only this laptop has its latest save; "parked": the office has it, and a person has to decide; "office".
  std::string_view mark_of(const RecordId& id) const;
  // Who created the record.
  const Written* created(const Record& record);
  std::string text(const Record& record, std::string_view field) { return shown_text(record, schema_, field); }

 private:
  LaptopWorkspace& workspace_;
  const Schema& schema_;
  Authors authors_;
  std::string user_;
  std::string worker_;
  std::string today_;
  std::set<RecordId> here_;
  std::set<RecordId> parked_;
  std::map<Uuid, json::value> cards_;
};

std::string_view kind_word(FieldKind kind);

}  // namespace satchel
