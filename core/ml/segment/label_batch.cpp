#include "core/ml/segment/label_batch.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/hard_pixel_loss.h"

#include <cmath>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

torch::Tensor sample(const torch::Tensor& maps,
                     const torch::Tensor& grid,
                     const F::GridSampleFuncOptions::mode_t& mode) {
  return F::grid_sample(
      maps,
      grid,
      F::GridSampleFuncOptions().mode(mode).padding_mode(torch::kZeros).align_corners(false));
}

}  // namespace

LabelBatch makeLabelBatch(const std::vector<LabelledPicture>& pictures,
                          const LabelViewOptions& options,
                          torch::Generator& generator) {
  std::vector<torch::Tensor> images, labels, turns;
  for (const auto& picture : pictures) {
    images.push_back(picture.image);
    labels.push_back(picture.labels);
    const double mirror = uniform(generator, 0, 1) < options.flip ? -1 : 1;
    const double angle = uniform(generator, -options.rotation, options.rotation) * M_PI / 180;
    const double scale = uniform(generator, options.minScale, options.maxScale);
    const double c = std::cos(angle) / scale, s = std::sin(angle) / scale;
    turns.push_back(torch::tensor({mirror * c, -mirror * s, 0.0, s, c, 0.0}, torch::kFloat32));
  }
  const auto all = normalizeImage(torch::stack(images));
  const auto grid =
      F::affine_grid(torch::stack(turns).view({-1, 2, 3}), all.sizes(), /*align_corners=*/false);
  // Beyond the edge there are zeros: the labels are moved so that this means "ignored".
  const auto shifted =
      torch::stack(labels).unsqueeze(1).to(torch::kFloat32) - static_cast<double>(kIgnoredLabel);
  const auto turned = sample(shifted, grid, torch::kNearest).squeeze(1);
  return {sample(all, grid, torch::kBilinear), turned.round().to(torch::kInt64) + kIgnoredLabel};
}

}  // namespace maskwright::ml
