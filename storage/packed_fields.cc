#include "storage/packed_fields.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sync/codec.h"
#include "sync/schema.h"

namespace satchel {

namespace {

constexpr char kPacked = '\x80';
// A save of many records is read as a whole for each of them: at most this many times the record's
// own size.
constexpr std::size_t kReadFactorMax = 4;
constexpr std::size_t kReadBytesFree = 512;

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// Takes a number off the front; nothing when the bytes end or the number does not fit.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto next = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
    if (next < 0x80) return value;
  }
  return std::nullopt;
}

struct Run {
  std::uint64_t start = 0;  // index of an op
  std::uint64_t length = 0;
};

struct Packed {
  Dot save;
  std::vector<Run> runs;
  std::string_view fields;
};

std::optional<Packed> read_packed(std::string_view blob) {
  if (blob.empty() || blob.front() != kPacked) return std::nullopt;
  blob.remove_prefix(1);
  Packed packed;
  const auto node = take_varint(blob);
  const auto first = take_varint(blob);
  const auto count = take_varint(blob);
  if (!node || *node > kNodeNumberMax || !first || !count || *count > blob.size()) return std::nullopt;
  packed.save = {static_cast<NodeNumber>(*node), *first};
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto gap = take_varint(blob);
    const auto length = take_varint(blob);
    if (!gap || !length) return std::nullopt;
    packed.runs.push_back({end + *gap, *length});
    end += *gap + *length;
  }
  packed.fields = blob;
  return packed;
}

bool puts(const Op& op) {
  return op.unknown_kind == 0 && (op.kind == OpKind::create || op.puts_value());
}

FieldId field_of(const Op& op) {
  return op.kind == OpKind::create ? kFieldCreated : op.field;
}

Sibling sibling_of(const Op& op, Dot dot) {
  if (op.kind == OpKind::create) {
    return {dot, static_cast<std::int64_t>(op.type), false, std::nullopt};
  }
  return {dot, op.value, op.automatic, op.seen};
}

bool is_put_by(const Sibling& sibling, const Op& op, const RecordId& record, FieldId field) {
  if (!puts(op) || op.record != record || field_of(op) != field) return false;
  if (op.kind == OpKind::create) {
    return !sibling.automatic && !sibling.seen &&
           same_value(sibling.value, static_cast<std::int64_t>(op.type));
  }
  return sibling.automatic == op.automatic && sibling.seen == op.seen &&
         same_value(sibling.value, op.value);
}

// The op of the save that put the only live value of the field.
std::optional<std::uint64_t> op_that_put(const RecordId& record, FieldId field,
                                         const FieldState& state, const NamedSave& named) {
  if (state.siblings.size() != 1 || !state.orphans.empty()) return std::nullopt;
  const Sibling& sibling = state.siblings.front();
  if (sibling.dot.node != named.first.node || sibling.dot.counter < named.first.counter) {
    return std::nullopt;
  }
  const std::uint64_t index = sibling.dot.counter - named.first.counter;
  const auto& ops = named.save.ops;
  if (index >= ops.size()) return std::nullopt;
  if (!is_put_by(sibling, ops[static_cast<std::size_t>(index)], record, field)) return std::nullopt;
  return index;
}

std::vector<Run> runs_of(std::vector<std::uint64_t> indexes) {
  std::sort(indexes.begin(), indexes.end());
  std::vector<Run> runs;
  for (const std::uint64_t index : indexes) {
    if (!runs.empty() && runs.back().start + runs.back().length == index) {
      ++runs.back().length;
    } else {
      runs.push_back({index, 1});
    }
  }
  return runs;
}

std::size_t bytes_about(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* json = std::get_if<JsonText>(&value)) return json->text.size();
  return 4;
}

Error damaged() {
  return {ErrorKind::corrupt, "the database file is damaged: a record does not fit its saves",
          "run `doctor`; keep the file, and restore the latest backup beside it"};
}

}  // namespace

std::string pack_fields(const Record& record, const NamedSave* named) {
  if (record.fields().empty()) return {};
  if (named == nullptr) return encode_fields(record);
  Record rest;
  std::vector<std::uint64_t> indexes;
  for (const auto& [field, state] : record.fields()) {
    if (const auto index = op_that_put(record.id, field, state, *named)) {
      indexes.push_back(*index);
    } else {
      rest.fields().emplace_back(field, state);
    }
  }
  if (indexes.empty()) return encode_fields(record);
  const auto runs = runs_of(std::move(indexes));
  std::string blob(1, kPacked);
  put_varint(blob, named->first.node);
  put_varint(blob, named->first.counter);
  put_varint(blob, runs.size());
  std::uint64_t end = 0;
  for (const Run& run : runs) {
    put_varint(blob, run.start - end);
    put_varint(blob, run.length);
    end = run.start + run.length;
  }
  if (!rest.fields().empty()) blob += encode_fields(rest);
  return blob;
}

std::optional<Dot> creating_dot(const Record& record) {
  const FieldState* created = record.field(kFieldCreated);
  if (created == nullptr || created->siblings.empty()) return std::nullopt;
  return created->siblings.front().dot;
}

bool is_worth_naming(const Record& record, std::size_t raw_bytes) {
  std::size_t own = 0;
  for (const auto& [field, state] : record.fields()) {
    for (const Sibling& sibling : state.siblings) own += 6 + bytes_about(sibling.value);
  }
  return raw_bytes <= kReadBytesFree + kReadFactorMax * own;
}

std::optional<Dot> named_save(std::string_view blob) {
  const auto packed = read_packed(blob);
  return packed ? std::optional<Dot>(packed->save) : std::nullopt;
}

Status unpack_fields(std::string_view blob, Record& record,
                     const std::function<const Save*(Dot)>& find) {
  if (blob.empty()) return Done{};
  if (blob.front() != kPacked) return decode_fields(blob, record);
  const auto packed = read_packed(blob);
  const Save* save = packed ? find(packed->save) : nullptr;
  if (save == nullptr) return damaged();
  if (!packed->fields.empty()) {
    if (const auto read = decode_fields(packed->fields, record); !read) return read.error();
  }
  for (const Run& run : packed->runs) {
    if (run.start > save->ops.size() || run.length > save->ops.size() - run.start) return damaged();
    for (std::uint64_t index = run.start; index < run.start + run.length; ++index) {
      const Op& op = save->ops[static_cast<std::size_t>(index)];
      if (!puts(op) || op.record != record.id) return damaged();
      const Dot dot{packed->save.node, packed->save.counter + index};
      record.fields().emplace_back(field_of(op), FieldState{{sibling_of(op, dot)}, {}});
    }
  }
  std::sort(record.fields().begin(), record.fields().end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return Done{};
}

}  // namespace satchel
