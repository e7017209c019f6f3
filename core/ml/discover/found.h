#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace maskwright::ml {

struct FoundSettings {
  double threshold = 0.3;  ///< cosine to the background seed above which a patch is background
  bool weighHeads = true;  ///< heads that look at few patches count more
};

/// The background step of FOUND (Simeoni et al. 2023, bkg_seg.py): what looks like the patch that
/// CLS attends to least is background, the rest is the coarse foreground.
/// clsAttention: heads x N, softmaxed, patches only; keys: N x (heads * d), N = rows * cols.
/// Returns the background: CV_8U 0 or 255, one cell a patch.
cv::Mat foundBackground(const torch::Tensor& clsAttention,
                        const torch::Tensor& keys,
                        int rows,
                        int cols,
                        const FoundSettings& settings = {});

}  // namespace maskwright::ml
