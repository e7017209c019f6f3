#pragma once

#include "core/ml/nn/precision.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// One picture as a network takes it: uint8 (3, H, W) to (1, 3, H', W'), normalised, padded with
/// zeros to multiples of kCanvasStep.
torch::Tensor networkInput(const torch::Tensor& image, const Precision& precision);

/// Backbone layer3 and layer4 of such an input, (1, C, h, w), without the padding: (C, h, w)
/// float32.
std::vector<torch::Tensor> withoutPadding(const std::vector<torch::Tensor>& maps,
                                          const torch::Tensor& image);

}  // namespace maskwright::ml
