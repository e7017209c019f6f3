#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/segment/mask_rcnn_net.h"

#include <vector>

namespace maskwright::ml {

struct MaskRcnnInferenceOptions {
  double scoreThreshold = 0.05;
  double iou = 0.5;  ///< NMS of boxes
  int64_t keep = 100;
};

/// Detections on one picture by falling score.
struct MaskRcnnPrediction {
  torch::Tensor boxes;              ///< (N, 4) x0, y0, x1, y1 in pixels of the network's image
  torch::Tensor masks;              ///< (N, 28, 28) in [0, 1], each over its box
  std::vector<float> scores;        ///< probability of an object
  int64_t height = 0, width = 0;    ///< of the network's image before padding
  std::vector<torch::Tensor> maps;  ///< backbone layer3 and layer4 without the padding (C, h, w)
};

/// image: uint8 (3, H, W) of the profile's short side or another. Sizes are not changed.
MaskRcnnPrediction predictMaskRcnn(MaskRcnnNet& net,
                                   const MaskRcnnProfile& profile,
                                   const torch::Tensor& image,
                                   const Precision& precision,
                                   const MaskRcnnInferenceOptions& options = {});

/// Masks (N, m, m) over their boxes (N, 4) as soft masks (N, h, w) of the whole picture, 0 outside
/// the boxes: bilinear at pixel centres. The boxes are in pixels of the result.
torch::Tensor pasteMasks(const torch::Tensor& masks,
                         const torch::Tensor& boxes,
                         int64_t h,
                         int64_t w);

}  // namespace maskwright::ml
