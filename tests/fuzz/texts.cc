// Fuzz target: what people type and what libraries read: codes, ids, times, JSON, certificates, boxes, receipts. The
// first byte chooses which.
//
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <cctype>

#include "node/shared/certificate.h"
#include "node/shared/clock.h"
#include "node/shared/enrolment_code.h"
#include "node/shared/json.h"
#include "sync/limits.h"
#include "sync/receipts.h"
#include "sync/schema.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {
namespace {

const KeyPair& office_keys() {
  static const KeyPair keys = [] {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(1);
    return make_key_pair(seed);
  }();
  return keys;
}

void read_code(std::string_view text) {
  const auto code = parse_code(text);
  if (!code) return;
  demand(code->secret.size() == kCodeSecretBytes && code->fingerprint.size() == kCodeFingerprintBytes,
         "a code of another length");
}

void read_ids(std::string_view text) {
  if (const auto id = Uuid::parse(text)) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    demand(id->to_string() == lower, "an id is written otherwise than it was read");
  }
  if (const auto dot = Dot::parse(text)) demand(dot->to_string() == text, "a dot is written otherwise than it was read");
}

void read_time(std::string_view text) {
  const auto utc = utc_text_from(std::string(text));
  if (!utc) return;
  demand(utc->size() >= 20 && utc->back() == 'Z', "a time that is no instant");
  demand(utc_text_from(utc->substr(0, utc->size() - 1) + "+00:00") == *utc, "a time that changes when it is read again");
}

// Deeper than it may be, or with a key twice: refused. What is taken comes back as the same JSON.
void read_json(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return;
  const std::string written = write_json(*value);
  const auto again = parse_json(written);
  demand(static_cast<bool>(again), "JSON that was written cannot be read");
  demand(*again == *value, "JSON changes when it is written and read");
  demand(write_json(*again) == written, "JSON is written in two ways");
  const Value kept = from_json(*value);
  demand(from_json(to_json(kept)) == kept, "a value changes on its way through JSON");
  for (const TypeDef& type : core_types()) {
    for (const FieldDef& field : type.fields) {
      if (check_value(field, kept)) (void)check_value(field, canonical_value(&field, kept));
    }
  }
}

void read_certificate_bytes(std::string_view der) {
  const auto facts = read_certificate(der);
  if (facts) demand(facts->key.size() == 32, "a certificate of a key of another length");
}

void read_box(std::string_view box) {
  const auto opened = open_sealed(office_keys().secret, box);
  if (opened) demand(opened->size() + kBoxOverhead == box.size(), "a box of another length");
  const auto sealed = seal(office_keys().open, box_seed("secret", box), box);
  demand(sealed && open_sealed(office_keys().secret, *sealed) == box, "a box does not open");
}

void read_receipt(std::string_view bytes) {
  (void)open_receipt(bytes, office_keys().open);
}

constexpr void (*kReaders[])(std::string_view) = {read_code,  read_ids, read_time,   read_json,
                                                  read_certificate_bytes, read_box, read_receipt};

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  static const bool zone = ::setenv("TZ", "Europe/Rome", 1) == 0;
  (void)zone;
  fuzz::Input input(data, size);
  const std::size_t which = input.byte() % std::size(fuzz::kReaders);
  fuzz::kReaders[which](input.rest());
  return 0;
}
