#pragma once

#include "core/ml/nn/box_ops.h"
#include "core/ml/nn/precision.h"
#include "core/ml/segment/mask_rcnn_net.h"
#include "core/ml/segment/solo_batch.h"

#include <utility>
#include <vector>

namespace maskwright::ml {

constexpr int64_t kObjectClass = 0, kBackgroundClass = 1;

/// Coder of the box head's shifts.
BoxCoder regionCoder();

/// (rows, columns) of each level.
std::vector<std::pair<int64_t, int64_t>> mapShapes(const MaskRcnnFeatures& features);

/// proposeBoxes() for one picture of a batch.
torch::Tensor proposalsOf(const MaskRcnnFeatures& features,
                          int64_t image,
                          const std::vector<torch::Tensor>& anchors,
                          int64_t height,
                          int64_t width,
                          const ProposalCounts& counts,
                          double iou);

/// The terms of the loss.
struct MaskRcnnLosses {
  torch::Tensor objectness, proposals, classes, boxes, masks, total;
};

/// Draws anchors and regions (by LibTorch's generator) and compares what the network says of them
/// with what is known. `negativeWeight`: of regions that a person said hold no object. Weights of
/// the instances are those of all terms they take part in.
MaskRcnnLosses maskRcnnLoss(MaskRcnnNet& net,
                            const MaskRcnnFeatures& features,
                            const SoloBatch& batch,
                            const MaskRcnnProfile& profile,
                            const Precision& precision,
                            double negativeWeight);

}  // namespace maskwright::ml
