#pragma once

// Qt's moc can't read <compare> as the first standard header.
// clang-format off
#include <cstdint>
#include <compare>
#include <functional>
// clang-format on

namespace maskwright {

/// A database id that can't be mixed up with another kind of id. 0 = none.
template <typename Tag>
struct StrongId {
  int64_t value = 0;
  constexpr StrongId() = default;
  constexpr explicit StrongId(int64_t v) : value(v) {}
  constexpr explicit operator bool() const { return value != 0; }
  auto operator<=>(const StrongId&) const = default;  // NOLINT(modernize-use-nullptr): its own 0
};

}  // namespace maskwright

template <typename Tag>
struct std::hash<maskwright::StrongId<Tag>> {
  size_t operator()(const maskwright::StrongId<Tag>& id) const noexcept {
    return std::hash<int64_t>{}(id.value);
  }
};
