#pragma once

namespace maskwright {

/// What people say of a round. Values are stored.
enum class RoundMark {
  None = 0,
  Accepted = 1,
  RolledBack = 2  ///< kept, but the newest round that isn't counts: shown, exported, learned from
};

}  // namespace maskwright
