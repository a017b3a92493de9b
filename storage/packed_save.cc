#include "storage/packed_save.h"

#include <sodium.h>
#include <zstd.h>

#include <cassert>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "storage/dictionary_1.h"

namespace satchel {

namespace {

constexpr char kPlain = 0;
constexpr char kWithDictionary1 = 1;
constexpr int kLevel = 1;  // level 3 saves half a percent more and takes a third longer
constexpr std::size_t kMagicBytes = 4;
// A save comes in one frame of at most 72 KB; whatever claims more is damaged.
constexpr std::size_t kRawBytesMax = std::size_t{1} << 20;

std::string magic() {
  std::string bytes(kMagicBytes, '\0');
  for (std::size_t i = 0; i < kMagicBytes; ++i) {
    bytes[i] = static_cast<char>(ZSTD_MAGICNUMBER >> (8 * i));
  }
  return bytes;
}

std::string dictionary() {
  const std::size_t length = std::strlen(kDictionary1);
  std::string bytes(length, '\0');
  std::size_t used = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), kDictionary1,
                        length, nullptr, &used, nullptr, sodium_base64_VARIANT_ORIGINAL);
  assert(failed == 0);
  static_cast<void>(failed);
  bytes.resize(used);
  return bytes;
}

// Prepared once: they are never changed, and may be used by any number of threads.
struct Dictionaries {
  ZSTD_CDict* pack;
  ZSTD_DDict* unpack;
  Dictionaries() {
    const std::string bytes = dictionary();
    pack = ZSTD_createCDict(bytes.data(), bytes.size(), kLevel);
    unpack = ZSTD_createDDict(bytes.data(), bytes.size());
    if (pack == nullptr || unpack == nullptr) throw std::bad_alloc();
  }
  ~Dictionaries() {
    ZSTD_freeCDict(pack);
    ZSTD_freeDDict(unpack);
  }
  Dictionaries(const Dictionaries&) = delete;
  Dictionaries& operator=(const Dictionaries&) = delete;
};
const Dictionaries& dictionaries() {
  static const Dictionaries prepared;
  return prepared;
}

Error damaged() {
  return {ErrorKind::corrupt, "the database file is damaged: a save cannot be unpacked",
          "run `doctor`; keep the file, and restore the latest backup beside it"};
}

}  // namespace

struct SavePacker::Contexts {
  ZSTD_CCtx* pack = ZSTD_createCCtx();
  ZSTD_DCtx* unpack = ZSTD_createDCtx();
  Contexts() = default;
  ~Contexts() {
    ZSTD_freeCCtx(pack);
    ZSTD_freeDCtx(unpack);
  }
  Contexts(const Contexts&) = delete;
  Contexts& operator=(const Contexts&) = delete;
};

SavePacker::SavePacker() : contexts_(std::make_unique<Contexts>()) {
  if (contexts_->pack == nullptr || contexts_->unpack == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(contexts_->pack, ZSTD_c_dictIDFlag, 0);
  ZSTD_CCtx_setParameter(contexts_->pack, ZSTD_c_checksumFlag, 0);
  ZSTD_CCtx_refCDict(contexts_->pack, dictionaries().pack);
  ZSTD_DCtx_refDDict(contexts_->unpack, dictionaries().unpack);
}

SavePacker::~SavePacker() = default;

std::string SavePacker::pack(std::string_view raw) {
  std::string packed(ZSTD_compressBound(raw.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(contexts_->pack, packed.data(), packed.size(), raw.data(), raw.size());
  if (ZSTD_isError(size) || size - kMagicBytes >= raw.size()) {
    return std::string(1, kPlain).append(raw);
  }
  packed.resize(size);
  packed.replace(0, kMagicBytes, 1, kWithDictionary1);
  return packed;
}

Result<std::string> SavePacker::unpack(std::string_view packed) {
  if (packed.empty()) return damaged();
  if (packed.front() == kPlain) return std::string(packed.substr(1));
  if (packed.front() != kWithDictionary1) {
    return Error{ErrorKind::too_new, "this database was written by a newer version of Satchel",
                 "update the program; nothing is lost"};
  }
  const std::string frame = magic().append(packed.substr(1));
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size > kRawBytesMax) return damaged();  // also when it is not known
  std::string raw(static_cast<std::size_t>(size), '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(contexts_->unpack, raw.data(), raw.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) || got != raw.size()) return damaged();
  return raw;
}

std::string SavePacker::unpack_or_fail(std::string_view packed) {
  auto raw = unpack(packed);
  if (!raw) throw StoreFailure(raw.error());
  return std::move(*raw);
}

}  // namespace satchel
