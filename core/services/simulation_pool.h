#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/rank/ranking_table.h"
#include "core/rank/segmenter_places.h"
#include "core/store/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maskwright {

/// Candidates and the true objects they show: all that a simulated annotator needs. The objects are
/// those of the images that the project and the ground truth have in common.
struct SimulationPool {
  rank::RankingTable table;  ///< one row per candidate
  struct Match {
    int object = 0;  ///< number of the true object, from 0
    float iou = 0;   ///< at least kBadMaskIou
  };
  std::vector<std::vector<Match>> matches;  ///< of each row, best first
  std::vector<int> objectCategory;          ///< index into `categories`
  std::vector<Rle> objectMask;
  std::vector<ImageId> objectImage;
  std::vector<std::string> categories;
  int64_t images = 0;  ///< in common

  /// After a self-training round; empty and 0 else.
  std::vector<bool> outOfQueue;  ///< rows that nobody is shown: decided before, or known objects
  std::vector<size_t> ofRound;   ///< rows of the round itself
  std::optional<rank::SegmenterTrust> segmenter;  ///< of a round
  std::vector<std::pair<size_t, size_t>>
      foundAgain;  ///< segmenter's row, row that it had found again
};

struct SimulationSource {
  std::filesystem::path against;     ///< COCO data set with the true masks
  std::filesystem::path candidates;  ///< COCO results list or data set; empty = the project's own
  std::optional<int> round;          ///< of the project's candidates; nothing = the newest
  /// The project's verdicts stand: what was decided is out of the queue and its candidates of
  /// earlier rounds are there to learn from. Else the project counts as untouched.
  bool verdictsStand = false;
};

/// Candidates mostly inside a crowd region are left out. Those of a results file have a score and
/// what follows from the mask's shape, but neither embedding nor cluster.
/// Errors: those of the files and the store; NotFound if no image is common or nothing is left.
Result<SimulationPool> readSimulationPool(store::Project& project,
                                          const SimulationSource& source,
                                          const CancelToken& cancel,
                                          ProgressSink& sink);

}  // namespace maskwright
