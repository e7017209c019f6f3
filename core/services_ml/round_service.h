#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/services_ml/tune_service.h"
#include "core/store/project.h"

#include <cstdint>
#include <optional>
#include <string>

namespace maskwright {

/// One self-training round.
struct RoundRequest {
  std::string segmenter = "solo";   ///< or "mask-rcnn"; "none": the tuning alone, no new candidates
  std::string profile = "preview";  ///< core/ml/segment/{solo,mask_rcnn}_profile.h
  double minutes = 0;               ///< time budget of the training; 0 = by iterations
  int64_t iterations = 0;           ///< 0 = the profile's
  uint64_t seed = 1;
  /// Pictures are seen in tiles too, so many times enlarged, at most 8; 1 = never (as published);
  /// 0 = by the size of the masks that teach (zoomFor()); never with the published profile.
  double zoom = 0;
  /// DropLoss: what overlaps no known mask costs nothing; unset: as the profile says.
  std::optional<bool> dropLoss;
  /// Least score of an earlier segmenter's masks that teach while nobody has accepted one; 0 = as
  /// that segmenter's profile says (MaskDistill's tau: .9).
  double confident = 0;
  std::string tune;            ///< "mix-and-match" before the segmenter, or empty
  bool tuneLastStage = false;  ///< TuneRequest::lastStage
  bool resume = false;  ///< go on with the newest unfinished round, whatever its settings were
};

struct RoundSummary {
  int number = 0;
  std::string profile;     ///< description of the reduced profile
  std::string provenance;  ///< plain sentence: what the new masks rest on
  int64_t verified = 0, confident = 0, negatives = 0, ignored = 0;  ///< pseudo-labels
  int64_t steps = 0;
  double zoom = 1;                     ///< of the tiles; 1 = none
  int64_t images = 0, candidates = 0;  ///< of the new candidates
  int64_t found = 0;                   ///< of these, by the segmenter itself in this run
  int64_t inherited = 0;               ///< candidates that arrived with an earlier verdict
  int64_t linked = 0;                  ///< same object as an accepted one: not queued
  double trainSeconds = 0, discoverSeconds = 0;
  std::optional<TuneTraining> tuning;  ///< of this run
  std::optional<TuneRefresh> refreshed;
};

/// Makes pseudo-labels from decisions and confident candidates (stored in `round_target` with
/// weight and reason), trains a segmenter from the project's backbone, finds new candidates with it
/// on every image (one transaction each), hands verdicts down, ranks and clusters. With `tune` the
/// embedding is tuned on the decided masks first: a better backbone is what the segmenter starts
/// from, and embeddings, clusters and suggested categories of the new candidates rest on it; with
/// the segmenter "none" those of the newest round are refreshed and nothing else. A round that was
/// killed or cancelled goes on from its last checkpoint when called with the same settings, or with
/// `resume`. Errors: WrongUse (unknown segmenter or profile, nothing to resume, no pseudo-label),
/// NotFound (no backbone, no candidates), Cancelled, Unwritable, store errors.
Result<RoundSummary> runRound(store::Project& project,
                              const RoundRequest& request,
                              const CancelToken& cancel,
                              ProgressSink& sink);

}  // namespace maskwright
