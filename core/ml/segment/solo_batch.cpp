#include "core/ml/segment/solo_batch.h"

#include "core/ml/nn/augment.h"
#include "core/ml/nn/random_erase.h"
#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/lab_color.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

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

/// image: (3, H, W) in [0, 255], H and W as the padded size; validity ends at h x w.
torch::Tensor similarityOf(const torch::Tensor& image, int64_t h, int64_t w) {
  const auto small = F::avg_pool2d(image.unsqueeze(0), F::AvgPool2dFuncOptions(4).stride(4))[0];
  auto validity = torch::zeros({small.size(1), small.size(2)});
  validity.narrow(0, 0, h / 4).narrow(1, 0, w / 4).fill_(1);
  return colorSimilarity(rgbToLab(small), validity);
}

double drawScale(const SoloViewOptions& options, torch::Generator& generator) {
  if (options.scaleSteps < 2) return uniform(generator, options.minScale, options.maxScale);
  const auto step =
      static_cast<int64_t>(uniform(generator, 0, static_cast<double>(options.scaleSteps)));
  return options.minScale + (options.maxScale - options.minScale) * static_cast<double>(step) /
                                static_cast<double>(options.scaleSteps - 1);
}

/// Scale and flip of all samples. One scale: with one each, the largest would pad the others by
/// half their size.
void placeSamples(std::vector<SoloSample>& samples,
                  const SoloViewOptions& options,
                  torch::Generator& generator) {
  const std::vector<SoloSample> originals = samples;
  const size_t n = samples.size();
  const double scale = drawScale(options, generator);
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(32, std::lround(static_cast<double>(side) * scale));
  };
  for (size_t k = 0; k < n; ++k) {
    auto& sample = samples[k];
    if (sample.originalHeight == 0) sample.originalHeight = sample.image.size(1);
    if (!options.both && n > 1 && uniform(generator, 0, 1) < options.paste)
      pasteObjects(originals[(k + 1) % n], sample, options.maxPasted, generator);
    resizeSample(sample, scaled(sample.image.size(1)), scaled(sample.image.size(2)));
    if (uniform(generator, 0, 1) < options.flip) flipSample(sample);
  }
}

torch::Tensor toBytes(const torch::Tensor& image) {
  return image.round().clamp(0, 255).to(torch::kUInt8);
}

/// FreeSOLO's strong views: colours and erasings, then objects of the weak view at the mirrored
/// place of the batch.
std::vector<SoloSample> strongViews(const std::vector<SoloSample>& weak,
                                    const SoloViewOptions& options,
                                    torch::Generator& generator) {
  std::vector<SoloSample> views = weak;
  for (size_t k = 0; k < weak.size(); ++k) {
    auto image = jitterColors(weak[k].image.to(torch::kFloat32).unsqueeze(0), {}, generator)[0];
    for (const auto& erasing : kStrongErasings) image = eraseRandomly(image, erasing, generator);
    views[k].image = toBytes(image);
    if (uniform(generator, 0, 1) >= options.paste) continue;
    const auto& source = weak[weak.size() - 1 - k];
    if (options.pasted == SoloPaste::Mirrored) {
      pasteInPlace(source, views[k], generator);
    } else {
      pasteObjects(source, views[k], options.maxPasted, generator);
    }
  }
  return views;
}

}  // namespace

SoloBatch makeSoloBatch(std::vector<SoloSample> samples,
                        const SoloViewOptions& options,
                        torch::Generator& generator,
                        bool similarity) {
  placeSamples(samples, options, generator);
  if (options.both) {
    auto views = strongViews(samples, options, generator);
    std::move(samples.begin(), samples.end(), std::back_inserter(views));
    samples = std::move(views);
  }
  int64_t height = 0, width = 0;
  for (auto& sample : samples) {
    dropEmpty(sample.instances);
    sample.instances.boxes = tightBoxes(sample.instances.masks);
    height = std::max(height, (sample.image.size(1) + kCanvasStep - 1) / kCanvasStep * kCanvasStep);
    width = std::max(width, (sample.image.size(2) + kCanvasStep - 1) / kCanvasStep * kCanvasStep);
  }
  SoloBatch batch;
  batch.images = torch::zeros({static_cast<int64_t>(samples.size()), 3, height, width});
  for (size_t k = 0; k < samples.size(); ++k) {
    auto& sample = samples[k];
    auto view = sample.image.to(torch::kFloat32);
    if (!options.both && uniform(generator, 0, 1) < options.strong)
      view = jitterColors(view.unsqueeze(0), {}, generator)[0];
    const int64_t h = view.size(1), w = view.size(2);
    if (similarity) {
      auto padded = torch::zeros({3, height, width});
      padded.narrow(1, 0, h).narrow(2, 0, w).copy_(view);
      const auto removed = static_cast<int64_t>(options.bottomRemoved * static_cast<double>(h) /
                                                static_cast<double>(sample.originalHeight));
      batch.similarity.push_back(similarityOf(padded, std::max<int64_t>(0, h - removed), w));
    }
    batch.images[static_cast<int64_t>(k)].narrow(1, 0, h).narrow(2, 0, w).copy_(
        normalizeImage(view));
    batch.instances.push_back(std::move(sample.instances));
  }
  return batch;
}

}  // namespace maskwright::ml
