#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// The 8 neighbours of a 3x3 window with a dilation, row by row, without the centre.
inline constexpr int kAffinityNeighbours = 8;

/// Values of the 8 neighbours: x (..., H, W) -> (..., 8, H, W); `outside` beyond the border.
torch::Tensor neighbourValues(const torch::Tensor& x, int dilation = 2, double outside = 0);

/// -log(probability that a pixel and its neighbour get the same label), BoxInst equation 3, kept
/// in log space: softplus(a) + softplus(b) - softplus(a + b) for the two logits. Neighbours beyond
/// the border count as agreeing (0). logits: (N, H, W). Returns (N, 8, H, W), values >= 0.
torch::Tensor pairwiseTerm(const torch::Tensor& logits, int dilation = 2);

/// Colour similarity exp(-0.5 |Lab_i - Lab_j|) times the validity of j (BoxInst).
/// lab: (3, H, W) of the image pooled to the masks' stride; validity: (H, W) in {0, 1}.
/// Returns (8, H, W) in [0, 1].
torch::Tensor colorSimilarity(const torch::Tensor& lab,
                              const torch::Tensor& validity,
                              int dilation = 2);

/// Pixels of the outer product of a mask's row and column projections. masks: (N, H, W) in {0, 1}.
torch::Tensor projectionBox(const torch::Tensor& masks);

/// sum(weight * term) / max(1, sum(weight)) with weight = [similarity >= threshold] inside the
/// target's projection box (FreeSOLO, pairwise term). logits, masks: (N, H, W); similarity:
/// (B, 8, H, W) of the images, images: (N) int64, whose image each mask is; instanceWeights: (N),
/// multiplies the terms but not the divisor. On the CPU only pixels inside the boxes are computed,
/// elsewhere the terms of all.
torch::Tensor pairwiseLoss(const torch::Tensor& logits,
                           const torch::Tensor& masks,
                           const torch::Tensor& similarity,
                           const torch::Tensor& images,
                           const torch::Tensor& instanceWeights,
                           double threshold = 0.3,
                           int dilation = 2);

/// The same by pairwiseTerm(), on any device: the reference for the other.
torch::Tensor densePairwiseLoss(const torch::Tensor& logits,
                                const torch::Tensor& masks,
                                const torch::Tensor& similarity,
                                const torch::Tensor& images,
                                const torch::Tensor& instanceWeights,
                                double threshold = 0.3,
                                int dilation = 2);

}  // namespace maskwright::ml
