#pragma once

#include <cstdint>
#include <string>

namespace maskwright {

/// "12,345": a count in the English texts that are stored.
inline std::string grouped(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace maskwright
