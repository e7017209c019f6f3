#pragma once

#include "core/ml/nn/vit_settings.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// The stored positions (1 x (1 + gridHeight * gridWidth) x D, CLS first) for a picture of
/// rows x cols patches: 1 x (1 + rows * cols) x D float32. As stored if the picture has the shape
/// the grid was built for; else bicubic as the family publishes it (PositionResize); the row of CLS
/// is never touched. Source: interpolate_pos_encoding of facebookresearch/dino and dinov2.
torch::Tensor resizedPositions(const torch::Tensor& stored,
                               const VitSettings& settings,
                               int64_t rows,
                               int64_t cols);

}  // namespace maskwright::ml
