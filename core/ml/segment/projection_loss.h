#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// 1 - 2 sum(ab) / (sum a^2 + sum b^2 + 1e-5) over the last axis. a, b: (N, L). Returns (N).
torch::Tensor diceLoss(const torch::Tensor& a, const torch::Tensor& b);

/// Per mask: dice of the maxima over rows and of the maxima over columns (BoxInst, FreeSOLO L_max).
/// probabilities, targets: (N, H, W) in [0, 1]. Returns (N), in [0, 2].
torch::Tensor maxProjectionLoss(const torch::Tensor& probabilities, const torch::Tensor& targets);

/// The same with means in place of maxima (FreeSOLO L_avg).
torch::Tensor averageProjectionLoss(const torch::Tensor& probabilities,
                                    const torch::Tensor& targets);

/// Dice over all pixels, for masks that a person verified. Returns (N), in [0, 1].
torch::Tensor fullMaskLoss(const torch::Tensor& probabilities, const torch::Tensor& targets);

/// Mean binary cross-entropy over the pixels of each mask. Dice and projections have no gradient
/// left once a mask has saturated on the wrong side, as it does in the first steps of a short
/// training; this has. logits, targets: (N, H, W). Returns (N), at least 0.
torch::Tensor pixelEntropy(const torch::Tensor& logits, const torch::Tensor& targets);

/// The same over the pixels of the target's projection box (rows x columns that it occupies):
/// there, inside and outside of an object weigh about alike. 0 for an empty target. Returns (N).
torch::Tensor boxEntropy(const torch::Tensor& logits, const torch::Tensor& targets);

}  // namespace maskwright::ml
