#pragma once

#include "core/base/progress.h"
#include "core/ml/pretrain/pretrain_method.h"

#include <cstdint>

namespace maskwright::ml {

/// Turns the states of a training into progress in thousandths of the budget. Metrics come densely
/// at first, then ever sparser: after ten steps or a fiftieth of the steps so far.
class PretrainReport {
 public:
  Progress next(const PretrainState& state);

 private:
  int64_t nextMetric_ = 0;
};

}  // namespace maskwright::ml
