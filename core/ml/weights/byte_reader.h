#pragma once

#include "core/ml/weights/refused.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

static_assert(std::endian::native == std::endian::little, "weights files are little-endian");

namespace maskwright::ml {

/// A place in bytes that can't be left: reading past the end is refused.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes, uint64_t at = 0) : bytes_(bytes) { seek(at); }

  uint64_t at() const { return at_; }
  uint64_t left() const { return bytes_.size() - at_; }
  void seek(uint64_t at) {
    if (at > bytes_.size()) refuse("points beyond the end of the file");
    at_ = at;
  }
  std::string_view take(uint64_t count) {
    if (count > left()) refuse("ends too early");
    const auto taken = bytes_.substr(at_, count);
    at_ += count;
    return taken;
  }
  /// A little-endian whole number.
  template <typename T>
  T number() {
    static_assert(std::is_integral_v<T>);
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  /// Up to a line end, which is passed over.
  std::string_view line() {
    const auto end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) refuse("ends too early");
    const auto text = take(end - at_);
    ++at_;
    return text;
  }

 private:
  std::string_view bytes_;
  uint64_t at_ = 0;
};

}  // namespace maskwright::ml
