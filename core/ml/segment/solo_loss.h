#pragma once

#include "core/ml/segment/solo_net.h"
#include "core/ml/segment/solo_targets.h"

namespace maskwright::ml {

/// Weights of the terms; the defaults are FreeSOLO's, `verified` and `freePixels` are ours.
struct SoloLossOptions {
  double maxProjection = 1.0, averageProjection = 0.1, affinity = 1.0, category = 1.0;
  double embedding = 4.0;
  double affinityThreshold = 0.3;
  /// Dice and cross-entropy over all pixels for masks that a person accepted: their outline is
  /// known to be good, so they may teach more than projections.
  double verified = 1.0;
  /// Cross-entropy over the pixels of their box for free masks, by their weight. The projections
  /// alone need the published tens of thousands of steps: within a few hundred the masks end as
  /// crosses that meet the maxima. Over the whole picture, most of it is background for every mask,
  /// and strips along edges are what is left of objects. 0 = as published.
  double freePixels = 0;
  /// Mask targets of one level above this number are thinned at random: memory stays flat.
  int64_t maxTargetsPerLevel = 96;
};

/// Terms of one step, already weighted; total is their sum.
struct SoloLosses {
  torch::Tensor total, maxProjection, averageProjection, affinity, category, embedding, verified;
  torch::Tensor freePixels;
};

/// Losses of a batch. targets and instances: one per image; similarity: (8, h, w) per image from
/// colorSimilarity(); affinityWarmUp in [0, 1]. Mask terms are averaged inside a level, then over
/// the levels that have a target; the category term is summed and divided by positive cells + 1;
/// the embedding term is averaged over positive cells with a known embedding.
SoloLosses soloLoss(const SoloOutput& output,
                    const std::vector<SoloTargets>& targets,
                    const std::vector<SoloInstances>& instances,
                    const std::vector<torch::Tensor>& similarity,
                    double affinityWarmUp,
                    const SoloLossOptions& options = {});

}  // namespace maskwright::ml
