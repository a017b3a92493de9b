// Saves that no honest laptop writes: the office parks them with a reason, and nothing changes for
// anybody.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/extra_fields.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::op_on;
using testkit::Path;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

// Mallory has Mia's file, and works with a program of her own making. Noah's file is Ana's alone.
struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker mallory = world.hire("mallory");
  ScopeId mia = world.client("Mia", {&ana, &mallory});
  ScopeId noah = world.client("Noah", {&ana});
  RecordId mias = client_of(mia);
  RecordId noahs = client_of(noah);

  Scene() {
    world.sync(ana);
    world.sync(mallory);
  }

  // The office parks the save for this reason; no record, no log and no other laptop changes; and
  // what Mallory honestly saves afterwards is taken.
  void check_parked(const Save& save, const std::string& reason) {
    check_parked_raw(save.scope, encode_save(save), save.ops.size(), reason);
  }
  void check_parked_raw(const ScopeId& scope, const std::string& raw, std::uint64_t op_count,
                        const std::string& reason) {
    const std::string before = files();
    const Dot forged = mallory.forge_raw(scope, raw, op_count);
    (void)world.exchange(mallory);
    const auto row = world.desk.row(forged);
    REQUIRE(row);
    CHECK(row->state == SaveState::parked);
    CHECK(row->reason == reason);
    CHECK(row->raw == raw);
    CHECK(files() == before);
    world.sync(ana);
    CHECK_FALSE(ana.row(forged));
    const Dot honest = mallory.save(mia, {set(mias, "client.language", "it")});
    world.sync(mallory);
    CHECK(world.desk.row(honest)->state == SaveState::applied);
    world.sync(ana);
    CHECK(base_of(ana.store, mia) == base_of(world.desk.store, mia));
  }
  std::string files() {
    std::string all;
    for (const ScopeRow& scope : world.desk.store.scopes()) {
      if (scope.id.kind == ScopeKind::inbox) continue;
      all += scope.id.to_string() + scope.digest.to_hex() + std::to_string(scope.head) +
             base_of(world.desk.store, scope.id);
    }
    return all;
  }
};

}  // namespace

