// Enrolment: a code from the office makes this laptop a node of one user.
//
// Thread rule: one thread. Failure rule: an Error; nothing is kept unless the office's answer was proven to come
// from the office that the code names.
#pragma once

#include <string>

#include "node/shared/workspace.h"

namespace satchel {

struct EnrolmentWords {
  std::string office_url;
  std::string code;
  bool proxy = false;  // the office is behind a proxy that does TLS
};

// In a folder that is enrolled already: renews this laptop's certificate, with a code for the same user.
Result<EnrolmentAnswer> enrol_laptop(LaptopWorkspace& workspace, const EnrolmentWords& words);

}  // namespace satchel
