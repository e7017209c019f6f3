#include "core/ml/segment/solo_loss.h"

#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/embedding_loss.h"
#include "core/ml/segment/focal_loss.h"
#include "core/ml/segment/projection_loss.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {
namespace {

/// Mask targets of one level over the whole batch.
struct LevelMasks {
  torch::Tensor logits, targets, images, weights, verified;
  int64_t count = 0;
};

/// At most `limit` evenly spread indices of 0..n-1; the spread starts at a random place.
torch::Tensor thinned(int64_t n, int64_t limit) {
  if (n <= limit) return torch::arange(n);
  return std::get<0>(torch::randperm(n, torch::kInt64).narrow(0, 0, limit).sort());
}

LevelMasks gatherLevel(const SoloOutput& output,
                       const std::vector<SoloTargets>& targets,
                       const std::vector<SoloInstances>& instances,
                       size_t level,
                       int64_t limit) {
  int64_t all = 0;
  for (const auto& t : targets) all += static_cast<int64_t>(t.levels[level].cells.size());
  std::vector<torch::Tensor> logits, masks, images, weights, verified;
  LevelMasks out;
  for (size_t image = 0; image < targets.size(); ++image) {
    const auto& t = targets[image].levels[level];
    if (t.cells.empty()) continue;
    const auto n = static_cast<int64_t>(t.cells.size());
    const auto chosen = thinned(n, std::max<int64_t>(1, all > limit ? limit * n / all : n));
    const auto cells = torch::tensor(t.cells, torch::kInt64).index_select(0, chosen);
    const auto owners = torch::tensor(t.instances, torch::kInt64).index_select(0, chosen);
    const auto features = output.maskFeatures[static_cast<int64_t>(image)];
    const auto kernels =
        output.kernels[level][static_cast<int64_t>(image)].flatten(1).index_select(1, cells).t();
    logits.push_back(
        kernels.mm(features.flatten(1)).view({cells.size(0), features.size(1), features.size(2)}));
    masks.push_back(targets[image].masks.index_select(0, owners));
    images.push_back(torch::full({cells.size(0)}, static_cast<int64_t>(image), torch::kInt64));
    weights.push_back(instances[image].weights.index_select(0, owners));
    verified.push_back(instances[image].verified.index_select(0, owners));
    out.count += cells.size(0);
  }
  if (out.count == 0) return out;
  out.logits = torch::cat(logits);
  out.targets = torch::cat(masks);
  out.images = torch::cat(images);
  out.weights = torch::cat(weights).to(torch::kFloat32);
  out.verified = torch::cat(verified).to(torch::kFloat32);
  return out;
}

torch::Tensor categoryLoss(const SoloOutput& output, const std::vector<SoloTargets>& targets) {
  auto sum = torch::zeros({});
  double positives = 0;
  for (size_t level = 0; level < output.categories.size(); ++level) {
    for (size_t image = 0; image < targets.size(); ++image) {
      const auto& t = targets[image].levels[level];
      const auto logits = output.categories[level][static_cast<int64_t>(image)];
      auto wanted = torch::zeros_like(logits);
      wanted[0].copy_(t.positive);
      sum = sum + (sigmoidFocalLoss(logits, wanted) * t.weight).sum();
      positives += t.positive.sum().item<double>();
    }
  }
  return sum / (positives + 1);
}

torch::Tensor allEmbeddingLoss(const SoloOutput& output,
                               const std::vector<SoloTargets>& targets,
                               const std::vector<SoloInstances>& instances) {
  std::vector<torch::Tensor> predicted, wanted, weights;
  for (size_t level = 0; level < output.embeddings.size(); ++level) {
    for (size_t image = 0; image < targets.size(); ++image) {
      const auto owner = targets[image].levels[level].owner.flatten();
      const auto cells = owner.ge(0).nonzero().flatten();
      if (cells.numel() == 0) continue;
      const auto owners = owner.index_select(0, cells);
      predicted.push_back(output.embeddings[level][static_cast<int64_t>(image)]
                              .flatten(1)
                              .index_select(1, cells)
                              .t());
      wanted.push_back(instances[image].embeddings.index_select(0, owners));
      weights.push_back(instances[image].weights.index_select(0, owners));
    }
  }
  if (predicted.empty()) return torch::zeros({});
  return embeddingLoss(torch::cat(predicted),
                       torch::cat(wanted).to(torch::kFloat32),
                       torch::cat(weights).to(torch::kFloat32));
}

}  // namespace

SoloLosses soloLoss(const SoloOutput& output,
                    const std::vector<SoloTargets>& targets,
                    const std::vector<SoloInstances>& instances,
                    const std::vector<torch::Tensor>& similarity,
                    double affinityWarmUp,
                    const SoloLossOptions& options) {
  SoloLosses losses;
  auto max = torch::zeros({}), average = torch::zeros({}), affinity = torch::zeros({});
  auto verified = torch::zeros({}), freePixels = torch::zeros({});
  double levels = 0, verifiedLevels = 0;
  const auto alike = torch::stack(similarity);
  for (size_t level = 0; level < output.kernels.size(); ++level) {
    const auto m = gatherLevel(output, targets, instances, level, options.maxTargetsPerLevel);
    if (m.count == 0) continue;
    ++levels;
    const auto p = torch::sigmoid(m.logits);
    max = max + (maxProjectionLoss(p, m.targets) * m.weights).mean();
    average = average + (averageProjectionLoss(p, m.targets) * m.weights).mean();
    affinity =
        affinity +
        pairwiseLoss(m.logits, m.targets, alike, m.images, m.weights, options.affinityThreshold);
    if (options.freePixels > 0) {
      const auto weights = m.weights * (1 - m.verified);
      freePixels = freePixels + (boxEntropy(m.logits, m.targets) * weights).mean();
    }
    if (options.verified > 0 && m.verified.sum().item<double>() > 0) {
      ++verifiedLevels;
      const auto all = fullMaskLoss(p, m.targets) + pixelEntropy(m.logits, m.targets);
      verified = verified + (all * m.verified).sum() / m.verified.sum();
    }
  }
  const double perLevel = 1 / std::max(1.0, levels);
  losses.maxProjection = options.maxProjection * perLevel * max;
  losses.averageProjection = options.averageProjection * perLevel * average;
  losses.affinity = options.affinity * affinityWarmUp * perLevel * affinity;
  losses.freePixels = options.freePixels * perLevel * freePixels;
  losses.verified = options.verified / std::max(1.0, verifiedLevels) * verified;
  losses.category = options.category * categoryLoss(output, targets);
  losses.embedding = options.embedding * allEmbeddingLoss(output, targets, instances);
  losses.total = losses.maxProjection + losses.averageProjection + losses.affinity +
                 losses.verified + losses.freePixels + losses.category + losses.embedding;
  return losses;
}

}  // namespace maskwright::ml
