// LaptopSession: one exchange with the office, from the laptop's side. Made for one request, never restarted.
//
//   LaptopSession session(laptop, options);
//   body = session.request();             whole request body
//   session.receive(bytes) ...            the answer, in slices of any size; whole frames are durable
//   outcome = session.finish();           after the answer ended, well or badly
//
// Purpose: sans network and sans clock. Thread rule: one thread; the laptop may save between the calls.
// Failure rule: an Error ends this exchange; what was committed stays, and the next exchange goes on there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/frame.h"
#include "sync/laptop.h"
#include "sync/laptop_link.h"
#include "sync/limits.h"

namespace satchel {

struct LaptopSessionOptions {
  std::int64_t wall_ms = 0;            // this laptop's clock
  std::size_t request_bytes_max = 4 * 1024 * 1024;  // of saves, before compression
  std::size_t answer_bytes_max = limits::kAnswerBytesDefault;
  std::uint64_t resume_after = 0;      // what the exchange before learned as `have`
  std::size_t chain_points_max = limits::kChainPointsMax;
  bool sign_frames = false;            // with the device key; the office's answer must then be signed too
};

struct ExchangeOutcome {
  bool complete = false;       // the farewell arrived
  bool more = false;           // another exchange is needed
  bool caseload_differs = false;  // it does not, and it is not known yet where
  bool digest_equal = false;   // both sides proved that they hold the same
  std::uint64_t resume_after = 0;
  std::uint64_t sent_saves = 0;
  std::uint64_t acknowledged = 0;   // counters newly proven ...
  std::uint64_t saves_proven = 0;   // ... and the saves that they belong to
  std::uint64_t entries_taken = 0;  // of pages ...
  std::uint64_t from_others = 0;    // ... and those of them that this laptop did not write
  std::string receipt;
  std::uint64_t slow_ms = 0;   // not 0: for so long the office takes no more of this laptop's saves
  bool certificate_ran_out = false;  // the office parks what this laptop sends, until it is enrolled again
};

class LaptopSession {
 public:
  LaptopSession(Laptop& laptop, LaptopSessionOptions options);

  Result<std::string> request();
  Status receive(std::string_view bytes);
  Result<ExchangeOutcome> finish();

  // What a refusal means to the person, and what of it this copy has to remember.
  static Error explain(Laptop& laptop, const Refusal& refusal);

 private:
  void add_vector(FrameWriter& writer, const LaptopProgress& progress);
  std::vector<RescueFrame> rescue_frames(const LaptopProgress& progress);
  Status add_saves(FrameWriter& writer, const LaptopProgress& progress);
  void count_request(LaptopProgress& progress);
  std::optional<Hash256> chain_at(std::uint64_t counter, const LaptopProgress& progress);
  // `batch`: pages that have arrived together are one commit.
  Status take(const Frame& frame, std::optional<Transaction>& batch);
  void commit(std::optional<Transaction>& batch);
  Status take_welcome(const Welcome& welcome);
  bool receipt_is_genuine(const std::string& bytes);
  void forget_cut();
  Status take_have(const Have& have);
  Status take_withdrawals(const WithdrawalsFrame& frame);
  void ask_to_spell_out(const Error& problem);
  Status take_pages(PagesFrame frame, std::optional<Transaction>& batch);
  void read_again(const ScopeId& scope, const Error& problem);
  bool stands_at_end_of(const Chunk& chunk);
  Status take_checks(const ChecksFrame& frame);
  Status take_farewell(const Farewell& farewell);
  void find_out_what_differs();
  Status take_certificate(const CertificateFrame& frame);

  Laptop& laptop_;
  LaptopSessionOptions options_;
  LaptopLink link_;
  FrameReader reader_;
  Hello hello_;
  std::uint64_t touched_sent_ = 0;
  std::uint64_t rescue_sent_ = 0;  // entries, with their bytes or without
  Dot rescue_end_;                 // the last one with its bytes; none: nothing was due
  bool welcomed_ = false;
  // The serials of the cursor changes that the pages made, and whether each led to where the office thinks.
  std::uint64_t took_after_ = 0;
  std::uint64_t took_to_ = 0;
  bool took_as_told_ = true;
  std::size_t differing_ = 0;  // scopes that the office's checks have shown to differ
  std::int64_t last_office_ms_ = 0;
  ExchangeOutcome outcome_;
};

// Takes the answer to a request that is no exchange: `take` gets the payload of each frame of that type; other types
// are passed over, a refusal is explained.
Status take_answer(Laptop& laptop, FrameReader& reader, const LaptopLink& link, std::string_view bytes,
                   FrameType type, const std::function<Status(const std::string& payload)>& take);

}  // namespace satchel
