// Codec: messages, saves, records and log rows as bytes. The only place with cereal.
//
// cereal's own PortableBinary archive writes integers at full width and believes the sizes it reads; ours
// (archive.h) writes varints and checks every size against the bytes that are left before it
// allocates. No pointers, no polymorphic types, no recursion, nothing may be left over.
// Thread rule: pure. Failure rule: decoding returns an Error of kind `corrupt` (or `too_new`), and never throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/facts.h"
#include "sync/message.h"
#include "sync/op.h"
#include "sync/record.h"
#include "sync/result.h"

namespace satchel {

// The canonical bytes of a save. Counters and node are not inside: the place in the chain gives them.
std::string encode_save(const Save& save);
Result<Save> decode_save(std::string_view raw);
// Of a sealed row an Error: only the office can read it.
Result<Save> decode_save(const StoredSave& row);

// A record's fields as one blob; id, type and scope are columns beside it.
std::string encode_fields(const Record& record);
Status decode_fields(std::string_view blob, Record& record);

std::string encode_value(const Value& value);
Result<Value> decode_value(std::string_view bytes);
std::string encode_substitutions(const std::vector<Substitution>& substitutions);
Result<std::vector<Substitution>> decode_substitutions(std::string_view bytes);

// Appends what is hashed of one sibling, besides the record's id.
void append_leaf(std::string& leaf, FieldId field, std::size_t order, const Sibling& sibling);

std::string encode(const Hello& message);
std::string encode(const VectorFrame& message);
std::string encode(const SavesFrame& message);
std::string encode(const Welcome& message);
std::string encode(const WithdrawalsFrame& message);
std::string encode(const PagesFrame& message);
std::string encode(const ChecksFrame& message);
std::string encode(const Farewell& message);
std::string encode(const Refusal& message);
std::string encode(const IncarnationRequest& message);
std::string encode(const IncarnationAnswer& message);
std::string encode(const CertificateFrame& message);
std::string encode(const NodeCredential& message);
std::string encode(const SignedCredential& message);
std::string encode(const RecoveryRequest& message);
std::string encode(const RecoveryAnswer& message);
std::string encode(const RescueFrame& message);
std::string encode(const FatesFrame& message);
std::string encode(const Receipt& message);
std::string encode(const SignedReceipt& message);
std::string encode(const EnrolmentRequest& message);
std::string encode(const EnrolmentAnswer& message);
std::string encode(const LaptopIdentity& message);
std::string encode(const LaptopProgress& message);
std::string encode(const ToldCursors& message);
std::string encode(const OfficeIdentity& message);

Status decode(std::string_view bytes, Hello& message);
Status decode(std::string_view bytes, VectorFrame& message);
Status decode(std::string_view bytes, SavesFrame& message);
Status decode(std::string_view bytes, Welcome& message);
Status decode(std::string_view bytes, WithdrawalsFrame& message);
Status decode(std::string_view bytes, PagesFrame& message);
Status decode(std::string_view bytes, ChecksFrame& message);
Status decode(std::string_view bytes, Farewell& message);
Status decode(std::string_view bytes, Refusal& message);
Status decode(std::string_view bytes, IncarnationRequest& message);
Status decode(std::string_view bytes, IncarnationAnswer& message);
Status decode(std::string_view bytes, CertificateFrame& message);
Status decode(std::string_view bytes, NodeCredential& message);
Status decode(std::string_view bytes, SignedCredential& message);
Status decode(std::string_view bytes, RecoveryRequest& message);
Status decode(std::string_view bytes, RecoveryAnswer& message);
Status decode(std::string_view bytes, RescueFrame& message);
Status decode(std::string_view bytes, FatesFrame& message);
Status decode(std::string_view bytes, Receipt& message);
Status decode(std::string_view bytes, SignedReceipt& message);
Status decode(std::string_view bytes, EnrolmentRequest& message);
Status decode(std::string_view bytes, EnrolmentAnswer& message);
Status decode(std::string_view bytes, LaptopIdentity& message);
Status decode(std::string_view bytes, LaptopProgress& message);
Status decode(std::string_view bytes, ToldCursors& message);
Status decode(std::string_view bytes, OfficeIdentity& message);

}  // namespace satchel
