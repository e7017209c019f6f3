#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::store {

/// Rows of `candidate_context`: what the surroundings of candidates and the decisions around them
/// said when a job last ranked them. Throws SQLite::Exception.
class RankingInputRepository {
 public:
  explicit RankingInputRepository(Connection& connection) : connection_(connection) {}

  struct Row {
    CandidateId candidate;
    std::vector<float> values;
    int64_t decisions = 0;  ///< taken in until then
  };
  /// `values`: candidates.size() rows of equal width, row-major. In short transactions of its own,
  /// between which a person's decisions get their turn. Replaces what is stored of a candidate.
  void write(std::span<const CandidateId> candidates,
             std::span<const float> values,
             int64_t decisions);
  std::vector<Row> ofRound(int round);  ///< by candidate id

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
