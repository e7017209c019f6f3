#pragma once

#include "core/ml/segment/deeplab_profile.h"

#include <torch/torch.h>

#include <functional>
#include <optional>
#include <vector>

namespace maskwright::ml {

/// A picture with a label for each pixel.
struct LabelledPicture {
  torch::Tensor image;   ///< uint8 (3, S, S)
  torch::Tensor labels;  ///< uint8 (S, S); kIgnoredLabel teaches nothing
};
/// Loads training picture `index`; nothing if it can't be read.
using LabelledPictureLoader = std::function<std::optional<LabelledPicture>(int64_t index)>;

struct LabelBatch {
  torch::Tensor images;  ///< (B, 3, S, S) float32, normalised
  torch::Tensor labels;  ///< (B, S, S) int64
};

/// A view of each picture, put together: flipped, turned, scaled about the middle. Pictures between
/// pixels are bilinear, labels the nearest; beyond the edge the picture is grey and ignored.
LabelBatch makeLabelBatch(const std::vector<LabelledPicture>& pictures,
                          const LabelViewOptions& options,
                          torch::Generator& generator);

}  // namespace maskwright::ml
