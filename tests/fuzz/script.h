// Script: how an input of a session target says what goes over the link.
//
//   script := step*          step := kind, length (2 bytes, little-endian), payload
//
// Random bytes never have a right CRC, and a changed save never fits its chain: a fuzzer that had only bodies to change
// would get no further than the first frame. So a step's payload is the payload of a frame, which is put into a good
// body here; other kinds stand for what a laptop in order would say. One kind takes a whole body as it is.
// Thread rule: pure. Failure rule: none; every input is a script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/frame.h"
#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {

// Kinds below 0x60 are frame types.
enum StepKind : std::uint8_t {
  kBody = 0x60,     // a whole body, as it is
  kEnd = 0x61,      // the request or answer ends here; what comes behind is another one
  kHello = 0x62,    // a hello that fits the saves behind it; payload: whose, flags
  kSave = 0x63,     // the bytes of one save, with the count of ops that it has
  kBox = 0x64,      // the same, in a box for the office
  kPerson = 0x65,   // somebody at the office does something; payload: what, to which
};

struct Step {
  std::uint8_t kind = 0;
  std::string_view payload;
  bool is_frame() const { return kind < kBody; }
};

inline std::vector<Step> steps_of(Input& input) {
  std::vector<Step> steps;
  while (!input.is_empty()) {
    Step step;
    step.kind = input.byte();
    const std::size_t length = input.number16();
    step.payload = input.bytes(length);
    steps.push_back(step);
  }
  return steps;
}

inline std::string written(std::uint8_t kind, std::string_view payload) {
  std::string bytes(1, static_cast<char>(kind));
  bytes.push_back(static_cast<char>(payload.size() & 0xff));
  bytes.push_back(static_cast<char>(payload.size() >> 8));
  return bytes.append(payload);
}

}  // namespace satchel::fuzz
