#include "node/office/people_commands.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>

#include "node/office/open_office.h"
#include "node/office/worker_record.h"
#include "node/shared/clock.h"
#include "node/shared/enrolment_code.h"
#include "node/shared/record_json.h"
#include "sync/limits.h"

namespace satchel {

namespace {

struct PeopleWords {
  std::string name;
  std::string role;
  NodeNumber node = kNoNode;
  std::string reason;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

// ---- user ---------------------------------------------------------------------------------------

Result<ExitCode> run_user_add(OfficeWorkspace& workspace, const Output& out,
                              const PeopleWords& words) {
  if (const auto good = check_person_name(words.name); !good) return good.error();
  Transaction transaction(workspace.store());
  const auto user = workspace.office().add_user(words.name, words.role, random_uuid());
  if (!user) return user.error();
  if (const auto done = put_worker_record(workspace, *user); !done) return done.error();
  transaction.commit();
  out.result(
      json::object{{"id", user->id.to_string()}, {"name", user->name}, {"role", user->role}},
      user->name + " is added as " + user->role + "\nnext: satchel-office enroll " + user->name);
  return kDone;
}

std::uint64_t client_count(OfficeStore& store, const UserRow& user) {
  const auto grants = store.grants_of(user.id);
  return static_cast<std::uint64_t>(std::count_if(
      grants.begin(), grants.end(),
      [](const GrantRow& row) { return !row.withdrawn && row.scope.kind == ScopeKind::general; }));
}

Result<ExitCode> run_user_list(OfficeWorkspace& workspace, const Output& out) {
  SqliteStore& store = workspace.store();
  const auto users = store.users();
  std::size_t width = 0;
  for (const UserRow& user : users) width = std::max(width, user.name.size());
  for (const UserRow& user : users) {
    const std::uint64_t clients = client_count(store, user);
    const std::uint64_t laptops = store.nodes_of(user.id).size();
    out.item(json::object{{"name", user.name},
                          {"role", user.role},
                          {"disabled", user.disabled},
                          {"clients", clients},
                          {"laptops", laptops}},
             padded(user.name, width) + "  " + padded(user.role, 13) + "  " +
                 counted(clients, "client") + ", " + counted(laptops, "laptop") +
                 (user.disabled ? ", disabled" : ""));
  }
  if (users.empty()) out.say("nobody yet; add people with `user add NAME --role ROLE`");
  return kDone;
}

Result<ExitCode> run_user_disable(OfficeWorkspace& workspace, const Output& out,
                                  const std::string& name) {
  Transaction transaction(workspace.store());
  const auto user = user_named(workspace.store(), name);
  if (!user) return user.error();
  const std::uint64_t clients = client_count(workspace.store(), *user);
  if (const auto done = workspace.office().disable_user(name); !done) return done.error();
  transaction.commit();
  out.result(json::object{{"name", name}, {"disabled", true}, {"withdrawn", clients}},
             name + " is disabled; " + counted(clients, "client") +
                 " withdrawn. What is still on a laptop is wiped at its next sync, after its saves "
                 "are here");
  return kDone;
}

// ---- enroll -------------------------------------------------------------------------------------

Result<ExitCode> run_enroll(OfficeWorkspace& workspace, const Output& out,
                            const std::string& name) {
  Office& office = workspace.office();
  const auto random = random_array<kCodeSecretBytes>();
  const std::string secret(reinterpret_cast<const char*>(random.data()), random.size());
  const std::int64_t now_ms = wall_clock_ms();
  const std::int64_t expires_ms = now_ms + limits::kEnrolmentCodeMsMax;
  Transaction transaction(workspace.store());
  if (const auto allowed = office.allow_enrolment(name, secret, now_ms, expires_ms); !allowed) {
    return allowed.error();
  }
  transaction.commit();
  const std::string code = make_code(secret, office.identity()->public_key);
  out.result(json::object{{"code", code}, {"expires_at", instant_text(expires_ms)}},
             code + "\nworks once, until " + local_time_text(expires_ms) +
                 "\non the laptop: satchel enroll --office URL --code " + code);
  return kDone;
}

// ---- node ---------------------------------------------------------------------------------------

json::object to_json(OfficeStore& store, const NodeRow& node, const std::string& user) {
  const NodeNumber was = former_number(store, node);
  const SaveCounts& counts = node.counts;
  return {{"node", node.number},
          {"user", user},
          {"enrolled_at", instant_text(node.enrolled_ms)},
          {"last_seen_at", instant_or_null(node.last_seen_ms)},
          {"clock_offset_ms", node.clock_offset_ms},
          {"counter", node.counter},
          {"announced", node.announced},
          {"acknowledged", node.acked},
          {"received",
           counts.applied + counts.late + counts.parked + counts.accepted + counts.declined +
               counts.duplicate},
          {"applied", counts.applied},
          {"late", counts.late},
          {"parked", counts.parked},
          {"accepted", counts.accepted},
          {"declined", counts.declined},
          {"duplicate", counts.duplicate},
          {"copy_of", node.parent == kNoNode || was != kNoNode ? json::value(nullptr) : json::value(node.parent)},
          {"was", was == kNoNode ? json::value(nullptr) : json::value(was)},
          {"expired", node.expired},
          {"revoked", node.revoked},
          {"revoked_reason", node.revoked_reason}};
}

// The offset is the office's clock minus the laptop's.
std::string clock_words(std::int64_t offset_ms) {
  constexpr std::int64_t kRightEnoughMs = 60'000;
  if (offset_ms > -kRightEnoughMs && offset_ms < kRightEnoughMs) return "";
  const std::int64_t minutes = (offset_ms < 0 ? -offset_ms : offset_ms) / 60'000;
  return ", its clock is " + counted(static_cast<std::uint64_t>(minutes), "minute") +
         (offset_ms < 0 ? " fast" : " slow");
}

std::string words_of(OfficeStore& store, const NodeRow& node, const json::object& facts, const std::string& user) {
  return std::to_string(node.number) + "  " + user + "  " + lineage_words(store, node) +
         (node.last_seen_ms == 0 ? "never synced"
                                 : "last seen " + local_time_text(node.last_seen_ms)) +
         ", " + counted(facts.at("received").to_number<std::uint64_t>(), "save") +
         (node.counts.parked == 0 ? "" : ", " + std::to_string(node.counts.parked) + " parked") +
         clock_words(node.clock_offset_ms) + (node.expired ? ", expired: silent for over 90 days" : "") +
         (!node.revoked                  ? ""
          : node.revoked_reason.empty() ? ", revoked"
                                        : ", revoked: " + node.revoked_reason);
}

Result<ExitCode> run_node_list(OfficeWorkspace& workspace, const Output& out) {
  std::map<Uuid, std::string> names;
  for (const UserRow& user : workspace.store().users()) names[user.id] = user.name;
  bool any = false;
  for (const NodeRow& node : workspace.store().nodes()) {
    if (!is_laptop(node)) continue;
    any = true;
    const json::object facts = to_json(workspace.store(), node, names[node.user]);
    out.item(facts, words_of(workspace.store(), node, facts, names[node.user]));
  }
  if (!any) out.say("no laptop yet; `enroll NAME` makes a code for one");
  return kDone;
}

Result<ExitCode> run_node_revoke(OfficeWorkspace& workspace, const Output& out,
                                 const PeopleWords& words) {
  if (words.reason.size() > limits::kReasonBytesMax) {
    return Error{ErrorKind::over_limit, "a reason has at most 2000 bytes", "say it shorter"};
  }
  Transaction transaction(workspace.store());
  const auto revoked = workspace.office().revoke(words.node, words.reason);
  if (!revoked) return revoked.error();
  transaction.commit();
  json::array numbers;
  std::string all;
  for (const NodeNumber number : *revoked) {
    numbers.push_back(number);
    all += (all.empty() ? "" : ", ") + std::to_string(number);
  }
  out.result(json::object{{"revoked", numbers}},
             "revoked: " + all + ". From now on nothing is taken from it and nothing sent to it; what is on it "
             "stays there");
  return kDone;
}

void add_user_commands(CLI::App& app, CommonOptions& options,
                       const std::shared_ptr<PeopleWords>& words) {
  CLI::App* group = add_group(app, "user", "The people who work with this office");
  auto* add = add_office_command(*group, options, "add", "Add a person",
                                 [words](OfficeWorkspace& workspace, const Output& out) {
                                   return run_user_add(workspace, out, *words);
                                 });
  add->add_option("name", words->name, "User name")->required();
  add->add_option("--role", words->role, "What the person does")
      ->required()
      ->check(CLI::IsMember({"care_manager", "case_manager", "supervisor", "administrator"}));

  add_office_command(*group, options, "list", "List the people", run_user_list);

  auto* disable =
      add_office_command(*group, options, "disable", "Withdraw everything from a person",
                         [words](OfficeWorkspace& workspace, const Output& out) {
                           return run_user_disable(workspace, out, words->name);
                         });
  disable->add_option("name", words->name, "User name")->required();
}

}  // namespace

void add_people_commands(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<PeopleWords>();
  add_user_commands(app, options, words);
  auto* enroll = add_office_command(app, options, "enroll",
                                    "Make a code that turns one laptop into a person's",
                                    [words](OfficeWorkspace& workspace, const Output& out) {
                                      return run_enroll(workspace, out, words->name);
                                    });
  enroll->add_option("name", words->name, "User name")->required();

  CLI::App* nodes = add_group(app, "node", "The laptops");
  add_office_command(*nodes, options, "list", "List the laptops", run_node_list);
  auto* revoke = add_office_command(*nodes, options, "revoke", "Shut a lost laptop out",
                                    [words](OfficeWorkspace& workspace, const Output& out) {
                                      return run_node_revoke(workspace, out, *words);
                                    });
  revoke->add_option("node", words->node, "Its number in `node list`")->required();
  revoke->add_option("--reason", words->reason, "Why");
}

}  // namespace satchel
