#pragma once

#include "core/ml/segment/solo_paste.h"
#include "core/ml/segment/solo_profile.h"

#include <torch/torch.h>

#include <functional>
#include <optional>
#include <vector>

namespace maskwright::ml {

/// Loads training image `index`; nothing if it can't be read. `shortSide` is the wanted size.
using SoloSampleLoader = std::function<std::optional<SoloSample>(int64_t index)>;

/// Sides of the padded images are multiples of this, in training and in use: few sizes, since
/// oneDNN generates its kernels anew for each.
constexpr int64_t kCanvasStep = 64;

/// What one training step sees: n images, or with both views the n strong ones, then the n weak.
struct SoloBatch {
  torch::Tensor images;  ///< (B, 3, H, W) normalised, padded with zeros to multiples of 64
  std::vector<SoloInstances> instances;
  std::vector<torch::Tensor> similarity;  ///< (8, H/4, W/4), 0 beyond the image; or none
};

/// Draws views of the samples and puts them together. Affinity rests on the picture that the
/// network sees, boxes on the masks as they are then. `similarity`: whether affinity is needed.
SoloBatch makeSoloBatch(std::vector<SoloSample> samples,
                        const SoloViewOptions& options,
                        torch::Generator& generator,
                        bool similarity = true);

}  // namespace maskwright::ml