TEST_SUITE("a forged save changes nothing") {
  TEST_CASE("that names another author") {
    Scene scene;
    Save save =
        scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
    save.user = "ana";
    scene.check_parked(save, "invalid: the save names another author than its laptop's user");
    save.user = "office";
    scene.check_parked(save, "invalid: the save names another author than its laptop's user");
  }

  TEST_CASE("that is for a file which its author does not have") {
    Scene scene;
    scene.check_parked(
        scene.mallory.save_with(scene.noah, {op_on(OpKind::set, scene.noahs, "client.language")}),
        "out of scope");
  }

  TEST_CASE("that says it is for one file and changes a record of another") {
    Scene scene;
    scene.check_parked(
        scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.noahs, "client.language")}),
        "out of scope");
  }

  TEST_CASE("that names a predecessor of another field, or of another record") {
    Scene scene;
    const auto given_name =
        testkit::sibling_dots(scene.world.desk.store, scene.mias, "client.given_name");
    REQUIRE(given_name.size() == 1);
    const std::string reason = "invalid: a predecessor belongs to another field";
    scene.check_parked(
        scene.mallory.save_with(
            scene.mia, {op_on(OpKind::set, scene.mias, "client.language", "x", given_name)}),
        reason);
    const auto of_noah =
        testkit::sibling_dots(scene.world.desk.store, scene.noahs, "client.given_name");
    scene.check_parked(
        scene.mallory.save_with(
            scene.mia, {op_on(OpKind::set, scene.mias, "client.given_name", "x", of_noah)}),
        reason);
    CHECK(scene.world.desk.values(scene.noahs, "client.given_name") == Values{"Noah"});
  }

  TEST_CASE("that takes a value back by the dot of a record's creation") {
    Scene scene;
    const Dot creation{kOfficeNode, 2};  // open, create, set
    scene.check_parked(
        scene.mallory.save_with(
            scene.mia, {op_on(OpKind::retract, scene.mias, "client.given_name", "", {creation})}),
        "invalid: a predecessor belongs to another field");
  }

  TEST_CASE("that names a dot of itself that comes later, or is of another field") {
    Scene scene;
    const Dot next{scene.mallory.node(), scene.mallory.laptop.progress().counter + 2};
    scene.check_parked(
        scene.mallory.save_with(scene.mia,
                                {op_on(OpKind::set, scene.mias, "client.language", "x", {next}),
                                 op_on(OpKind::set, scene.mias, "client.language", "y")}),
        "invalid: a predecessor belongs to another field");
    const Dot first{scene.mallory.node(), scene.mallory.laptop.progress().counter + 1};
    scene.check_parked(
        scene.mallory.save_with(scene.mia,
                                {op_on(OpKind::set, scene.mias, "client.language", "x"),
                                 op_on(OpKind::set, scene.mias, "client.pronouns", "y", {first})}),
        "invalid: a predecessor belongs to another field");
  }

  TEST_CASE("that names a dot which the office has not seen") {
    Scene scene;
    scene.check_parked(
        scene.mallory.save_with(
            scene.mia, {op_on(OpKind::set, scene.mias, "client.language", "x", {{99, 7}})}),
        "unknown predecessor 99.7");
  }

  TEST_CASE("that names, behind a parked one, a dot which nobody has written yet") {
    Scene scene;
    const Dot anas_next{scene.ana.node(), scene.ana.laptop.progress().counter + 1};
    const Dot parked = scene.mallory.forge(scene.mallory.save_with(
        scene.mia, {op_on(OpKind::set, scene.mias, "client.language", "x", {anas_next}),
                    op_on(OpKind::set, scene.mias, "client.birth_date", "2100-01-01")}));
    const Dot behind = scene.mallory.forge(scene.mallory.save_with(
        scene.mia, {op_on(OpKind::set, scene.mias, "client.language", "y", {parked})}));
    scene.world.sync(scene.mallory);
    CHECK(scene.world.desk.row(behind)->state == SaveState::applied);
    CHECK(scene.world.desk.row(behind)->substitutions.empty());
    const Dot honest = scene.ana.save(scene.mia, {set(scene.mias, "client.language", "it")});
    REQUIRE(honest == anas_next);
    for (int i = 0; i < 2; ++i) {
      scene.world.sync(scene.ana);
      scene.world.sync(scene.mallory);
    }
    CHECK(scene.world.desk.row(parked)->state == SaveState::parked);
    CHECK(scene.world.desk.values(scene.mias, "client.language") == Values{"y", "it"});
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"y", "it"});
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }

  TEST_CASE("that voids a record with a list of dots which nobody has written yet") {
    Scene scene;
    const Dot anas_next{scene.ana.node(), scene.ana.laptop.progress().counter + 1};
    Op op = op_on(OpKind::set, scene.mias, "client.language", "because");
    op.field = kFieldVoid;
    op.seen = live_dots(*scene.world.desk.office.shown(scene.mias));
    op.seen->push_back(anas_next);
    scene.check_parked(scene.mallory.save_with(scene.mia, {op}),
                       "unknown predecessor " + anas_next.to_string());
  }

  TEST_CASE("that names a dot of a void list which comes later in the same save") {
    Scene scene;
    Op op = op_on(OpKind::set, scene.mias, "client.language", "because");
    op.field = kFieldVoid;
    const Dot next{scene.mallory.node(), scene.mallory.laptop.progress().counter + 2};
    op.seen = std::vector<Dot>{next};
    scene.check_parked(
        scene.mallory.save_with(scene.mia, {op, op_on(OpKind::set, scene.mias, "client.language")}),
        "invalid: a void lists a change that comes after it");
  }

  TEST_CASE("that replaces more parked values at once than an entry of a log can name") {
    Scene scene;
    std::vector<Op> additions;
    for (int i = 0; i < 576; ++i) {
      additions.push_back(op_on(OpKind::add, scene.mias, "client.equipment", "walker"));
    }
    const Dot first = scene.mallory.forge(scene.mallory.save_with(scene.mia, additions));
    // Nine removals of 64 each, parked for a date of the future; then one op that names all nine.
    std::vector<Op> removals;
    for (std::uint64_t i = 0; i < 9; ++i) {
      Op op = op_on(OpKind::remove, scene.mias, "client.equipment");
      for (std::uint64_t j = 0; j < 64; ++j) {
        op.predecessors.push_back({first.node, first.counter + i * 64 + j});
      }
      removals.push_back(op);
    }
    removals.push_back(op_on(OpKind::set, scene.mias, "client.birth_date", "2100-01-01"));
    const Dot parked = scene.mallory.forge(scene.mallory.save_with(scene.mia, removals));
    scene.world.sync(scene.mallory);
    REQUIRE(scene.world.desk.row(parked)->state == SaveState::parked);
    Op all = op_on(OpKind::set, scene.mias, "client.equipment", "none");
    for (std::uint64_t i = 0; i < 9; ++i) {
      all.predecessors.push_back({parked.node, parked.counter + i});
    }
    scene.check_parked(scene.mallory.save_with(scene.mia, {all}),
                       "invalid: it replaces too many parked values at once");
    all.predecessors.pop_back();  // 512 of them fit
    const Dot fits = scene.mallory.forge(scene.mallory.save_with(scene.mia, {all}));
    scene.world.sync(scene.mallory);
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(fits)->state == SaveState::applied);
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }

  TEST_CASE("that gives a verdict") {
    Scene scene;
    const Dot bad = scene.ana.save(scene.mia, {set(scene.mias, "client.birth_date", "2100-01-01")});
    scene.world.sync(scene.ana);
    for (const OpKind kind : {OpKind::accept, OpKind::decline}) {
      Op op;
      op.kind = kind;
      op.save = bad;
      op.reason = "because";
      scene.check_parked(scene.mallory.save_with(scene.mia, {op}),
                         "only the office gives verdicts");
      CHECK(scene.world.desk.row(bad)->state == SaveState::parked);
    }
  }

  TEST_CASE("that opens a file which is there, a shared scope, or one in the middle of a save") {
    Scene scene;
    Op open;
    open.kind = OpKind::open;
    scene.check_parked(scene.mallory.save_with(scene.noah, {open}),
                       "this case file exists already");
    CHECK_FALSE(scene.world.desk.store.grant(scene.mallory.user.id, scene.noah));
    const ScopeId team{Uuid::from_name("a team"), ScopeKind::team};
    scene.check_parked(scene.mallory.save_with(team, {open}), "this kind of scope is not opened");
    scene.check_parked(scene.mallory.save_with(
                           scene.mia, {op_on(OpKind::set, scene.mias, "client.language"), open}),
                       "invalid: a scope is opened first");
  }

  TEST_CASE("that creates what is there") {
    Scene scene;
    Op make;
    make.kind = OpKind::create;
    make.record = scene.noahs;
    make.type = Path("client").type;
    scene.check_parked(scene.mallory.save_with(scene.mia, {make}),
                       "invalid: the record exists already");
    make.record = record_named("new");
    scene.check_parked(scene.mallory.save_with(scene.mia, {make, make}),
                       "invalid: the record exists already");
  }

  TEST_CASE("that changes a record which nobody created") {
    Scene scene;
    const RecordId nothing = record_named("nothing");
    scene.check_parked(
        scene.mallory.save_with(scene.mia, {op_on(OpKind::set, nothing, "note.body")}),
        "waits for the record " + nothing.to_string());
    CHECK_FALSE(scene.world.desk.office.shown(nothing));
  }

  TEST_CASE("that writes into the directory what belongs to the office") {
    Scene scene;
    const RecordId worker = record_named("a worker");
    Op make;
    make.kind = OpKind::create;
    make.record = worker;
    make.type = Path("worker").type;
    scene.check_parked(scene.mallory.save_with(directory_scope(), {make}), "out of scope");
    scene.world.office_save(directory_scope(), {create(worker, "worker")});
    scene.check_parked(
        scene.mallory.save_with(directory_scope(), {op_on(OpKind::set, worker, "worker.remarks")}),
        "out of scope");
  }

  TEST_CASE("that declares an extra field again, and means something else by it") {
    Scene scene;
    const TypeDef& client = *core_type("client");
    scene.ana.save(directory_scope(), declare_extra_field(client, "shoe_size"));
    scene.world.sync(scene.ana);
    scene.world.sync(scene.mallory);
    const RecordId declaration = extra_field_record("client", "shoe_size");
    Op make;
    make.kind = OpKind::create;
    make.record = declaration;
    make.type = Path("schema_field").type;
    const std::string before = scene.files();
    for (const char* path : {"schema_field.field_name", "schema_field.type_name",
                             "schema_field.label", "schema_field.description"}) {
      scene.check_parked(
          scene.mallory.save_with(directory_scope(), {make, op_on(OpKind::set, declaration, path)}),
          "out of scope");
    }
    // The same words again, but in place of those that are there.
    const auto names =
        testkit::sibling_dots(scene.world.desk.store, declaration, "schema_field.field_name");
    scene.check_parked(scene.mallory.save_with(directory_scope(),
                                               {make, op_on(OpKind::retract, declaration,
                                                            "schema_field.field_name", "", names)}),
                       "out of scope");
    CHECK(scene.ana.laptop.schema().field(client.id, "shoe_size") != nullptr);
    CHECK(scene.world.desk.office.schema().field(client.id, "shoe_size") != nullptr);
  }

  TEST_CASE("that writes into an inbox, one's own or another's, and cannot be accepted there") {
    Scene scene;
    for (const Worker* victim : {&scene.ana, &scene.mallory}) {
      Op make;
      make.kind = OpKind::create;
      make.record = record_named("in the inbox of " + victim->name);
      make.type = Path("note").type;
      const ScopeId inbox = inbox_scope(victim->user.id);
      scene.check_parked(scene.mallory.save_with(inbox, {make}), "out of scope");
      Op open;
      open.kind = OpKind::open;
      scene.check_parked(scene.mallory.save_with(inbox_scope(Uuid::from_name("nobody")), {open}),
                         "this kind of scope is not opened");
      for (const auto& parked : scene.world.desk.office.parked()) {
        CHECK_FALSE(scene.world.accept(parked.row.dot()));
      }
    }
    scene.world.sync(scene.ana);
    scene.world.sync(scene.mallory);
  }

  TEST_CASE("that breaks the kind of a field, which a laptop's own program would have refused") {
    Scene scene;
    Op op = op_on(OpKind::set, scene.mias, "client.birth_date", "yesterday");
    scene.check_parked(scene.mallory.save_with(scene.mia, {op}),
                       "invalid: Birth date must be a day of the calendar as year-month-day, for "
                       "example 2024-02-29");
  }

  TEST_CASE("that cannot be read, or has another number of ops than it was said to have") {
    Scene scene;
    const std::string reason = "invalid: it cannot be read; perhaps it was made by another version";
    scene.check_parked_raw(scene.mia, "nonsense", 3, reason);
    scene.check_parked_raw(scene.mia, "", 1, reason);
    const Save save =
        scene.mallory.save_with(scene.mia, {op_on(OpKind::set, scene.mias, "client.language")});
    scene.check_parked_raw(scene.mia, encode_save(save), 2, reason);
    Save later = save;
    std::string raw = encode_save(later);
    raw[0] = 2;
    scene.check_parked_raw(scene.mia, raw, 1, reason);
  }
}

