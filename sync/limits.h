// Every maximum that protects a program from bytes that come from outside, in one place.
//
// Each has a name and a test. Units are in the name.
#pragma once

#include <cstddef>
#include <cstdint>

namespace satchel::limits {

// A save fits one frame. The person is told before "saved" is said.
inline constexpr std::size_t kSaveBytesMax = 60 * 1024;
// On the wire: a copy that goes on as another node writes its own dots anew, and they may be longer.
inline constexpr std::size_t kStampedSaveBytesMax = kSaveBytesMax + 8 * 1024;
inline constexpr std::size_t kSaveOpsMax = 1000;
// The same save in a box for the office (sealed_box.h).
inline constexpr std::size_t kSealedSaveBytesMax = kStampedSaveBytesMax + 49;
// Own saves of a wiped file stay, sealed, for so long after the office's receipt, by the office's clock: an office
// that is restored from a backup gets them back out of their boxes.
inline constexpr std::int64_t kSealedSaveMsKept = 30LL * 24 * 3600 * 1000;
inline constexpr std::size_t kValueBytesMax = 48 * 1024;
inline constexpr std::size_t kPredecessorsMax = 64;
inline constexpr std::size_t kVoidListMax = 8192;
// Values alive in one field of one record: every one of them is hashed with each change of the field, on every copy.
// Lists of people have dozens, disagreements as many as there are laptops.
inline constexpr std::size_t kSiblingsMax = 1000;
// What a save replaces because predecessors of it are parked: bounds the size of its entry in the log.
inline constexpr std::size_t kSubstitutionsMax = 512;
inline constexpr std::size_t kReasonBytesMax = 2000;
inline constexpr std::size_t kUserNameBytesMax = 64;
inline constexpr std::size_t kJsonDepthMax = 16;

// Frames: adaptive between these sizes, before compression.
inline constexpr std::size_t kFrameBytesMin = 8 * 1024;
inline constexpr std::size_t kFrameBytesMax = 64 * 1024;
// A frame may hold one save of the greatest size and what describes it.
inline constexpr std::size_t kFramePayloadMax = kFrameBytesMax + 16 * 1024;

// Bodies, after decompression. A longer queue or caseload takes more requests.
inline constexpr std::size_t kRequestBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kAnswerBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kAnswerBytesDefault = 6 * 1024 * 1024;

// Bytes of saves that are read to write or read the brief ones of a frame (brief.h): each one of a full frame may be
// about another save of the greatest size, in 20 ms.
inline constexpr std::size_t kBriefLookedUpBytesMax = 16 * 1024 * 1024;

// The network waits at most this long between attempts.
inline constexpr std::int64_t kBackoffMsMin = 2'000;
inline constexpr std::int64_t kBackoffMsMax = 15 * 60 * 1000;

inline constexpr std::int64_t kEnrolmentCodeMsMax = 24LL * 3600 * 1000;
inline constexpr std::size_t kEnrolmentTriesMax = 10;
// A device certificate (ours have about 300 bytes).
inline constexpr std::size_t kCertificateBytesMax = 4096;

// Places in its chain that a copy names when it asks to go on as a node of its own.
inline constexpr std::size_t kChainPointsMax = 1000;
// What one request asks after or brings back for a restored office.
inline constexpr std::size_t kFatesAskedMax = 1000;
inline constexpr std::size_t kScopeStatesPerFrame = 2000;
inline constexpr std::size_t kChecksPerFrame = 10'000;  // 4 bytes each
// Nodes of one device: a laptop that asks for more is broken or hostile.
inline constexpr std::size_t kIncarnationsMax = 200;
// Names under which an office once had a save; the latest ones are kept.
inline constexpr std::size_t kFormerNamesMax = 32;

// What one laptop may bring: so much at once, and so much more with each hour of the office's clock. Ninety days of
// work offline come to about 12 MB (60 saves of 2 KB a day), a first import of 10,000 records to about 20 MB, both
// with what is charged for each save: neither ever waits. A laptop that floods the office is held to 400 MB a day.
inline constexpr std::uint64_t kAllowanceBytesMax = 64ULL * 1024 * 1024;
inline constexpr std::uint64_t kAllowanceBytesPerHour = 16ULL * 1024 * 1024;
// Charged for each save beside its bytes: its rows, its places in indexes and lists.
inline constexpr std::uint64_t kAllowanceBytesPerSave = 1024;
// And for one that waits for something: it is judged again whenever anybody brings anything.
inline constexpr std::uint64_t kAllowanceBytesPerWaiting = 16 * 1024;
// Who has to wait waits until there is room for a whole request of saves again (at most kBackoffMsMax).
inline constexpr std::uint64_t kAllowanceBytesToResume = 4ULL * 1024 * 1024;
// And a laptop believes an office no longer wait than this.
inline constexpr std::uint64_t kSlowMsMax = 24ULL * 3600 * 1000;

// Scopes that a request may name; the greatest caseloads have some thousands.
inline constexpr std::size_t kVectorEntriesMax = 100'000;
// No node ever writes so many ops. Below it nothing overflows, and databases with signed numbers order them rightly.
inline constexpr std::uint64_t kCounterMax = std::uint64_t{1} << 62;

// After so long without a word, by the office's clock, no account is kept of what a laptop has read. It names all of
// it when it comes back, and nothing of its own is lost.
inline constexpr std::int64_t kNodeExpiresMs = 90LL * 24 * 3600 * 1000;
// So long after the last laptop of a user gave a file back, the office forgets that it was theirs.
inline constexpr std::int64_t kWithdrawalMsKept = kNodeExpiresMs;
inline constexpr std::int64_t kEnrolmentMsKept = 24LL * 3600 * 1000;  // after it ended

// A laptop keeps the last receipt of each of so many days.
inline constexpr std::size_t kReceiptsKeptMax = 400;

inline constexpr std::size_t kJsonLineBytesMax = 1024 * 1024;
inline constexpr std::size_t kHttpHeaderBytesMax = 8 * 1024;

}  // namespace satchel::limits
