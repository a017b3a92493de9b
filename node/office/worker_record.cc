#include "node/office/worker_record.h"

namespace satchel {

Status put_worker_record(OfficeWorkspace& workspace, const UserRow& user) {
  const TypeDef& worker = *core_type("worker");
  const RecordId id{user.id};
  if (workspace.shown(id)) return Done{};
  const auto edit = [&](EditKind kind, const char* field, const std::string& value) {
    Edit made;
    made.kind = kind;
    made.record = id;
    made.field = worker.field(field)->id;
    made.value = value;
    return made;
  };
  Edit create;
  create.kind = EditKind::create;
  create.record = id;
  create.type = worker.id;
  const std::vector<Edit> edits{create, edit(EditKind::set, "display_name", user.name),
                                edit(EditKind::set, "user_name", user.name), edit(EditKind::add, "roles", user.role),
                                edit(EditKind::set, "status", "active")};
  const auto saved = workspace.save(directory_scope(), edits);
  if (!saved) return saved.error();
  return Done{};
}

}  // namespace satchel