TEST_SUITE("a forged release") {
  TEST_CASE("with other changes beside it is parked with them") {
    Scene scene;
    Op release;
    release.kind = OpKind::release;
    release.epoch = 1;
    const Op change = op_on(OpKind::set, scene.mias, "client.language");
    scene.check_parked(scene.mallory.save_with(scene.mia, {release, change}),
                       "invalid: a file is given back in a save of its own");
    scene.check_parked(scene.mallory.save_with(scene.mia, {change, release}),
                       "invalid: a file is given back in a save of its own");
  }

  TEST_CASE("takes nobody's file away, and gives the forger nothing") {
    Scene scene;
    Op op;
    op.kind = OpKind::release;
    op.epoch = 1'000'000;
    (void)scene.mallory.forge(scene.mallory.save_with(scene.noah, {op}));
    (void)scene.mallory.forge(scene.mallory.save_with(scene.mia, {op}));
    (void)scene.world.exchange(scene.mallory);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.laptop.can_write(scene.mia));
    CHECK(scene.ana.laptop.can_write(scene.noah));
    CHECK_FALSE(scene.world.desk.store.grant(scene.mallory.user.id, scene.noah));
    CHECK_FALSE(scene.mallory.holds(scene.noah));
  }
}

TEST_SUITE("a forged cursor vector") {
  TEST_CASE("brings no page of a file that its author has no grant for") {
    Scene scene;
    ScopeRow row;
    row.id = scene.noah;
    row.epoch = 1;
    LaptopProgress progress = scene.mallory.laptop.progress();
    row.touched = ++progress.touched;
    progress.vector_hash += vector_leaf(row.id, {row.epoch, row.head});
    scene.mallory.store.put_scope(row);
    scene.mallory.laptop.put_progress(progress);
    for (int i = 0; i < 3; ++i) {
      const auto done = scene.world.exchange(scene.mallory);
      REQUIRE(done.outcome);
      CHECK(done.outcome->entries_taken == 0);
    }
    CHECK(base_of(scene.mallory.store, scene.noah).empty());
    // And no right to write: what was never delivered cannot be late.
    const Dot forged = scene.mallory.forge(
        scene.mallory.save_with(scene.noah, {op_on(OpKind::set, scene.noahs, "client.language")}));
    (void)scene.world.exchange(scene.mallory);
    CHECK(scene.world.desk.row(forged)->reason == "out of scope");
    CHECK(scene.world.desk.values(scene.noahs, "client.language").empty());
  }
}

}  // namespace satchel
