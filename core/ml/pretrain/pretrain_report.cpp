#include "core/ml/pretrain/pretrain_report.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {

Progress PretrainReport::next(const PretrainState& state) {
  constexpr int64_t kUnits = 1000;  // of a budget that may follow the clock
  Progress progress;
  progress.stage = "pretrain";
  progress.total = kUnits;
  progress.done = std::llround(std::min(1.0, state.fraction) * static_cast<double>(kUnits));
  if (state.fraction > 0.01) progress.etaS = state.elapsedS * (1 - state.fraction) / state.fraction;
  progress.note = "step " + std::to_string(state.step);
  if (state.step >= nextMetric_) {
    progress.metrics = state.metrics;
    nextMetric_ = state.step + std::max<int64_t>(10, state.step / 50);
  }
  return progress;
}

}  // namespace maskwright::ml
