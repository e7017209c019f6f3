#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/coco/semantic_evaluation.h"
#include "core/store/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace maskwright {

struct SemanticEvaluateRequest {
  std::filesystem::path against;  ///< COCO data set with the true objects
  /// Pixels without an object: one more class (true), or left out of the score (false).
  bool backgroundIsAClass = true;
};

struct SemanticReport {
  std::vector<std::string> classes;  ///< names; the background last, if it is a class
  int prototypes = 0;                ///< of the run
  int groups = 0;                    ///< after merging, switched-off ones left out
  int64_t images = 0, pixels = 0;    ///< that were judged
  coco::SemanticScores oneToOne, manyToOne;
  /// Classes by the names that people gave; nothing if no name is a class of the truth.
  std::optional<coco::SemanticScores> named;
  std::string run;  ///< "slotcon-3, small: resnet18, ..."
};

/// Scores the newest semantic run: one histogram of prototypes against classes over all pixels of
/// all images that both have. Objects are painted by falling area, so smaller ones stay on top.
/// Edits count: merged prototypes are one, pixels of switched-off ones are unlabelled.
/// Errors: those of the file; NotFound (no run, no image in common), Cancelled.
Result<SemanticReport> evaluateSemantic(store::Project& project,
                                        const SemanticEvaluateRequest& request,
                                        const CancelToken& cancel,
                                        ProgressSink& sink);

}  // namespace maskwright
