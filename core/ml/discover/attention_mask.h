#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// MaskDistill's published values (Van Gansbeke et al. 2022, gen_masks.py).
struct AttentionMaskSettings {
  double topShare = 0.4;  ///< of all patches: proposals by affinity to CLS
  /// Of the affinity's sum: only the fewest patches that hold at least this share may be
  /// proposals. 1 = no such gate.
  double gateMass = 0.5;
  int headsLeftOut = 1;  ///< last heads that don't count for the affinity to CLS (never all)
};

/// One object mask from the last block's attention, with what led to it.
struct AttentionMask {
  cv::Mat mask;            ///< CV_8U 0 or 255, one cell a patch
  torch::Tensor affinity;  ///< float32 per patch: CLS query times key, mean over heads
  torch::Tensor gate;      ///< bool per patch; all true if there was none
  torch::Tensor diffused;  ///< float32 per patch: sum of key products with the seeds
  int64_t source = 0;      ///< patch that CLS attends to most
  std::vector<int64_t> seeds;
  bool gated = false;  ///< the gate was used; not if the affinity's sum is not positive
};

/// The fewest patches that together hold `mass` of the sum, the greatest first (DINO's
/// threshold for attention maps). values: N, with a positive sum. Returns N bool.
torch::Tensor massGate(const torch::Tensor& values, double mass);

/// Patches near to CLS propose; the nearest is the source; proposals whose keys agree with it are
/// seeds; every patch whose summed key product with the seeds is positive is inside, if 4-connected
/// to the source. Without any N x N matrix: the sum of products is the product with the sum.
/// clsQuery: heads x d; keys: heads x (rows * cols) x d of the patches alone. Where the gate leaves
/// fewer than the top share no others are drawn in their place. If the source itself is not inside,
/// the seeds around it are the mask.
AttentionMask attentionMask(const torch::Tensor& clsQuery,
                            const torch::Tensor& keys,
                            int rows,
                            int cols,
                            const AttentionMaskSettings& settings = {});

}  // namespace maskwright::ml
