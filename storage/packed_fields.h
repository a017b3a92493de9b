// Packed fields: a record's fields as a blob that names values instead of repeating them.
//
// Every value of a record stands in the raw bytes of the save that brought it. Most records are
// made by one save and hardly edited, so the blob says "the values of ops 1 to 14 of save 7.120"
// and spells out only the rest. On 10,000 clients, visits and notes that is 12 bytes a record in
// place of 450.
//
//   packed := 0x80, node, first, runs, { gap, length } per run, fields
//   node, first: the save; a run: so many ops after the end of the run before, then ops in a row,
//   each of which put the only live value of its field; all numbers are varints (LEB128). fields:
//   the other fields as encode_fields writes them; nothing when there are none.
// A blob that starts otherwise is encode_fields alone. Empty: no fields.
//
// Thread rule: pure. Failure rule: an Error of kind `corrupt`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/result.h"

namespace satchel {

// A save that values may be named in.
struct NamedSave {
  Dot first;
  Save save;
};

// Without a save, or where naming would not pay: encode_fields.
std::string pack_fields(const Record& record, const NamedSave* save);

// The save that the values of the record may be named in: the one that created it.
std::optional<Dot> creating_dot(const Record& record);
// Whether reading the record through a save of that size is worth the bytes.
bool is_worth_naming(const Record& record, std::size_t raw_bytes);

// The first dot of the save that a blob names, if it names one.
std::optional<Dot> named_save(std::string_view blob);

// `find` gives the save of a first dot, or nothing.
Status unpack_fields(std::string_view blob, Record& record,
                     const std::function<const Save*(Dot)>& find);

}  // namespace satchel
