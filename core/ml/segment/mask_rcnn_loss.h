#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

// The terms of Mask R-CNN's loss (He et al. 2017) from samples of any number of pictures. Weights
// are those of the pseudo-labels, (n) in (0, 1]. Each is 0 without samples.

/// Sum of weighted cross-entropies of logits (S) with labels (S) 0/1, divided by S.
torch::Tensor objectnessLoss(const torch::Tensor& logits,
                             const torch::Tensor& labels,
                             const torch::Tensor& weights);

/// Sum of weighted absolute differences of shifts (F, 4) and targets (F, 4), divided by `samples`,
/// the number of boxes that were looked at, background included.
torch::Tensor shiftLoss(const torch::Tensor& shifts,
                        const torch::Tensor& targets,
                        const torch::Tensor& weights,
                        int64_t samples);

/// Sum of weighted softmax cross-entropies of logits (S, K) with classes (S) int64, divided by S.
torch::Tensor classLoss(const torch::Tensor& logits,
                        const torch::Tensor& classes,
                        const torch::Tensor& weights);

/// Weighted mean of cross-entropies of logits (F, h, w) with targets (F, h, w) 0/1, divided by F.
torch::Tensor maskLoss(const torch::Tensor& logits,
                       const torch::Tensor& targets,
                       const torch::Tensor& weights);

/// What the mask head should say of regions (F, 4), pixels: mask `owners[i]` (int64) of masks
/// (n, H, W) uint8 0/1 in side x side cells, float 0/1. Returns (F, side, side).
torch::Tensor maskTargets(const torch::Tensor& masks,
                          const torch::Tensor& owners,
                          const torch::Tensor& regions,
                          int64_t side);

}  // namespace maskwright::ml
