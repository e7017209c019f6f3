#include "core/ml/segment/solo_inference.h"

#include "core/ml/nn/matrix_nms.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

torch::Tensor resized(const torch::Tensor& masks, int64_t h, int64_t w) {
  return F::interpolate(masks.unsqueeze(1),
                        F::InterpolateFuncOptions()
                            .size(std::vector<int64_t>{h, w})
                            .mode(torch::kBilinear)
                            .align_corners(false))
      .squeeze(1);
}

/// Cells of all levels above the threshold.
struct Peaks {
  torch::Tensor probabilities, kernels, embeddings, smallest, classes, cells;
};

Peaks findPeaks(const SoloOutput& output, int64_t image, const SoloInferenceOptions& options) {
  std::vector<torch::Tensor> probabilities, kernels, embeddings, smallest, classes, cells;
  int64_t offset = 0;
  for (size_t level = 0; level < output.categories.size(); ++level) {
    const auto heat = pointNms(torch::sigmoid(output.categories[level][image]).unsqueeze(0))[0];
    const auto flat = heat.flatten(1).t();  // cells x classes
    const auto found = flat.gt(options.scoreThreshold).nonzero();
    const auto cell = found.select(1, 0);
    probabilities.push_back(flat.index({cell, found.select(1, 1)}));
    kernels.push_back(output.kernels[level][image].flatten(1).index_select(1, cell).t());
    embeddings.push_back(output.embeddings[level][image].flatten(1).index_select(1, cell).t());
    const double stride = options.strides[std::min(level, options.strides.size() - 1)];
    smallest.push_back(torch::full({cell.size(0)}, stride));
    classes.push_back(found.select(1, 1));
    cells.push_back(cell + offset);
    offset += flat.size(0);
  }
  return {torch::cat(probabilities),
          torch::cat(kernels),
          torch::cat(embeddings),
          torch::cat(smallest),
          torch::cat(classes),
          torch::cat(cells)};
}

template <typename T>
std::vector<T> toVector(const torch::Tensor& x, torch::ScalarType type) {
  const auto flat = x.to(type).contiguous();
  return {flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel()};
}

/// Indices by falling score, ties by lower index.
torch::Tensor byScore(const std::vector<float>& scores, size_t limit, double atLeast) {
  std::vector<int64_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)];
  });
  std::erase_if(order, [&](int64_t i) { return scores[static_cast<size_t>(i)] < atLeast; });
  if (order.size() > limit) order.resize(limit);
  return torch::tensor(order, torch::kInt64);
}

}  // namespace

SoloDetections soloDetections(const SoloOutput& output,
                              int64_t image,
                              const SoloInferenceOptions& options) {
  const torch::NoGradGuard noGrad;
  SoloDetections result;
  const auto features = output.maskFeatures[image];
  auto peaks = findPeaks(output, image, options);
  auto soft = torch::sigmoid(peaks.kernels.mm(features.flatten(1)));
  const auto area = soft.gt(options.maskThreshold).to(torch::kFloat32).sum(1);
  auto kept = area.gt(peaks.smallest).nonzero().flatten();
  soft = soft.index_select(0, kept);
  const auto inside = soft.gt(options.maskThreshold).to(torch::kFloat32);
  const auto fill = (soft * inside).sum(1) / inside.sum(1).clamp_min(1);
  const auto raw = peaks.probabilities.index_select(0, kept) * fill;
  const auto first =
      byScore(toVector<float>(raw, torch::kFloat32), static_cast<size_t>(options.beforeNms), 0);
  soft = soft.index_select(0, first);
  kept = kept.index_select(0, first);
  const auto decayed =
      matrixNms(PackedMasks(soft.gt(options.maskThreshold)),
                toVector<float>(raw.index_select(0, first), torch::kFloat32),
                toVector<int64_t>(peaks.classes.index_select(0, kept), torch::kInt64),
                NmsKernel::Gaussian,
                options.sigma);
  const auto last = byScore(decayed, static_cast<size_t>(options.keep), options.updateThreshold);
  kept = kept.index_select(0, last);
  const auto pick = [&](const torch::Tensor& x) { return x.index_select(0, kept); };
  result.soft = soft.index_select(0, last).view({-1, features.size(1), features.size(2)});
  const auto embeddings = pick(peaks.embeddings);
  result.embeddings = embeddings / embeddings.norm(2, /*dim=*/1, /*keepdim=*/true).clamp_min(1e-12);
  result.scores = toVector<float>(torch::tensor(decayed).index_select(0, last), torch::kFloat32);
  result.classProbabilities = toVector<float>(pick(peaks.probabilities), torch::kFloat32);
  result.maskness =
      toVector<float>(fill.index_select(0, first).index_select(0, last), torch::kFloat32);
  result.classes = toVector<int64_t>(pick(peaks.classes), torch::kInt64);
  result.cells = toVector<int64_t>(pick(peaks.cells), torch::kInt64);
  return result;
}

torch::Tensor fullSizeMasks(
    const torch::Tensor& soft, int64_t croppedH, int64_t croppedW, int64_t height, int64_t width) {
  if (soft.size(0) == 0) return torch::zeros({0, height, width}, torch::kUInt8);
  const auto padded = resized(soft, 4 * soft.size(1), 4 * soft.size(2));
  const auto cropped = padded.narrow(1, 0, croppedH).narrow(2, 0, croppedW);
  return resized(cropped, height, width).gt(0.5).to(torch::kUInt8);
}

}  // namespace maskwright::ml
