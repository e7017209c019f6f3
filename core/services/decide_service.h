#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace maskwright {

struct DecideSummary {
  int64_t changed = 0;                                            ///< verdicts that are new
  int64_t accepted = 0, badMask = 0, notAnObject = 0, other = 0;  ///< of these
  int64_t unusable = 0;                                           ///< lines told as issues
};

/// Batch decisions from a CSV file `candidate_id,verdict,category` (verdicts as verdictName();
/// category may be empty; a header line is skipped). Bad lines are issues and the rest goes on.
/// Errors: NotFound, Unreadable, those of the store.
Result<DecideSummary> decideFromFile(store::Project& project,
                                     const std::filesystem::path& csv,
                                     const std::string& author,
                                     ProgressSink& sink);

struct StandInRequest {
  std::filesystem::path against;  ///< COCO data set with the true masks
  double imageFraction = 0.1;     ///< (0, 1] of the images that both have, at least one
  uint64_t seed = 1;
  std::optional<int> round;  ///< nothing = the newest
  /// IoU from which a mask is accepted; a person who only wants boxes or a first pass is content
  /// with less than the default.
  double acceptIou = 0.75;
};

struct StandInSummary {
  DecideSummary decided;
  std::vector<std::string> images;  ///< chosen, by path
  int64_t inCrowd = 0;              ///< left undecided: mostly inside a crowd region
};

inline constexpr double kBadMaskIou = 0.5;

/// A stand-in for a person on a random part of the images: each undecided candidate is accepted
/// with the true category at IoU >= acceptIou with a true mask, a bad mask from kBadMaskIou, else
/// not an object. The choice of images depends on their paths and the seed alone.
/// Errors: WrongUse (fraction), NotFound (no common image), those of the file and store.
Result<StandInSummary> decideAgainst(store::Project& project,
                                     const StandInRequest& request,
                                     const CancelToken& cancel,
                                     ProgressSink& sink);

}  // namespace maskwright
