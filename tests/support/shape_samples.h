#pragma once

// For tests that train a segmenter.

#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_paste.h"

namespace maskwright::ml {

/// A bright ellipse and a dark rectangle on a grey slope with noise; both masks are known.
inline SoloSample sampleOf(int64_t index, bool verified) {
  auto generator = stepGenerator(55, index);
  const auto y = torch::arange(96, torch::kFloat32).view({96, 1}).expand({96, 96});
  const auto x = torch::arange(96, torch::kFloat32).view({1, 96}).expand({96, 96});
  const double cx = uniform(generator, 22, 74), cy = uniform(generator, 18, 30);
  const auto ellipse = ((x - cx) / 18).square() + ((y - cy) / 13).square() < 1;
  const double left = uniform(generator, 8, 50), top = uniform(generator, 52, 62);
  const auto box =
      (x >= left).logical_and(x < left + 36).logical_and(y >= top).logical_and(y < top + 26);
  auto image =
      (90 + x * 0.4).unsqueeze(0).repeat({3, 1, 1}) + torch::randn({3, 96, 96}, generator) * 4;
  image.index_put_({0, ellipse}, 220);
  image.index_put_({2, box}, 20);
  SoloSample sample;
  sample.image = image.clamp(0, 255).to(torch::kUInt8);
  auto& i = sample.instances;
  i.masks = torch::stack({ellipse, box}).to(torch::kUInt8);
  i.embeddings = torch::eye(2, 128);
  i.weights = torch::ones({2});
  i.verified = torch::full({2}, verified ? 1.0 : 0.0);
  return sample;
}

/// Best IoU of masks (N, H, W) with one, (H, W).
inline double bestIou(const torch::Tensor& masks, const torch::Tensor& truth) {
  if (masks.size(0) == 0) return 0;
  const auto a = masks.gt(0), b = truth.gt(0).unsqueeze(0);
  const auto both = a.logical_and(b).flatten(1).sum(1).to(torch::kFloat32);
  const auto any = a.logical_or(b).flatten(1).sum(1).to(torch::kFloat32);
  return (both / any).max().item<double>();
}

}  // namespace maskwright::ml
