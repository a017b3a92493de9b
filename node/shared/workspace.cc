#include "node/shared/workspace.h"

#include <algorithm>
#include <filesystem>

#include "node/shared/clock.h"
#include "sync/extra_fields.h"

namespace satchel {

namespace fs = std::filesystem;

namespace {

Result<std::unique_ptr<SqliteStore>> open_store(const std::string& folder, const char* file,
                                                Kind kind, bool create) {
  std::error_code problem;
  if (create) {
    fs::create_directories(folder, problem);
    if (problem) {
      return Error{ErrorKind::storage, "the folder " + folder + " cannot be made: " + problem.message(),
                   "choose another one with --data"};
    }
    fs::permissions(folder, fs::perms::owner_all, problem);  // health data: nobody else's business
  }
  const fs::path path = fs::path(folder) / file;
  if (!create && !fs::exists(path, problem)) {
    return Error{ErrorKind::not_found, "there is no database in " + folder,
                 kind == Kind::laptop ? "enrol this laptop with `satchel enroll`, or name the folder with --data"
                                      : "set up the office with `satchel-office init`, or name the folder with --data"};
  }
  return SqliteStore::open(path.string(), kind, create);
}

// The nearest name that exists, for a hint.
std::string nearest_field(const TypeDef& type, const std::string& name) {
  const FieldDef* best = nullptr;
  std::size_t best_common = 2;
  for (const FieldDef& field : type.fields) {
    std::size_t common = 0;
    while (common < field.name.size() && common < name.size() && field.name[common] == name[common]) {
      ++common;
    }
    if (field.name.find(name) != std::string::npos || name.find(field.name) != std::string::npos) {
      common += 4;
    }
    if (common > best_common) {
      best_common = common;
      best = &field;
    }
  }
  return best == nullptr ? "" : best->name;
}

}  // namespace

Result<const TypeDef*> type_named(const std::string& name) {
  if (const TypeDef* type = core_type(name)) return type;
  std::string names;
  for (const TypeDef& type : core_types()) names += (names.empty() ? "" : ", ") + type.name;
  return Error{ErrorKind::usage, "there is no record type named " + name, "one of: " + names};
}

Result<ScopeId> Workspace::scope_for(const TypeDef& type, const RecordId& id,
                                     const std::optional<Uuid>& client, ScopeKind compartment) {
  const bool restricted = compartment != ScopeKind::general;
  if (restricted && (type.default_compartment == ScopeKind::directory || type.name == kTypeClient)) {
    return Error{ErrorKind::bad_input, "a " + type.name + " record lies in no compartment",
                 "leave out --compartment"};
  }
  if (type.default_compartment == ScopeKind::directory) {
    if (is_office() || is_open_directory_type(type.id)) return directory_scope();
    return Error{ErrorKind::refused, "the office keeps the directory of " + type.name + " records",
                 "ask the office to add it"};
  }
  if (type.name == kTypeClient) return case_file(id.uuid);
  if (!client) {
    return Error{ErrorKind::bad_input, "a new " + type.name + " belongs to a client",
                 "say whose it is with client_id=UUID"};
  }
  const auto file = store().scope(case_file(*client));
  if (!file || !file->is_held()) {
    return Error{ErrorKind::not_found, "there is no client " + client->to_string() + " here",
                 "look the client up with `search`"};
  }
  const ScopeId scope = case_file(*client, compartment);
  if (restricted && !store().scope(scope)) {
    const std::string word = name_of(compartment);
    return Error{ErrorKind::not_found, "the compartment " + word + " of this client is not here",
                 is_office() ? "`assign CLIENT --compartment " + word + " --to NAME` makes it"
                             : "ask the office to give it to you, then sync"};
  }
  return scope;
}

Result<FieldId> Workspace::field_named(const TypeDef& type, const std::string& name, bool declare) {
  if (name == "void") {
    return Error{ErrorKind::bad_input, "void is no field that takes a value",
                 "void a record with `void TYPE UUID --reason R`; lift it with `resolve UUID void --value keep`"};
  }
  if (const FieldDef* field = schema().field(type.id, name)) return field->id;
  if (!declare) {
    const std::string nearest = nearest_field(type, name);
    return Error{ErrorKind::bad_input, "a " + type.name + " has no field named " + name,
                 nearest.empty() ? "`fields " + type.name + "` lists them" : "did you mean " + nearest + "?"};
  }
  if (!is_field_name(name)) {
    return Error{ErrorKind::bad_input, "\"" + name + "\" cannot be the name of a field",
                 "use 1 to 64 of a-z, 0-9 and _, beginning with a letter; id, type and void are taken"};
  }
  const auto edits = declare_extra_field(type, name);
  if (const auto saved = save(directory_scope(), edits); !saved) return saved.error();
  if (const FieldDef* field = schema().field(type.id, name)) return field->id;
  return extra_field_id(type.name, name);
}

Result<std::unique_ptr<LaptopWorkspace>> LaptopWorkspace::open(const std::string& folder,
                                                               bool create) {
  auto store = open_store(folder, kLaptopFile, Kind::laptop, create);
  if (!store) return store.error();
  // A wipe that was interrupted goes on. Where it cannot (another program reads, the disk is full) the to-do stays for
  // the next time, and the person's command goes on; `status` tells.
  static_cast<void>((*store)->scrub());
  return std::unique_ptr<LaptopWorkspace>(new LaptopWorkspace(folder, std::move(*store)));
}

Author LaptopWorkspace::author() {
  Author author;
  if (const auto who = laptop_.identity()) author.user = who->user_name;
  author.wall_ms = wall_clock_ms();
  author.clock_offset_ms = laptop_.progress().clock_offset_ms;
  author.zone_minutes = zone_minutes_now();
  return author;
}

Result<Dot> LaptopWorkspace::save(const ScopeId& scope, std::span<const Edit> edits) {
  return laptop_.save(scope, edits, author());
}

Result<std::unique_ptr<OfficeWorkspace>> OfficeWorkspace::open(const std::string& folder,
                                                               bool create) {
  auto store = open_store(folder, kOfficeFile, Kind::office, create);
  if (!store) return store.error();
  auto workspace =
      std::unique_ptr<OfficeWorkspace>(new OfficeWorkspace(folder, std::move(*store)));
  if (!create && !workspace->office_.identity()) {
    return Error{ErrorKind::not_found, "the office in " + folder + " was never set up to the end",
                 "run `satchel-office init` again"};
  }
  return workspace;
}

Author OfficeWorkspace::author() {
  return {user_, wall_clock_ms(), 0, zone_minutes_now()};
}

Result<Dot> OfficeWorkspace::save(const ScopeId& scope, std::span<const Edit> edits) {
  return office_.save(scope, edits, author());
}

}  // namespace satchel
