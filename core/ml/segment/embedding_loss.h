#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// Weighted sum of (1 - cosine) over positive cells, divided by their number (FreeSOLO, embedding
/// branch, before its weight of 4). Cells whose target has no length (no embedding known) count
/// for nothing. predicted, target: (P, D); weights: (P). 0 if no cell is left.
torch::Tensor embeddingLoss(const torch::Tensor& predicted,
                            const torch::Tensor& target,
                            const torch::Tensor& weights);

}  // namespace maskwright::ml
