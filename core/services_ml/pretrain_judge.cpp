#include "core/services_ml/pretrain_judge.h"

#include "core/services_ml/mask_quality.h"
#include "core/store/run_repository.h"

#include <algorithm>

namespace maskwright {

Result<PretrainJudgement> judgeBackbone(store::Project& project,
                                        const std::filesystem::path& weights,
                                        const std::filesystem::path& init,
                                        const CancelToken& cancel,
                                        ProgressSink& sink) {
  PretrainJudgement judgement;
  std::filesystem::path before = init;
  if (const auto newest = store::RunRepository(project.connection()).newestModel("backbone"))
    before = project.folder() / newest->path;
  std::error_code ignored;
  if (before.empty() || !std::filesystem::exists(before, ignored)) return judgement;
  sink.message("Comparing the masks of the new weights with those of the old ones.");
  const auto old = maskQuality(project, before, cancel);
  if (!old) return old.error();
  const auto now = maskQuality(project, weights, cancel);
  if (!now) return now.error();
  judgement.quality = now->value;
  judgement.qualityBefore = old->value;
  judgement.better = now->value >= old->value;
  if (!judgement.better) judgement.notKept = "worse masks than before";
  char figures[160];
  std::snprintf(figures,
                sizeof figures,
                "%s on %d images: %.3f before, %.3f now",
                now->byDecisions ? "agreement of Free Masks with your accepted masks"
                                 : "expected share of objects among the ten best Free Masks",
                now->images,
                old->value,
                now->value);
  sink.message(std::string(judgement.better ? "The new weights are kept: "
                                            : "The new weights give worse masks, so the old ones "
                                              "stay in use: ") +
               figures + ".");
  return judgement;
}

PretrainJudgement judgeVit(store::Project& project,
                           const std::filesystem::path& weights,
                           ProgressSink& sink) {
  store::RunRepository runs(project.connection());
  const auto present = runs.newestModel("vit");
  const auto all = runs.all();
  const bool brought = present && std::none_of(all.begin(), all.end(), [&](const Run& run) {
                         return run.kind == "pretrain" && run.model == present->id;
                       });
  if (!brought) {
    sink.message(
        "The masks of this transformer were not compared with others: the ResNet stays in use for "
        "all methods but attention and mask-cut.");
    return {};
  }
  sink.message("attention and mask-cut go on with the project's transformer (" +
               present->provenance + "), since transformers are not compared; the new one is " +
               weights.string() + ", for discover --weights.");
  return {.better = false, .notKept = "the project has a transformer from a file"};
}

}  // namespace maskwright
