#include "core/ml/segment/solo_batch.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/lab_color.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

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

/// Nearest neighbour; masks: (n, H, W) uint8, n may be 0.
torch::Tensor resizeMasks(const torch::Tensor& masks, int64_t h, int64_t w) {
  if (masks.size(0) == 0) return torch::zeros({0, h, w}, torch::kUInt8);
  const auto pick = [](int64_t to, int64_t from) {
    const auto centres = (torch::arange(to, torch::kFloat64) + 0.5) * static_cast<double>(from) /
                         static_cast<double>(to);
    return centres.floor().clamp(0, static_cast<double>(from - 1)).to(torch::kInt64);
  };
  return masks.index_select(1, pick(h, masks.size(1))).index_select(2, pick(w, masks.size(2)));
}

void resizeSample(SoloSample& sample, int64_t h, int64_t w) {
  if (sample.image.size(1) == h && sample.image.size(2) == w) return;
  auto& i = sample.instances;
  const auto sx = static_cast<float>(w) / static_cast<float>(sample.image.size(2));
  const auto sy = static_cast<float>(h) / static_cast<float>(sample.image.size(1));
  sample.image = resizeImage(sample.image, h, w);
  i.masks = resizeMasks(i.masks, h, w);
  for (auto* rows : {&i.negatives, &i.ignored})
    if (rows->defined()) *rows = *rows * torch::tensor({sx, sy, sx, sy, sx, sy});
}

void flipSample(SoloSample& sample) {
  auto& i = sample.instances;
  sample.image = sample.image.flip(2);
  i.masks = i.masks.flip(2);
  const auto w = static_cast<double>(sample.image.size(2));
  for (auto* rows : {&i.negatives, &i.ignored}) {
    if (!rows->defined()) continue;
    const auto r = rows->unbind(1);
    *rows = torch::stack({w - r[0], r[1], w - r[4], r[3], w - r[2], r[5]}, 1);
  }
}

/// Leaves out instances of fewer than 4 pixels.
void dropEmpty(SoloInstances& instances) {
  const auto area = instances.masks.flatten(1).sum(1, false, torch::kInt64);
  const auto kept = area.ge(4).nonzero().flatten();
  if (kept.size(0) == area.size(0)) return;
  for (auto* x :
       {&instances.masks, &instances.embeddings, &instances.weights, &instances.verified}) {
    *x = x->index_select(0, kept);
  }
}

torch::Tensor similarityOf(const torch::Tensor& image, int64_t h, int64_t w) {
  // image: (3, H, W) in [0, 255], H and W as the padded size; validity ends at h x w.
  const auto small = F::avg_pool2d(image.unsqueeze(0), F::AvgPool2dFuncOptions(4).stride(4))[0];
  auto validity = torch::zeros({small.size(1), small.size(2)});
  validity.narrow(0, 0, h / 4).narrow(1, 0, w / 4).fill_(1);
  return colorSimilarity(rgbToLab(small), validity);
}

}  // namespace

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
  into.image = into.image.clone();
  auto& i = into.instances;
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
      const double from = -box[low].item<double>();
      const double to = static_cast<double>(side) - box[high].item<double>();
      return std::lround(uniform(generator, from, to));
    };
    const int64_t dx = shift(0, 2, w), dy = shift(1, 3, h);
    mask = mask.roll({dy, dx}, {1, 2});
    surface = surface.roll({dy, dx}, {1, 2});
    const auto area = i.masks.flatten(1).sum(1, false, torch::kFloat32);
    const auto covered = (i.masks * mask).flatten(1).sum(1, false, torch::kFloat32);
    if ((covered >= 0.5 * area.clamp_min(1)).any().item<bool>()) continue;
    const auto inside = mask[0].gt(0);
    into.image = torch::where(inside.unsqueeze(0), surface, into.image);
    i.masks = torch::cat({i.masks * (1 - mask), mask});
    for (auto* rows : {&i.negatives, &i.ignored}) {
      if (!rows->defined() || rows->size(0) == 0) continue;
      const auto x = rows->select(1, 0).to(torch::kInt64).clamp(0, w - 1);
      const auto y = rows->select(1, 1).to(torch::kInt64).clamp(0, h - 1);
      *rows = rows->index_select(0, mask[0].index({y, x}).eq(0).nonzero().flatten());
    }
    const auto append = [&](torch::Tensor& to, const torch::Tensor& source) {
      to = torch::cat({to, source.index_select(0, index.view({1}))});
    };
    append(i.embeddings, from.instances.embeddings);
    append(i.weights, from.instances.weights);
    append(i.verified, from.instances.verified);
  }
}

SoloBatch makeSoloBatch(std::vector<SoloSample> samples,
                        const SoloViewOptions& options,
                        torch::Generator& generator) {
  const std::vector<SoloSample> originals = samples;
  const size_t n = samples.size();
  int64_t height = 0, width = 0;
  // One scale for all: with one each, the largest would pad the others by half their size.
  const double scale = uniform(generator, options.minScale, options.maxScale);
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(32, std::lround(static_cast<double>(side) * scale));
  };
  for (size_t k = 0; k < n; ++k) {
    auto& sample = samples[k];
    if (n > 1 && uniform(generator, 0, 1) < options.paste) {
      pasteObjects(originals[(k + 1) % n], sample, options.maxPasted, generator);
    }
    resizeSample(sample, scaled(sample.image.size(1)), scaled(sample.image.size(2)));
    if (uniform(generator, 0, 1) < options.flip) flipSample(sample);
    dropEmpty(sample.instances);
    sample.instances.boxes = tightBoxes(sample.instances.masks);
    height = std::max(height, (sample.image.size(1) + kCanvasStep - 1) / kCanvasStep * kCanvasStep);
    width = std::max(width, (sample.image.size(2) + kCanvasStep - 1) / kCanvasStep * kCanvasStep);
  }
  SoloBatch batch;
  batch.images = torch::zeros({static_cast<int64_t>(n), 3, height, width});
  for (size_t k = 0; k < n; ++k) {
    auto& sample = samples[k];
    auto view = sample.image.to(torch::kFloat32);
    if (uniform(generator, 0, 1) < options.strong) {
      view = jitterColors(view.unsqueeze(0), {}, generator)[0];
    }
    const int64_t h = view.size(1), w = view.size(2);
    auto padded = torch::zeros({3, height, width});
    padded.narrow(1, 0, h).narrow(2, 0, w).copy_(view);
    batch.similarity.push_back(similarityOf(padded, h, w));
    batch.images[static_cast<int64_t>(k)].narrow(1, 0, h).narrow(2, 0, w).copy_(
        normalizeImage(view));
    batch.instances.push_back(std::move(sample.instances));
  }
  return batch;
}

}  // namespace maskwright::ml
