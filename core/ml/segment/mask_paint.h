#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

// Where masks overlap, the most confident wins (MaskDistill, Van Gansbeke et al. 2022; pixel by
// pixel, as the paper says). Equal scores: the earlier mask. masks: (N, H, W), non-zero inside;
// scores: N.

/// The mask that each pixel belongs to, -1 for none: (H, W) int64.
torch::Tensor paintMasks(const torch::Tensor& masks, const std::vector<double>& scores);

/// The masks without what a more confident one holds: (N, H, W) uint8 0/1.
torch::Tensor withoutOverlaps(const torch::Tensor& masks, const std::vector<double>& scores);

}  // namespace maskwright::ml
