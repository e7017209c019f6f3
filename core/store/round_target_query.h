#pragma once

#include "core/domain/round.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace maskwright::store {

/// A round that has targets, and what they are in training.
struct TargetedRound {
  RoundId id;
  int number = 0;
  int64_t targets = 0;
};

/// How many targets of a round have one role for one kind of reason.
struct TargetCount {
  TargetRole role = TargetRole::Ignored;
  std::string reason;  ///< without its figure: "confident" for "confident 0.93"
  int64_t count = 0;
};

/// Reads what rounds trained on, and why. Throws SQLite::Exception.
class RoundTargetQuery {
 public:
  explicit RoundTargetQuery(Connection& connection) : connection_(connection) {}

  std::vector<TargetedRound> rounds();  ///< with at least one target, by number
  /// By role, the most frequent reason first.
  std::vector<TargetCount> counts(RoundId round);
  /// Those among `candidates` that are targets of the round.
  std::unordered_map<int64_t, RoundTarget> among(RoundId round,
                                                 const std::vector<int64_t>& candidates);
  /// In which rounds a candidate was a target, by number.
  struct Use {
    int round = 0;
    RoundTarget target;
  };
  std::vector<Use> of(CandidateId candidate);

 private:
  Connection& connection_;
};

/// A reason without its figure, for SQL: `expression` is a column of reasons.
std::string reasonKindSql(const std::string& expression);

}  // namespace maskwright::store
