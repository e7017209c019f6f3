#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// pairwiseLoss() of float32 logits on the CPU, value and gradient in one pass over the pixels
/// inside the targets' projection boxes: some tenth of all, and the dense terms were a tenth of a
/// training step. alike: (B, 8, H, W) bool; the rest as there.
torch::Tensor sparsePairwiseLoss(const torch::Tensor& logits,
                                 const torch::Tensor& masks,
                                 const torch::Tensor& alike,
                                 const torch::Tensor& images,
                                 const torch::Tensor& instanceWeights,
                                 int dilation);

}  // namespace maskwright::ml
