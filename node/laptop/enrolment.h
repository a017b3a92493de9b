// Enrolment: a code from the office makes this laptop a node of one user.
//
// Thread rule: one thread. Failure rule: an Error; nothing is kept unless the office's answer was proven to come
// from the office that the code names.
#pragma once

#include <string>

#include "node/shared/workspace.h"

namespace satchel {

Result<EnrolmentAnswer> enrol_laptop(LaptopWorkspace& workspace, const std::string& office_url,
                                     const std::string& code);

}  // namespace satchel
