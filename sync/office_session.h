// OfficeSession: one exchange with a laptop, from the office's side. Made for one request, never restarted.
//
//   OfficeSession session(office, options);
//   session.receive(bytes) ...            the request, in slices of any size; whole saves are durable
//   body = session.finish();              the answer; not called when the request was cut
//
// Push is judged before pull: what the laptop brought is committed frame by frame as it arrives, the answer is
// made of the state after that. Thread rule: one thread at a time. Failure rule: problems of the request become
// a refusal or a first frame alone; StoreFailure when the database fails (the caller answers with a
// refusal of kind office_fault).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sync/allowance.h"
#include "sync/frame.h"
#include "sync/office.h"

namespace satchel {

// What TLS has proven about the laptop, before its first byte.
struct AuthenticatedLink {
  std::string device_key;            // Ed25519 public key of its certificate, 32 bytes
  bool certificate_ran_out = false;  // by the office's clock
  std::string renewed_certificate;   // to be handed over in this exchange; empty: none
};

// Why everything is parked that comes under a certificate that ran out.
inline constexpr const char* kCertificateRanOut = "the laptop's certificate had run out";

struct OfficeSessionOptions {
  std::int64_t now_ms = 0;          // the office's clock
  bool demand_signatures = false;   // --plain: each frame is signed with the device key
  std::optional<AuthenticatedLink> link = std::nullopt;  // TLS: the frames need no signatures
  AllowanceRates allowance{};
};

// What a server logs and counts about an exchange; no health data.
struct ExchangeReport {
  NodeNumber node = kNoNode;
  std::uint64_t saves = 0;     // newly stored
  std::uint64_t repeated = 0;  // known already
  std::uint64_t entries_sent = 0;
  std::string problem;         // empty when all went well
};

class OfficeSession {
 public:
  OfficeSession(Office& office, OfficeSessionOptions options);

  // False: nothing more of the request is of use; call finish.
  bool receive(std::string_view bytes);
  std::string finish();
  // The laptop's last request broke off: it wants to know what came of it.
  bool asks_have() const { return hello_.asks_have; }
  const ExchangeReport& report() const { return report_; }

 private:
  // Saves that have arrived together: one commit. What they prove counts when that is done.
  struct Batch {
    Batch(OfficeStore& store, std::uint64_t next_before, std::uint64_t proven_before)
        : transaction(store), next(next_before), proven(proven_before) {}
    Transaction transaction;
    std::uint64_t next;
    std::uint64_t proven;
  };

  bool take_frames(std::optional<Batch>& batch);
  void commit(std::optional<Batch>& batch);
  void take(const Frame& frame, std::optional<Batch>& batch);
  void take_hello(const Frame& frame);
  void take_incarnation(const Frame& frame);
  void take_recovery(const Frame& frame);
  void take_rescue(const RescueFrame& frame);
  std::optional<NodeRow> admit(const Greeting& from, const Frame& frame);
  void refuse_for_going_back();
  void keep_note_of_going_back(Transaction& transaction);
  std::optional<NodeRow> admit_node(std::optional<NodeRow> node, const Greeting& from, const Frame& frame);
  std::string answer_recovery();
  void write_fates(FrameWriter& writer);
  void write_checks(FrameWriter& writer, const Uuid& user);
  void take_saves(SavesFrame frame, std::optional<Batch>& batch);
  bool may_tell(const StoredSave& row, const NodeRow& node);
  void be_slow();
  bool pay_for_new_scopes(NodeRow& node);
  void take_save(NodeRow& node, std::uint64_t first, const SentSave& sent);
  void take_sealed(NodeRow& node, std::uint64_t first, const SentSave& sent);
  bool signature_is_right(const Frame& frame, const std::string& key);
  bool comes_from(const NodeRow& node, const Frame& frame);
  bool certificate_ran_out() const { return options_.link && options_.link->certificate_ran_out; }
  std::optional<Refusal> check_chain(const NodeRow& node);
  void refuse(RefusalKind kind, std::string message);
  bool remember_told(const std::map<ScopeId, Cursor>& told);
  std::map<ScopeId, std::optional<Cursor>> moved_cursors();
  bool store_vector(NodeRow& node);
  std::uint64_t proven_counter(const NodeRow& node);
  std::string make_receipt(const NodeRow& node, std::uint64_t ack);
  void forget_holdings_not_in(const std::map<ScopeId, std::optional<Cursor>>& named);
  FrameWriter writer();
  std::string answer_refusal();

  Office& office_;
  OfficeStore& store_;
  OfficeSessionOptions options_;
  FrameReader reader_;
  ExchangeReport report_;
  std::optional<Refusal> refusal_;
  bool bad_frame_ = false;  // the rest of the request is ignored; the answer is its first frame
  bool greeted_ = false;
  Greeting from_;
  std::optional<RecoveryRequest> recovers_;  // the request asks how much of its copy this restored office still has
  std::uint64_t rescued_ = 0;
  std::vector<Dot> asked_after_;  // rescued saves whose fate the laptop wants to know
  std::optional<IncarnationAnswer> incarnated_;  // the request asked for a node of its own
  bool took_saves_ = false;
  bool must_spell_out_ = false;  // a brief save of it cannot be read here
  std::optional<Allowance> allowance_;  // while a frame is taken
  std::uint64_t slow_ms_ = 0;  // the allowance is used up: no more saves are taken of this request
  Hello hello_;
  std::string device_key_;
  std::vector<VectorEntry> vector_;
  std::uint64_t proven_ = 0;  // end of the last save of this request that is committed
  std::set<std::uint64_t> sealed_;  // first counters of the saves that came in boxes
  std::uint64_t next_ = 0;    // counter that the next save of this request has to begin with
};

}  // namespace satchel
