#pragma once

#include "core/ml/segment/batch_pass.h"
#include "core/ml/segment/solo_net.h"

namespace maskwright::ml {

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
  BatchPass pass_;
  SoloOutput output_;
};

}  // namespace maskwright::ml
