#pragma once

#include "core/ml/nn/lanes.h"
#include "core/ml/nn/precision.h"
#include "core/ml/segment/solo_net.h"

#include <memory>

namespace maskwright::ml {

/// Lanes for batches of `batch` items with this thread's threads: one for each thread, at most one
/// for each item. Nothing where one lane would be all.
std::unique_ptr<Lanes> lanesFor(int64_t batch);

/// A training pass of SOLO over a batch, in lanes if there are any (its norms are frozen or of
/// single items, so that parts of a batch may be computed apart). `output()` holds no maps.
class SoloPass {
 public:
  /// images: (B, 3, H, W), normalised, H and W multiples of 32. `lanes` may be null.
  SoloPass(SoloNet& net, const torch::Tensor& images, const Precision& precision, Lanes* lanes);

  const SoloOutput& output() const { return output_; }
  /// Adds the gradients of `loss` (a scalar of output()) to the network's. Once only.
  void backward(const torch::Tensor& loss);

 private:
  SoloNet& net_;
  SoloOutput output_;
  std::unique_ptr<LanePass> pass_;
};

}  // namespace maskwright::ml
