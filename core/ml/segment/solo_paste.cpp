#include "core/ml/segment/solo_paste.h"

#include "core/ml/nn/augment.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

/// Puts object `index` of `from` into `into`: mask (1, H, W) and surface (3, H, W) have its size.
void put(const SoloInstances& from,
         const torch::Tensor& index,
         const torch::Tensor& mask,
         const torch::Tensor& surface,
         SoloSample& into) {
  auto& i = into.instances;
  const auto area = i.masks.flatten(1).sum(1, false, torch::kFloat32);
  const auto covered = (i.masks * mask).flatten(1).sum(1, false, torch::kFloat32);
  if ((covered >= 0.5 * area.clamp_min(1)).any().item<bool>()) return;
  into.image = torch::where(mask[0].gt(0).unsqueeze(0), surface, into.image);
  i.masks = torch::cat({i.masks * (1 - mask), mask});
  const int64_t h = into.image.size(1), w = into.image.size(2);
  for (auto* rows : {&i.negatives, &i.ignored}) {
    if (!rows->defined() || rows->size(0) == 0) continue;
    const auto x = rows->select(1, 0).to(torch::kInt64).clamp(0, w - 1);
    const auto y = rows->select(1, 1).to(torch::kInt64).clamp(0, h - 1);
    *rows = rows->index_select(0, mask[0].index({y, x}).eq(0).nonzero().flatten());
  }
  const auto append = [&](torch::Tensor& to, const torch::Tensor& source) {
    to = torch::cat({to, source.index_select(0, index.view({1}))});
  };
  append(i.embeddings, from.embeddings);
  append(i.weights, from.weights);
  append(i.verified, from.verified);
}

}  // namespace

torch::Tensor resizeImage(const torch::Tensor& image, int64_t h, int64_t w) {
  return F::interpolate(image.to(torch::kFloat32).unsqueeze(0),
                        F::InterpolateFuncOptions()
                            .size(std::vector<int64_t>{h, w})
                            .mode(torch::kBilinear)
                            .align_corners(false))[0]
      .round()
      .clamp(0, 255)
      .to(torch::kUInt8);
}

torch::Tensor resizeMasks(const torch::Tensor& masks, int64_t h, int64_t w) {
  if (masks.size(0) == 0) return torch::zeros({0, h, w}, torch::kUInt8);
  const auto pick = [](int64_t to, int64_t from) {
    const auto centres = (torch::arange(to, torch::kFloat64) + 0.5) * static_cast<double>(from) /
                         static_cast<double>(to);
    return centres.floor().clamp(0, static_cast<double>(from - 1)).to(torch::kInt64);
  };
  return masks.index_select(1, pick(h, masks.size(1))).index_select(2, pick(w, masks.size(2)));
}

void pasteObjects(const SoloSample& from,
                  SoloSample& into,
                  int64_t maximum,
                  torch::Generator& generator) {
  const auto candidates = from.instances.verified.gt(0.5).nonzero().flatten();
  if (candidates.size(0) == 0 || maximum < 1) return;
  const int64_t h = into.image.size(1), w = into.image.size(2);
  const auto source = resizeImage(from.image, h, w);
  const auto order = torch::randperm(candidates.size(0), generator, torch::kInt64);
  const auto count = std::min<int64_t>(
      candidates.size(0),
      1 + static_cast<int64_t>(uniform(generator, 0, static_cast<double>(maximum))));
  for (int64_t k = 0; k < count; ++k) {
    const auto index = candidates[order[k]];
    auto mask = resizeMasks(from.instances.masks.index_select(0, index.view({1})), h, w);
    auto surface = source;
    if (uniform(generator, 0, 1) < 0.5) {
      mask = mask.flip(2);
      surface = surface.flip(2);
    }
    const auto box = tightBoxes(mask)[0];
    // Anywhere in the picture, wholly inside it: rolling never wraps the object itself.
    const auto shift = [&](int64_t low, int64_t high, int64_t side) {
      const double least = -box[low].item<double>();
      const double most = static_cast<double>(side) - box[high].item<double>();
      return std::lround(uniform(generator, least, most));
    };
    const int64_t dx = shift(0, 2, w), dy = shift(1, 3, h);
    put(from.instances, index, mask.roll({dy, dx}, {1, 2}), surface.roll({dy, dx}, {1, 2}), into);
  }
}

void pasteInPlace(const SoloSample& from, SoloSample& into, torch::Generator& generator) {
  const int64_t n = from.instances.masks.size(0);
  if (n == 0) return;
  const auto count = static_cast<int64_t>(uniform(generator, 0, static_cast<double>(n + 1)));
  const int64_t h = into.image.size(1), w = into.image.size(2);
  const auto surface = resizeImage(from.image, h, w);
  const auto order = torch::randperm(n, generator, torch::kInt64);
  for (int64_t k = 0; k < count; ++k) {
    const auto mask = resizeMasks(from.instances.masks.index_select(0, order[k].view({1})), h, w);
    put(from.instances, order[k], mask, surface, into);
  }
}

}  // namespace maskwright::ml
