#include "core/ml/pretrain/pretrain_loop.h"

#include "core/ml/nn/augment.h"
#include "core/ml/nn/precision.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

namespace maskwright::ml {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kWarmUp = 0.05;  ///< share of the budget with a rising learning rate

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

double usedBudget(const PretrainBudget& budget, const PretrainClock& clock, int64_t poolSize) {
  if (budget.minutes > 0) return clock.elapsedS / (60 * budget.minutes);
  if (budget.steps > 0) return static_cast<double>(clock.step) / static_cast<double>(budget.steps);
  const int64_t perEpoch = std::max<int64_t>(1, poolSize / budget.batch);
  return static_cast<double>(clock.step) /
         static_cast<double>(std::max<int64_t>(1, budget.epochs) * perEpoch);
}

double warmCosine(double base, double fraction) {
  const double warm = std::min(1.0, (fraction + 0.002) / kWarmUp);
  return base * warm * 0.5 * (1 + std::cos(M_PI * std::min(1.0, fraction)));
}

std::vector<torch::Tensor> epochBatch(const TrainingImages& pool,
                                      const PretrainBudget& budget,
                                      int64_t step) {
  const int64_t size = pool.size();
  std::vector<torch::Tensor> batch;
  torch::Tensor order;
  int64_t epochOfOrder = -1;
  for (int64_t i = 0; i < budget.batch; ++i) {
    const int64_t position = step * budget.batch + i, epoch = position / size;
    if (epoch != epochOfOrder) {
      auto generator = stepGenerator(budget.seed ^ 0xe90c, epoch);
      order = torch::randperm(size, generator, torch::kInt64);
      epochOfOrder = epoch;
    }
    batch.push_back(pool.image(order[position % size].item<int64_t>()));
  }
  return batch;
}

Result<void> runPretraining(TrainingImages& pool,
                            const PretrainBudget& budget,
                            PretrainClock& clock,
                            const PretrainHooks& hooks,
                            const CancelToken& cancel) {
  const auto goesOn = [&](int64_t) { return !cancel.stop_requested(); };
  const auto waited = [&](const auto& work) {
    const auto start = Clock::now();
    work();
    clock.waitedS += secondsSince(start);
  };
  waited([&] { pool.prepare(budget.seed, 0, goesOn); });
  if (!cancel.stop_requested() && pool.size() == 0) {
    return Error{ErrorKind::Unreadable, "no image of the collection can be read", ""};
  }
  if (!cancel.stop_requested() && pool.size() < budget.leastImages) {
    return Error{
        ErrorKind::WrongUse,
        "pre-training needs at least " + std::to_string(budget.leastImages) + " readable images",
        ""};
  }
  const OneBlasThread oneBlasThread;
  auto lastSave = Clock::now();
  int64_t refilled = clock.step;
  while (usedBudget(budget, clock, pool.size()) < 1 && !cancel.stop_requested()) {
    const auto start = Clock::now();
    if (!pool.holdsAll() && (clock.step - refilled) * budget.batch >= 4 * pool.size()) {
      waited([&] { pool.prepare(budget.seed, clock.step, goesOn); });
      refilled = clock.step;
      if (cancel.stop_requested() || pool.size() == 0) break;
    }
    std::vector<torch::Tensor> batch;
    waited([&] { batch = epochBatch(pool, budget, clock.step); });
    hooks.step(batch, usedBudget(budget, clock, pool.size()));
    clock.elapsedS += secondsSince(start);
    hooks.report(std::min(1.0, usedBudget(budget, clock, pool.size())));
    if (hooks.broken && hooks.broken()) break;
    if (secondsSince(lastSave) >= budget.checkpointEveryS) {
      if (auto saved = hooks.save(); !saved) return saved.error();
      lastSave = Clock::now();
    }
  }
  if (auto saved = hooks.save(); !saved) return saved.error();
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "pre-training stopped", ""};
  return {};
}

}  // namespace maskwright::ml
