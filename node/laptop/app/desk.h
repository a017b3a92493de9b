// Desk: the one open database behind the web app, what the sync is doing, and what an API request is made of.
//
// Thread rule: requests come on several threads; whoever touches the workspace does so inside `alone`. The sync has a
// connection of its own and is waited for by nobody.
// Failure rule: handlers return Errors; StoreFailure becomes one in api.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "node/laptop/app/door.h"
#include "node/laptop/app/sync_status.h"
#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

class Desk {
 public:
  Desk(LaptopWorkspace& workspace, SyncStatus& sync);

  template <class Body>
  auto alone(Body body) {
    const std::scoped_lock lock(turn_);
    return body(workspace_);
  }
  Door& door() { return door_; }
  SyncStatus& sync() { return sync_; }

  // Another number whenever the database has changed, whoever changed it. Inside `alone`.
  std::uint64_t revision();
  void note_change() { ++own_changes_; }

 private:
  LaptopWorkspace& workspace_;
  SyncStatus& sync_;
  std::mutex turn_;
  std::uint64_t own_changes_;  // from where no earlier run of the program has been
  Door door_;
};

struct ApiRequest {
  std::vector<std::string> parts;            // what stands in the place of {...} in the path
  std::map<std::string, std::string> query;  // decoded
  json::object body;                         // of a POST

  Result<RecordId> id() const;  // the first part
  // A text of the body; empty when it is missing.
  std::string text(std::string_view name) const;
  Result<std::string> instant(const std::string& name) const;  // of the query
  std::uint64_t number(const std::string& name, std::uint64_t otherwise, std::uint64_t max) const;  // of the query
};

// What a handler comes to: a JSON value, or an Error.
class Reply : public Result<json::value> {
 public:
  Reply(json::object object) : Result(json::value(std::move(object))) {}
  Reply(json::value value) : Result(std::move(value)) {}
  Reply(Error error) : Result(std::move(error)) {}
  Reply(Result<json::value> result) : Result(std::move(result)) {}
};

struct Route {
  std::string method;
  std::string path;  // "/api/clients/{id}"
  // Runs alone with the workspace, for an open session.
  std::function<Reply(Desk&, LaptopWorkspace&, const ApiRequest&)> handle = nullptr;
  // Instead: takes turns by itself, because it may take long, or for who has no session yet.
  std::function<Reply(Desk&, const ApiRequest&, const std::string& token)> handle_door = nullptr;
  bool needs_session = true;
  bool changes = false;  // the database, or what `State` tells
};

// A POST that changes the database or what `State` tells, alone with the workspace.
Route changing_route(std::string path, Reply (*handle)(Desk&, LaptopWorkspace&, const ApiRequest&));
// The values that a person saw, by their names; what is no name is left out.
std::vector<Dot> dots_in(const json::array& names);

// What each file of this folder answers to.
std::vector<Route> session_routes();
std::vector<Route> agenda_routes();
std::vector<Route> client_routes();
std::vector<Route> writing_routes();
std::vector<Route> note_routes();
std::vector<Route> conflict_routes();
std::vector<Route> sync_routes();

}  // namespace satchel
