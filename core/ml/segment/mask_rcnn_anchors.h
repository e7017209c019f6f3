#pragma once

#include "core/ml/segment/mask_rcnn_profile.h"

#include <torch/torch.h>

#include <utility>
#include <vector>

namespace maskwright::ml {

constexpr int64_t kAnchorsPerCell = 3;  ///< one for each ratio

/// Anchors of p2..p6: around each cell's place (column x stride, row x stride) boxes of area size^2
/// with height : width of .5, 1 and 2. shapes: (rows, columns) of the maps; sizes: sides, pixels.
/// Returns for each level (rows * columns * 3, 4) x0, y0, x1, y1; rows, columns, then ratios.
std::vector<torch::Tensor> anchorBoxes(const std::vector<std::pair<int64_t, int64_t>>& shapes,
                                       const std::vector<double>& sizes);

/// Head outputs of one level and picture in the anchors' order: objectness (A, h, w) to (N), shifts
/// (4A, h, w) to (N, 4).
torch::Tensor anchorObjectness(const torch::Tensor& map);
torch::Tensor anchorShifts(const torch::Tensor& map);

/// Proposals of one picture, best first: each level's best anchors, shifted, moved into the
/// picture, without those of no area, NMS among each level's. objectness: (N_l) logits, shifts:
/// (N_l, 4), one entry a level. Returns (at most counts.afterNms, 4).
torch::Tensor proposeBoxes(const std::vector<torch::Tensor>& objectness,
                           const std::vector<torch::Tensor>& shifts,
                           const std::vector<torch::Tensor>& anchors,
                           int64_t height,
                           int64_t width,
                           const ProposalCounts& counts,
                           double iou);

}  // namespace maskwright::ml
