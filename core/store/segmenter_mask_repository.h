#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace maskwright::store {

/// Rows of `segmenter_mask`: what a round's segmenter said of each mask that it found itself.
/// Throws SQLite::Exception.
class SegmenterMaskRepository {
 public:
  explicit SegmenterMaskRepository(Connection& connection) : connection_(connection) {}

  /// `predicted`: the embedding, unit length. `earlier`: the earlier round's mask of the same
  /// object, if any; of one that is a segmenter's too, the mask of another source that it had found
  /// again.
  void insert(CandidateId candidate, const std::vector<float>& predicted, CandidateId earlier = {});
  std::vector<float> predicted(CandidateId candidate);  ///< empty if there is none
  /// What a mask teaches: the predicted embedding, else the one that describes it
  /// (CandidateRepository); empty if there is neither.
  std::vector<float> teaching(CandidateId candidate);
  /// The candidates of a round that its own segmenter found.
  std::unordered_set<CandidateId> ofRound(int round);
  /// Those of them that another source had found before, with that mask.
  std::unordered_map<CandidateId, CandidateId> foundAgain(int round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
