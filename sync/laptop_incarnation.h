// LaptopIncarnation: a database that was restored from an older copy, or copied to another machine, asks the
// office to go on as a node of its own. Made for one request, never restarted, like a LaptopSession.
//
// Nothing is lost by it: what the office has of this database stays what it is, and what it has not is stamped
// anew, with its origin, so that two copies of one save are known as one.
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

// The id under which a copy asks to go on. What a former try, whose answer was lost, has asked with is used again.
Uuid next_node_id(Store& store, const Uuid& fresh);
void forget_next_node_id(Store& store);
// The answer to it cannot be: the next try asks with another one. Outside of a Transaction.
void refuse_next_node_id(Store& store);
// Places in the chain of a node behind `after`, which is one of them: the ends of its saves, evenly thinned out.
std::vector<Have> chain_points(Store& store, NodeNumber node, const Have& after, std::size_t points_max);

class LaptopIncarnation {
 public:
  // `node_id`: random; of the new node.
  LaptopIncarnation(Laptop& laptop, const Uuid& node_id, LaptopSessionOptions options);

  Result<std::string> request();
  Status receive(std::string_view bytes);
  // After the whole answer: this database is the new node. Returns how many saves were stamped anew.
  Result<std::uint64_t> finish();

 private:
  Laptop& laptop_;
  Uuid node_id_;
  LaptopSessionOptions options_;
  LaptopLink link_;
  FrameReader reader_{limits::kAnswerBytesMax};
  std::optional<IncarnationAnswer> answer_;
};

}  // namespace satchel
