#pragma once

#include "core/ml/tune/class_graph.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// Margins at which the hinge of tripletLoss() never switches off: squared distances of unit
/// vectors lie in [0, 2] if no component is negative (after a ReLU; published), else in [0, 4].
inline constexpr double kMarginNonNegative = 2.1;
inline constexpr double kMarginSigned = 4.1;

/// Maps of N patches (N x C x H x W, or N x D) flattened and scaled to unit length over all values
/// (Caffe's normalize_layer of the published program).
torch::Tensor unitFeatures(const torch::Tensor& maps);

/// 1/(2N) sum over triplets of max(0, margin + |f_a - f_p|^2 - |f_a - f_n|^2) (the published
/// triplet_loss_layer). features: N x D, unit rows. A missing negative is a vector of zeros.
torch::Tensor tripletLoss(const torch::Tensor& features,
                          const std::vector<Triplet>& triplets,
                          double margin);

}  // namespace maskwright::ml
