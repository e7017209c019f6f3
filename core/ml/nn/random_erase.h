#pragma once

#include <torch/torch.h>

#include <array>

namespace maskwright::ml {

/// One random erasing (Zhong et al. 2020): a rectangle of random colours.
struct EraseOptions {
  double probability;
  double minArea, maxArea;    ///< of the image
  double minRatio, maxRatio;  ///< height / width, drawn on a logarithmic scale
};

/// The three erasings of FreeSOLO's strong view.
inline constexpr std::array<EraseOptions, 3> kStrongErasings{
    {{0.7, 0.05, 0.2, 0.3, 3.3}, {0.5, 0.02, 0.2, 0.1, 6}, {0.3, 0.02, 0.2, 0.05, 8}}};

/// With that probability, a rectangle of the image is filled with uniform noise in [0, 255]; a
/// shape that does not fit is drawn again, ten times at most. image: (3, H, W) float in [0, 255].
torch::Tensor eraseRandomly(const torch::Tensor& image,
                            const EraseOptions& options,
                            torch::Generator& generator);

}  // namespace maskwright::ml
