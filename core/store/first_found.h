#pragma once

#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace maskwright::store {

/// In which round each mask was first found. A round keeps the masks of the one before that it did
/// not find again, as copies, and its segmenter's masks name those that they are found again of.
class FirstFound {
 public:
  /// For the masks of the rounds up to `round`; read again only if there are others by now. Some
  /// hundred thousand rows: for a thread in the background. Throws SQLite::Exception.
  void read(Connection& connection, int round);
  /// -1 = unknown.
  int roundOf(int64_t candidate) const;

 private:
  std::string state_;
  std::unordered_map<int64_t, int> rounds_;
};

}  // namespace maskwright::store
