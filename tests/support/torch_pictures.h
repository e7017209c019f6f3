#pragma once

#include "core/ml/nn/augment.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// Textured shapes: enough structure for features to become better than random ones.
inline torch::Tensor picture(int64_t index) {
  auto generator = stepGenerator(77, index);
  const auto ground = torch::rand({3, 6, 6}, generator) * 120 + 40;
  namespace F = torch::nn::functional;
  const auto smooth = F::interpolate(ground.unsqueeze(0),
                                     F::InterpolateFuncOptions()
                                         .size(std::vector<int64_t>{96, 96})
                                         .mode(torch::kBilinear)
                                         .align_corners(false))[0];
  auto image = smooth + torch::randn({3, 96, 96}, generator) * 10;
  for (int i = 0; i < 3; ++i) {
    const auto top = static_cast<int64_t>(uniform(generator, 0, 60));
    const auto left = static_cast<int64_t>(uniform(generator, 0, 60));
    const auto side = static_cast<int64_t>(uniform(generator, 16, 36));
    const auto tint = torch::rand({3, 1, 1}, generator) * 255;
    const auto stripes = (torch::arange(side) % (2 + i) < 1).to(torch::kFloat32) * 60;
    image.narrow(1, top, side)
        .narrow(2, left, side)
        .copy_((tint + stripes).expand({3, side, side}));
  }
  return image.clamp(0, 255).to(torch::kUInt8);
}

}  // namespace maskwright::ml
