#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// Label of a pixel that teaches nothing.
constexpr int64_t kIgnoredLabel = 255;

/// Cross-entropy of the hardest pixels of a batch (MaskDistill, Van Gansbeke et al. 2022): the mean
/// over the `share` of all pixels whose loss is largest. The count is taken of all pixels, ignored
/// ones too, but only others are chosen: at most all of them are, at least one. 0 if all are
/// ignored.
/// logits: (B, K, H, W) float32; labels: (B, H, W) int64, [0, K) or kIgnoredLabel. A scalar.
torch::Tensor hardPixelLoss(const torch::Tensor& logits,
                            const torch::Tensor& labels,
                            double share = 0.2);

}  // namespace maskwright::ml
