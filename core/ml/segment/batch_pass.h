#pragma once

#include "core/ml/nn/lanes.h"
#include "core/ml/nn/precision.h"

#include <memory>
#include <vector>

namespace maskwright::ml {

/// Lanes for batches of `batch` items with this thread's threads: one for each thread, at most one
/// for each item. Nothing where one lane would be all.
std::unique_ptr<Lanes> lanesFor(int64_t batch);

/// A training pass of a network over a batch, in lanes if there are any (LanePass says for which
/// networks), else as it comes.
class BatchPass {
 public:
  /// images: (B, 3, H, W), normalised. `lanes` may be null.
  BatchPass(const torch::Tensor& images,
            const Precision& precision,
            Lanes* lanes,
            const LanePass::Network& network);

  const std::vector<torch::Tensor>& outputs() const { return outputs_; }
  /// Adds the gradients of `loss` (a scalar of outputs()) to `parameters`, those of the network.
  /// Once only.
  void backward(const torch::Tensor& loss, const std::vector<torch::Tensor>& parameters);

 private:
  std::vector<torch::Tensor> outputs_;
  std::unique_ptr<LanePass> pass_;
};

}  // namespace maskwright::ml
