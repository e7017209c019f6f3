#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// The convolution of `layer` (no bias, one group, odd kernel, maps keep their size but for the
/// stride) on maps (B, C, H, W). Where it is trained in
/// bfloat16 on the CPU with many channels on maps of few cells, it is computed as products of
/// matrices: oneDNN's backward passes cut the rows of a map into tiles, which a row of four cells
/// leaves nearly empty, and take two to four times as long. Elsewhere layer->forward(x).
torch::Tensor convolve(torch::nn::Conv2d& layer, const torch::Tensor& x);

/// That computation: x (B, C, H, W) of any type, weight (O, C, k, k); equal strides, paddings and
/// dilations in both directions. Returns bfloat16 (B, O, H', W') in channels-last memory.
torch::Tensor productConvolution(const torch::Tensor& x,
                                 const torch::Tensor& weight,
                                 int64_t stride,
                                 int64_t padding,
                                 int64_t dilation);

}  // namespace maskwright::ml
