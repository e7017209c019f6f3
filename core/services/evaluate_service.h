#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/coco/evaluation.h"
#include "core/store/project.h"

#include <filesystem>
#include <optional>

namespace maskwright {

enum class EvaluateWhich {
  Candidates,  ///< of one round, by confidence, decisions ignored
  Accepted     ///< one mask per accepted object over all rounds
};

struct EvaluateRequest {
  std::filesystem::path against;  ///< COCO data set with the true masks
  bool classAgnostic = false;
  coco::IouType type = coco::IouType::Mask;
  EvaluateWhich which = EvaluateWhich::Candidates;
  std::optional<int> round;     ///< nothing = the newest
  bool excludeDecided = false;  ///< leave out images on which anyone decided anything
  std::vector<int> maxDetections{1, 10, 100};
};

struct EvaluateReport {
  coco::Evaluation evaluation;
  coco::EvaluationSettings settings;
  int round = 0;
  int64_t excludedImages = 0;  ///< because of decisions
};

/// Scores a project against true masks on the images that both have. Candidates carry the category
/// of their verdict, else the suggested one, else that of their cluster, by name. Images that the
/// project lacks are told to the sink. Errors: those of the file; NotFound if no image is common.
Result<EvaluateReport> evaluateProject(store::Project& project,
                                       const EvaluateRequest& request,
                                       const CancelToken& cancel,
                                       ProgressSink& sink);

/// Scores a COCO results list, or a whole COCO data set (images and categories then matched by
/// name; a missing score counts as 1).
Result<EvaluateReport> evaluateResults(const std::filesystem::path& results,
                                       const EvaluateRequest& request,
                                       ProgressSink& sink);

}  // namespace maskwright
