#include "core/ml/pretrain/dino_views.h"

#include "core/ml/nn/augment.h"

namespace maskwright::ml {
namespace {

constexpr double kSolarize = 0.2, kSaturation = 0.2;

}  // namespace

DinoViews cutDinoViews(const std::vector<torch::Tensor>& images,
                       const DinoOptions& options,
                       torch::Generator& generator) {
  const auto view = [&](const CropOptions& crop, double blur) {
    return jitterColors(
        randomCrops(images, crop, generator), {.saturation = kSaturation, .blur = blur}, generator);
  };
  const CropOptions large{.size = options.crop, .minArea = options.globalArea, .bicubic = true};
  const CropOptions small{.size = options.localCrop(),
                          .minArea = options.localArea,
                          .maxArea = options.globalArea,
                          .bicubic = true};
  const auto first = view(large, 1.0);
  const auto second = solarized(view(large, 0.1), kSolarize, generator);
  DinoViews views;
  views.globals = normalizeImage(torch::cat({first, second}));
  std::vector<torch::Tensor> locals;
  for (int64_t i = 0; i < options.locals; ++i) locals.push_back(view(small, 0.5));
  if (!locals.empty()) views.locals = normalizeImage(torch::cat(locals));
  return views;
}

}  // namespace maskwright::ml
