// RecordBuilder: records for tests, made of ops as people make them.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sync/record.h"
#include "sync/schema.h"

namespace satchel::testkit {

inline Uuid numbered_uuid(int n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n >> 8);
  id.bytes[1] = static_cast<std::uint8_t>(n);
  id.bytes[15] = 1;
  return id;
}

class RecordBuilder {
 public:
  RecordBuilder(std::string_view type, int n) : RecordBuilder(type, RecordId{numbered_uuid(n)}) {}
  RecordBuilder(std::string_view type, RecordId id) : type_(core_type(type)) {
    REQUIRE(type_ != nullptr);
    record_.id = id;
    record_.scope = case_file(numbered_uuid(1000));
    Op op;
    op.kind = OpKind::create;
    op.type = type_->id;
    apply(op, {});
  }

  static RecordBuilder schema_field(std::string_view type, std::string_view field) {
    RecordBuilder made("schema_field", extra_field_record(type, field));
    made.record_.scope = directory_scope();
    made.set("type_name", std::string(type));
    made.set("field_name", std::string(field));
    return made;
  }

  const Record& record() const { return record_; }
  Dot last_dot() const { return {kNode, counter_}; }

  // In place of every value that the field has.
  void set(std::string_view field, Value value) { put(id_of(field), std::move(value), true); }
  // Beside them: as somebody writes who has not seen them.
  void also(std::string_view field, Value value) { put(id_of(field), std::move(value), false); }
  void extra(std::string_view field, Value value) {
    put(extra_field_id(type_->name, field), std::move(value), true);
  }

  // A field that only a later version knows.
  void later_field(FieldId field, Value value) { put(field, std::move(value), true); }

  // Takes out everything that is there now, under a void.
  void make_void(std::string reason) {
    Op op;
    op.field = kFieldVoid;
    op.value = std::move(reason);
    op.seen = live_dots(record_);
    apply(op, {});
  }

 private:
  static constexpr NodeNumber kNode = 7;

  FieldId id_of(std::string_view name) const {
    const FieldDef* field = type_->field(name);
    REQUIRE_MESSAGE(field != nullptr, std::string(name));
    return field->id;
  }

  void put(FieldId field, Value value, bool replaces) {
    Op op;
    op.field = field;
    op.value = std::move(value);
    std::vector<Dot> seen;
    if (const FieldState* state = record_.field(field); replaces && state != nullptr) {
      for (const Sibling& sibling : state->siblings) seen.push_back(sibling.dot);
    }
    apply(op, seen);
  }

  void apply(Op op, const std::vector<Dot>& replaces) {
    op.record = record_.id;
    apply_op(record_, op, {kNode, ++counter_}, replaces, Place::newest, [](Dot) { return true; });
  }

  const TypeDef* type_;
  Record record_;
  std::uint64_t counter_ = 0;
};

}  // namespace satchel::testkit
