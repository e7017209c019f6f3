#pragma once

#include "core/ml/discover/coarse_pool.h"

#include <torch/torch.h>

#include <functional>
#include <vector>

namespace maskwright::ml {

/// Scores of a picture (1 x 3 x H x W, normalised) with each prototype of a SlotCon teacher:
/// K x h x w cosines, float32, on the CPU. Called from several threads at a time.
using SlotScorer = std::function<torch::Tensor(const torch::Tensor& picture)>;

struct SlotRegionSettings {
  double temperature = 0.07;  ///< of the assignment, as in training
  int enlarge = 4;       ///< times the map is enlarged (bilinear) before the prototypes compete
  int64_t minCells = 8;  ///< of the enlarged map; smaller regions are dropped
  double maxArea = 0.9;  ///< share of the picture; larger regions are dropped
  int keep = 60;         ///< best by score; 0 = all
};

/// One connected region that a prototype wins.
struct SlotRegion {
  /// h x w float32 in [0, 1]: the prototype's probability against its strongest rival, above 0.5
  /// exactly inside the region.
  torch::Tensor soft;
  int64_t prototype = 0;
  float certainty = 0;    ///< 1 - mean entropy of the assignment inside / log K, [0, 1]
  float compactness = 0;  ///< 4 pi area / outline^2, at most 1
  /// sqrt(certainty * compactness): regions that the prototypes agree on and that are no frayed
  /// background come first.
  float score = 0;
};

/// Regions by falling score: argmax over the prototypes (SlotCon, section 3.3), then connected
/// parts (8 neighbours). scores: K x h x w cosines.
std::vector<SlotRegion> slotRegions(const torch::Tensor& scores,
                                    const SlotRegionSettings& settings);

/// Appends them as masks of source "slots"; `maps` (C x h x w of the same picture) give their
/// embeddings.
void addSlotMasks(const torch::Tensor& scores,
                  const std::vector<torch::Tensor>& maps,
                  const SlotRegionSettings& settings,
                  std::vector<CoarseMask>& out);

}  // namespace maskwright::ml
