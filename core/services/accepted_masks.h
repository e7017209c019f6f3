#pragma once

#include "core/domain/candidate.h"
#include "core/domain/decision.h"
#include "core/store/connection.h"

#include <unordered_map>
#include <vector>

namespace maskwright {

/// A later accepted mask that overlaps an earlier one by this IoU is the same object.
inline constexpr double kSameObjectIou = 0.8;

/// From this IoU with the outline that a person wants, a mask is good enough to accept.
inline constexpr double kFineOutlineIou = 0.75;

/// A mask together with what is known about it now.
struct StandingMask {
  Candidate candidate;
  VerdictState verdict;
  int64_t decidedMs = 0;
  double confidence = 0;  ///< of its round's ranking, else the source score
};

/// Reads accepted masks image by image, one per object over all rounds: of masks that overlap by
/// kSameObjectIou or more the newest decision wins. Throws SQLite::Exception.
class AcceptedMasks {
 public:
  explicit AcceptedMasks(store::Connection& connection);

  /// Images with accepted masks.
  bool has(ImageId image) const { return byImage_.contains(image); }
  /// Kept masks of one image by candidate id; `merged` counts the ones that lost.
  std::vector<StandingMask> ofImage(ImageId image, int64_t* merged = nullptr);
  /// Confidence of a candidate in its round's active ranking; its source score if it has none.
  double confidence(const Candidate& candidate);

 private:
  struct Row {
    CandidateId candidate;
    VerdictState verdict;
    int64_t decidedMs;
  };
  store::Connection& connection_;
  std::unordered_map<ImageId, std::vector<Row>> byImage_;
  std::unordered_map<int, std::unordered_map<CandidateId, double>> rankings_;
};

}  // namespace maskwright
