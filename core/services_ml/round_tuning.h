#pragma once

#include "core/services_ml/backbone_provider.h"
#include "core/services_ml/round_service.h"

#include <filesystem>

namespace maskwright {

/// Whether the tuning that a round asks for is known and has enough to learn from, before anything
/// is begun. Error: WrongUse.
Result<void> checkTuning(store::Project& project, const RoundRequest& request);

/// Tunes before the segmenter of a round, unless `output` is there already (a round that goes on).
/// Returns the backbone to start from: the tuned one if it was trained and is better.
Result<std::filesystem::path> tuneForRound(store::Project& project,
                                           const BackboneChoice& backbone,
                                           const TuneRequest& request,
                                           const std::filesystem::path& output,
                                           RoundSummary& summary,
                                           const CancelToken& cancel,
                                           ProgressSink& sink);

/// The round without a segmenter: no candidates of its own, so no round of its own.
Result<RoundSummary> tuneAlone(store::Project& project,
                               const RoundRequest& request,
                               const CancelToken& cancel,
                               ProgressSink& sink);

}  // namespace maskwright
