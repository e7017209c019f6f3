#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/services_ml/mask_tuner.h"
#include "core/store/project.h"

#include <filesystem>
#include <string>

namespace maskwright {

/// One Mix-and-Match tuning.
struct TuneRequest {
  bool lastStage = false;  ///< the backbone's last stage too, not the head alone
  int64_t steps = 0;       ///< 0 = the default
  uint64_t seed = 1;
};

/// A training of a tuning, before anything of the project was refreshed.
struct TuneTraining {
  TuneComparison comparison;
  std::string labels;        ///< "cat 12, dog 3"
  int64_t masks = 0;         ///< accepted ones it learned from
  bool newBackbone = false;  ///< the file holds a backbone that is better than the one before
  double seconds = 0;
};

/// What came of the refresh of one round.
struct TuneRefresh {
  std::string kept;  ///< tuneKindName()
  int64_t candidates = 0, suggestions = 0;
  int clusters = 0;
  double seconds = 0;
};

struct TuneSummary {
  int round = 0;
  TuneTraining training;
  TuneRefresh refresh;
};

/// "0.62 with the stored embeddings, 0.71 tuned: tuned is kept", for a person.
std::string comparisonText(const TuneComparison& comparison);

/// Learns from the decided masks of all rounds and writes `output`. Errors: WrongUse (fewer than
/// two categories with kLeastTuneMasks accepted masks), Cancelled, Unwritable, those of the
/// backbone.
Result<TuneTraining> trainTuning(store::Project& project,
                                 const std::filesystem::path& backbone,
                                 const std::string& provenance,
                                 const TuneRequest& request,
                                 const std::filesystem::path& output,
                                 const CancelToken& cancel,
                                 ProgressSink& sink);

/// Embeds all candidates of a round anew by a file that trainTuning() wrote, clusters them (ids and
/// colours stay where members do) and suggests a category for each undecided one. If that training
/// found the stored embeddings best they stay, and are made where they are missing.
Result<TuneRefresh> refreshEmbeddings(store::Project& project,
                                      int round,
                                      const std::filesystem::path& tuned,
                                      uint64_t seed,
                                      const CancelToken& cancel,
                                      ProgressSink& sink);

/// Both, on the newest round, without training a segmenter. Errors: those of the two, NotFound (no
/// candidates, no backbone).
Result<TuneSummary> tuneEmbeddings(store::Project& project,
                                   const TuneRequest& request,
                                   const CancelToken& cancel,
                                   ProgressSink& sink);

}  // namespace maskwright
