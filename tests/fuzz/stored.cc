// Fuzz target: what a database keeps as bytes beside messages: fields, values, substitutions, packed saves and packed
// records. The first byte chooses which. A damaged file may say anything; it is told of, and nothing else happens.
//
// Thread rule: one thread. Failure rule: see fuzz.h.
#include "storage/json_text.h"
#include "storage/packed_fields.h"
#include "storage/packed_save.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/value.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {
namespace {

// What is written out of a record may be read again, and is then the same.
void write_and_read(const Record& record, std::string_view what) {
  const std::string written = encode_fields(record);
  Record again;
  again.id = record.id;
  demand(static_cast<bool>(decode_fields(written, again)), what);
  demand(encode_fields(again) == written, what);
}

void read_fields(Input input) {
  const std::string_view blob = input.rest();
  Record record;
  if (!decode_fields(blob, record)) return;
  demand(encode_fields(record).size() <= blob.size(), "fields are written longer than they were read");
  write_and_read(record, "fields change when they are written and read");
  (void)record_digest(record);
  (void)is_void(record);
  (void)is_voided_and_edited(record);
  (void)live_dots(record);
}

void read_value(Input input) {
  const auto value = decode_value(input.rest());
  if (!value) return;
  const auto again = decode_value(encode_value(*value));
  demand(again && same_value(*again, *value), "a value changes when it is written and read");
  std::string text;
  append_json(text, *value);
  each_text_in_json(text, [](std::string_view) {});
}

void read_substitutions(Input input) {
  const auto list = decode_substitutions(input.rest());
  if (!list) return;
  const auto again = decode_substitutions(encode_substitutions(*list));
  demand(again && *again == *list, "substitutions change when they are written and read");
}

void read_packed_save(Input input) {
  SavePacker packer;
  const auto raw = packer.unpack(input.rest());
  if (!raw) return;
  const auto again = packer.unpack(packer.pack(*raw));
  demand(again && *again == *raw, "a save changes when it is packed and unpacked");
}

// A save, and a blob that names values in it.
void read_packed_fields(Input input) {
  const std::string_view raw = input.bytes(input.number16());
  const auto save = decode_save(raw);
  const std::string_view blob = input.rest();
  const auto named = named_save(blob);
  if (!save || save->ops.empty()) return;
  Record record;
  record.id = save->ops.back().record;
  const auto read = unpack_fields(blob, record, [&](Dot) { return &*save; });
  if (!read) return;
  write_and_read(record, "a record changes when it is unpacked, written and read");
  std::size_t values = 0;
  for (const auto& [id, state] : record.fields()) values += state.siblings.size();
  demand(values <= blob.size() + save->ops.size(), "a record has more values than its save and its blob");
  if (!named) return;
  const NamedSave by{*named, *save};
  Record again;
  again.id = record.id;
  const std::string packed = pack_fields(record, &by);
  demand(static_cast<bool>(unpack_fields(packed, again, [&](Dot) { return &*save; })),
         "a record that was packed cannot be unpacked");
  demand(encode_fields(again) == encode_fields(record), "a record changes when it is packed and unpacked");
}

void read_json_text(Input input) {
  const std::string_view json = input.rest();
  std::size_t bytes = 0;
  each_text_in_json(json, [&](std::string_view text) { bytes += text.size(); });
  demand(bytes <= 3 * json.size(), "more text was found in JSON than is there");
}

constexpr void (*kReaders[])(Input) = {read_fields,      read_value,         read_substitutions,
                                       read_packed_save, read_packed_fields, read_json_text};

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  fuzz::Input input(data, size);
  const std::size_t which = input.byte() % std::size(fuzz::kReaders);
  fuzz::kReaders[which](input);
  return 0;
}
