#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/training_images.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace maskwright::ml {

/// How long a pre-training lasts and in what portions. The first of minutes, steps and epochs that
/// is above 0 counts.
struct PretrainBudget {
  double minutes = 0;
  int64_t steps = 0;
  int64_t epochs = 0;
  int64_t batch = 32;
  uint64_t seed = 1;
  double checkpointEveryS = 60;
  int64_t leastImages = 2;  ///< readable ones; with fewer there is nothing to tell apart
};

/// What goes on over restarts.
struct PretrainClock {
  int64_t step = 0;
  double elapsedS = 0;  ///< training time over all starts
  double waitedS = 0;   ///< of this start, for pictures: decoding them and putting batches together
};

/// Used share of the budget, from 0; at least 1 = used up. `poolSize`: resident images.
double usedBudget(const PretrainBudget& budget, const PretrainClock& clock, int64_t poolSize);

/// Half a cosine from `base` to 0 after a rise over the first 5 % of the budget.
double warmCosine(double base, double fraction);

/// The images of one step: epochs without replacement; the position in the epoch follows from the
/// step alone, so nothing needs to be stored.
std::vector<torch::Tensor> epochBatch(const TrainingImages& pool,
                                      const PretrainBudget& budget,
                                      int64_t step);

/// What a method does inside the loop.
struct PretrainHooks {
  /// One update with these images at this share of the budget; counts `clock.step` up.
  std::function<void(const std::vector<torch::Tensor>& batch, double fraction)> step;
  std::function<void(double fraction)> report;  ///< after each step, with the clock brought forward
  std::function<Result<void>()> save;
  std::function<bool()> broken;  ///< stop before the budget is used; may be empty
};

/// Steps until the budget is used, `broken` says so, or a cancel; saves every minute and at the
/// end. Pictures that don't all fit into memory are drawn anew every four epochs of the resident
/// ones. Errors: Cancelled, Unreadable (no image), what `save` gives.
Result<void> runPretraining(TrainingImages& pool,
                            const PretrainBudget& budget,
                            PretrainClock& clock,
                            const PretrainHooks& hooks,
                            const CancelToken& cancel);

/// The training of any method: runPretraining() within the budget that its options name (minutes,
/// steps, epochs, batch, seed, checkpointEveryS). `step` makes one update at a share of the budget;
/// of `hooks` only `save` and `broken` are asked for. Each progress is reported with the clock's
/// times; returns the last one. Errors: as runPretraining().
template <typename Progress, typename Options>
Result<Progress> trainMethod(
    const Options& options,
    TrainingImages& pool,
    PretrainClock& clock,
    const std::function<Progress(const std::vector<torch::Tensor>& batch, double fraction)>& step,
    PretrainHooks hooks,
    const CancelToken& cancel,
    const std::function<void(const Progress&)>& report) {
  Progress progress;
  hooks.step = [&](const std::vector<torch::Tensor>& batch, double fraction) {
    progress = step(batch, fraction);
  };
  hooks.report = [&](double fraction) {
    progress.elapsedS = clock.elapsedS;
    progress.waitedS = clock.waitedS;
    progress.fraction = fraction;
    if (report) report(progress);
  };
  const PretrainBudget budget{.minutes = options.minutes,
                              .steps = options.steps,
                              .epochs = options.epochs,
                              .batch = options.batch,
                              .seed = options.seed,
                              .checkpointEveryS = options.checkpointEveryS};
  if (auto run = runPretraining(pool, budget, clock, hooks, cancel); !run) return run.error();
  return progress;
}

}  // namespace maskwright::ml
