#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// CIE Lab (D65, 2 degree observer; L in 0..100) of sRGB images.
/// rgb: (..., 3, H, W) with values in [0, 255], any dtype. Returns float32 of the same shape.
torch::Tensor rgbToLab(const torch::Tensor& rgb);

}  // namespace maskwright::ml
