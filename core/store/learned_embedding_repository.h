#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <unordered_set>
#include <vector>

namespace maskwright::store {

/// Rows of `learned_embedding`: what a round's segmenter predicted beside each mask that it found
/// itself. Throws SQLite::Exception.
class LearnedEmbeddingRepository {
 public:
  explicit LearnedEmbeddingRepository(Connection& connection) : connection_(connection) {}

  /// `vector`: unit length. An empty one is not stored.
  void insert(CandidateId candidate, const std::vector<float>& vector);
  std::vector<float> of(CandidateId candidate);  ///< empty if there is none
  /// The candidates of a round that its own segmenter found.
  std::unordered_set<CandidateId> ofRound(int round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
