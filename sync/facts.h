// Facts: the few things that each program knows of itself, kept as one row each.
//
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/hash.h"
#include "sync/ids.h"
#include "sync/message.h"

namespace satchel {

// ---- enrolment: how a laptop becomes a node ----------------------------------------------------------

struct EnrolmentRequest {
  std::uint32_t version = kWireVersion;
  std::string code;         // the secret part of the code
  std::string fingerprint;  // the rest of it: which office made the code
  std::string device_key;   // Ed25519 public key
  Uuid node_id;
};

struct EnrolmentAnswer {
  Uuid office;
  Epoch office_epoch = 0;
  std::string office_name;
  std::string office_key;  // Ed25519 public key; the code carries its fingerprint
  NodeNumber node = kNoNode;
  Uuid user;
  std::string user_name;
  std::string role;
  Epoch directory_epoch = 0;
  Epoch inbox_epoch = 0;
  std::int64_t office_ms = 0;
  std::string certificate;  // of the laptop's own key, for TLS: X.509 in DER
  std::string credential;   // encoded SignedCredential
};

// A small thing about one record, such as what a person was shown of it. It leaves the laptop with the record: the
// wipe of a file removes all facts that begin with `record_fact_prefix`.
inline std::string record_fact_prefix(const RecordId& record) {
  return "record " + record.to_string() + " ";
}

// ---- the laptop ------------------------------------------------------------------------------------

struct LaptopIdentity {
  std::string office_url;
  Uuid office;
  Epoch office_epoch = 0;
  std::string office_name;
  std::string office_key;
  NodeNumber node = kNoNode;
  Uuid node_id;
  Uuid user;
  std::string user_name;
  std::string role;
  std::string device_secret;  // Ed25519 secret key
  std::vector<NodeNumber> earlier;  // the nodes that this database was before, oldest first
};

// Where the caseloads differ: first the sums are made anew and the office's checks are asked for, then what differs is read
// again, then everything.
enum class Comparing : std::uint8_t { no = 0, asks = 1, knows = 2 };

struct LaptopProgress {
  std::uint64_t counter = 0;  // of the last op of this node
  Hash256 chain;
  std::uint64_t acked = 0;  // the office proved that it has everything up to here
  Hash256 chain_at_acked;
  std::uint64_t request_number = 0;
  bool cut = false;              // the last exchange ended without a complete answer
  std::uint64_t touched = 0;     // serial of cursor changes
  std::uint64_t confirmed = 0;   // the office has the cursor changes up to this serial
  bool send_whole_vector = false;
  Hash256 vector_hash;
  Hash256 caseload_digest;
  std::uint64_t scope_count = 0;
  std::int64_t clock_offset_ms = 0;  // office clock minus this clock, at the last sync
  std::int64_t last_sync_ms = 0;     // the office's clock at the last complete sync; 0: never
  std::uint64_t frame_bytes = 0;     // adaptive; 0: the default
  bool proven_equal = false;         // the last complete sync ended with equal digests
  Dot rescued_to;             // of the saves that a restored office may lack, in order: brought back up to here
  bool rescue_due = false;    // there are more behind it
  bool rescue_waits = false;  // what is read anew and does not come again has to be brought back
  std::uint64_t answered = 0;  // the last request that the office answered
  // The answer that was taken to its end last, which the office remembers (0: none), and the cursor changes that it
  // made: serials behind the first, up to the second.
  std::uint64_t took = 0;
  std::uint64_t took_after = 0;
  std::uint64_t took_to = 0;
  Comparing comparing = Comparing::no;
  bool spell_out = false;  // a brief save could not be read, here or there: none travels until all is settled
  std::uint64_t settled = 0;  // own saves behind it wait here for their places in the logs, with their bytes
};

// ---- the office ------------------------------------------------------------------------------------

struct OfficeIdentity {
  Uuid id;
  Epoch epoch = 1;
  std::string name;
  std::string secret_key;  // Ed25519
  std::string public_key;
  Epoch last_grant_epoch = 0;
  NodeNumber last_node = kOfficeNode;  // node numbers are never issued twice
  NodeNumber first_node = 0;           // of the present epoch: those below it speak no more, each goes on as another
  std::vector<Epoch> former_epochs;  // before the restores of this office, oldest first
  std::int64_t restored_ms = 0;      // when the present epoch began; 0: never restored
  bool recovering = false;           // until an administrator has looked at what the laptops brought back
};

// What the answer to that request told a laptop: where its cursors are once it has taken all of it.
struct ToldCursors {
  std::uint64_t request_number = 0;
  std::vector<VectorEntry> entries;
};

}  // namespace satchel
