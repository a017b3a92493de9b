// LaptopRecovery: the office was restored from a backup. This copy tells what it holds, learns how much of that the
// office still has, and goes on from there. Made for one request, never restarted, like a LaptopSession.
//
// Nothing leaves this copy by it. Own saves that the office has lost are pending again and travel as always; saves of
// others that it has lost stay on the screen and are offered with the next exchanges.
// Thread rule: one thread. Failure rule: an Error ends the exchange and changes nothing here; one of kind `fork` is
// given after everything was taken: the office knows another copy of this node.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/frame.h"
#include "sync/laptop.h"
#include "sync/laptop_link.h"
#include "sync/laptop_session.h"
#include "sync/limits.h"

namespace satchel {

class LaptopRecovery {
 public:
  LaptopRecovery(Laptop& laptop, LaptopSessionOptions options);

  Result<std::string> request();
  Status receive(std::string_view bytes);
  Status finish();

 private:
  Laptop& laptop_;
  LaptopSessionOptions options_;
  LaptopLink link_;
  FrameReader reader_{limits::kAnswerBytesMax};
  std::optional<RecoveryAnswer> answer_;
};

}  // namespace satchel
