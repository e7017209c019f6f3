#include "core/services_ml/round_tuning.h"

#include "core/services_ml/tune_labels.h"

namespace maskwright {

Result<void> checkTuning(store::Project& project, const RoundRequest& request) {
  if (request.tune.empty() || request.resume) return {};
  if (request.tune != "mix-and-match")
    return Error{ErrorKind::WrongUse, "unknown tuning \"" + request.tune + "\"", ""};
  return enoughToTune(tuneLabels(project), project);
}

Result<std::filesystem::path> tuneForRound(store::Project& project,
                                           const BackboneChoice& backbone,
                                           const TuneRequest& request,
                                           const std::filesystem::path& output,
                                           RoundSummary& summary,
                                           const CancelToken& cancel,
                                           ProgressSink& sink) {
  if (!std::filesystem::exists(output)) {
    auto done =
        trainTuning(project, backbone.file, backbone.provenance, request, output, cancel, sink);
    if (!done) return done.error();
    summary.tuning = *done;
  }
  const auto tuner = MaskTuner::read(output);
  if (!tuner) return tuner.error();
  return tuner->changesTrunk() ? output : backbone.file;
}

Result<RoundSummary> tuneAlone(store::Project& project,
                               const RoundRequest& request,
                               const CancelToken& cancel,
                               ProgressSink& sink) {
  if (request.tune != "mix-and-match")
    return Error{ErrorKind::WrongUse, "without a segmenter there is only --tune mix-and-match", ""};
  TuneRequest tuning;
  tuning.lastStage = request.tuneLastStage;
  tuning.seed = request.seed;
  auto done = tuneEmbeddings(project, tuning, cancel, sink);
  if (!done) return done.error();
  RoundSummary summary;
  summary.number = done->round;
  summary.verified = done->training.masks;
  summary.candidates = done->refresh.candidates;
  summary.trainSeconds = done->training.seconds;
  summary.tuning = done->training;
  summary.refreshed = done->refresh;
  return summary;
}

}  // namespace maskwright
