// LaptopRecovery: the office was restored from a backup. This copy tells what it holds, learns how much of that the
// office still has, and goes on from there. Made for one request, never restarted, like a LaptopSession.
//
// Nothing leaves this copy by it. It goes on as another node, so that no number ever tells of two saves: what the
// lost time knew by the old ones is on other laptops still. Own saves that the office has lost are stamped anew and
// travel as always; saves of others that it has lost stay on the screen and are offered with the next exchanges.
// Thread rule: one thread. Failure rule: an Error ends the exchange and changes nothing here.
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
  // `node_id`: random; of the new node.
  LaptopRecovery(Laptop& laptop, const Uuid& node_id, LaptopSessionOptions options);

  Result<std::string> request();
  Status receive(std::string_view bytes);
  Status finish();

 private:
  Laptop& laptop_;
  Uuid node_id_;
  LaptopSessionOptions options_;
  LaptopLink link_;
  FrameReader reader_{limits::kAnswerBytesMax};
  std::optional<RecoveryAnswer> answer_;
};

}  // namespace satchel
