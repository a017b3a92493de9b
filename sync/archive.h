// Varint archives for cereal: what codec.cc writes and reads bytes with. Included by codec.cc only.
//
// Unsigned integers are LEB128 varints, signed ones zigzag first, doubles 8 bytes little-endian, booleans
// one byte, sizes varints. Reading checks every size against the bytes that are left: each element
// takes at least one byte, so a size greater than the rest is a lie.
// Failure rule: reading throws cereal::Exception, which codec.cc turns into an Error.
#pragma once

#include <cereal/cereal.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/vector.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace satchel {

class WireOutput : public cereal::OutputArchive<WireOutput, cereal::AllowEmptyClassElision> {
 public:
  explicit WireOutput(std::string& out) : OutputArchive(this), out_(out) {}

  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
  }
  void zigzag(std::int64_t value) {
    varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void raw(const void* data, std::size_t size) {
    out_.append(static_cast<const char*>(data), size);
  }
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void sized(std::string_view bytes) {
    varint(bytes.size());
    out_.append(bytes);
  }

 private:
  std::string& out_;
};

class WireInput : public cereal::InputArchive<WireInput, cereal::AllowEmptyClassElision> {
 public:
  explicit WireInput(std::string_view in) : InputArchive(this), in_(in) {}

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      if (shift == 63 && next > 1) throw cereal::Exception("number too large");
      value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if ((next & 0x80) == 0) return value;
    }
    throw cereal::Exception("number too long");
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::uint8_t byte() {
    need(1);
    return static_cast<std::uint8_t>(in_[at_++]);
  }
  void raw(void* data, std::size_t size) {
    need(size);
    std::memcpy(data, in_.data() + at_, size);
    at_ += size;
  }
  std::string_view bytes(std::size_t size) {
    need(size);
    const auto view = in_.substr(at_, size);
    at_ += size;
    return view;
  }
  std::string_view sized() { return bytes(size()); }
  // A size that the rest can hold.
  std::size_t size() {
    const std::uint64_t value = varint();
    if (value > left()) throw cereal::Exception("a size is greater than the bytes that are left");
    return static_cast<std::size_t>(value);
  }
  std::size_t left() const { return in_.size() - at_; }
  void finish() const {
    if (left() != 0) throw cereal::Exception("bytes are left over");
  }

 private:
  void need(std::size_t size) const {
    if (size > left()) throw cereal::Exception("the bytes end too early");
  }
  std::string_view in_;
  std::size_t at_ = 0;
};

// ---- what cereal asks of an archive ---------------------------------------------------------------

template <class T>
using IfUnsigned = std::enable_if_t<std::is_unsigned_v<T> && !std::is_same_v<T, bool>, int>;
template <class T>
using IfSigned = std::enable_if_t<std::is_integral_v<T> && std::is_signed_v<T>, int>;

template <class T, IfUnsigned<T> = 0>
void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const T& value) {
  ar.varint(value);
}
template <class T, IfUnsigned<T> = 0>
void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, T& value) {
  const std::uint64_t wide = ar.varint();
  value = static_cast<T>(wide);
  if (value != wide) throw cereal::Exception("number out of range");
}
template <class T, IfSigned<T> = 0>
void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const T& value) {
  ar.zigzag(value);
}
template <class T, IfSigned<T> = 0>
void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, T& value) {
  const std::int64_t wide = ar.zigzag();
  value = static_cast<T>(wide);
  if (value != wide) throw cereal::Exception("number out of range");
}
inline void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const bool& value) { ar.byte(value ? 1 : 0); }
inline void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, bool& value) {
  const std::uint8_t read = ar.byte();
  if (read > 1) throw cereal::Exception("neither true nor false");
  value = read == 1;
}
inline void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const double& value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  ar.raw(&bits, sizeof bits);
}
inline void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, double& value) {
  std::uint64_t bits = 0;
  ar.raw(&bits, sizeof bits);
  value = std::bit_cast<double>(bits);
}
inline void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const std::string& value) { ar.sized(value); }
inline void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, std::string& value) { value = ar.sized(); }

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(WireOutput& ar, const cereal::SizeTag<T>& tag) {
  ar.varint(static_cast<std::uint64_t>(tag.size));
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(WireInput& ar, cereal::SizeTag<T>& tag) {
  tag.size = ar.size();
}
template <class Archive, class T,
          cereal::traits::EnableIf<std::is_same_v<Archive, WireOutput> ||
                                   std::is_same_v<Archive, WireInput>> = cereal::traits::sfinae>
void CEREAL_SERIALIZE_FUNCTION_NAME(Archive& ar, cereal::NameValuePair<T>& pair) {
  ar(pair.value);
}

}  // namespace satchel

CEREAL_REGISTER_ARCHIVE(satchel::WireOutput)
CEREAL_REGISTER_ARCHIVE(satchel::WireInput)
CEREAL_SETUP_ARCHIVE_TRAITS(satchel::WireInput, satchel::WireOutput)
