#pragma once

#include "core/ml/pretrain/dino_options.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// The views of one step, normalised float32, view by view: rows 0..B-1 are view 0.
struct DinoViews {
  torch::Tensor globals;  ///< (2 * B, 3, crop, crop): what the teacher sees too
  torch::Tensor locals;   ///< (L * B, 3, localCrop, localCrop); undefined without small views
};

/// Two large and `locals` small views of each image, each by draws of its own (DINO, section 3 and
/// appendix: colour jitter and flips on all; blur always on the first large view, rarely on the
/// second, which is sometimes solarised, by half on small ones). images: uint8 (3, H_i, W_i).
DinoViews cutDinoViews(const std::vector<torch::Tensor>& images,
                       const DinoOptions& options,
                       torch::Generator& generator);

}  // namespace maskwright::ml
