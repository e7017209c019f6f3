#include "core/ml/segment/mask_rcnn_inference.h"

#include "core/ml/nn/box_ops.h"
#include "core/ml/segment/mask_rcnn_anchors.h"
#include "core/ml/segment/mask_rcnn_step.h"
#include "core/ml/segment/network_input.h"

#include <algorithm>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

torch::Tensor inFirstImage(const torch::Tensor& boxes) {
  return torch::cat({torch::zeros({boxes.size(0), 1}), boxes}, 1);
}

}  // namespace

MaskRcnnPrediction predictMaskRcnn(MaskRcnnNet& net,
                                   const MaskRcnnProfile& profile,
                                   const torch::Tensor& image,
                                   const Precision& precision,
                                   const MaskRcnnInferenceOptions& options) {
  const torch::NoGradGuard noGrad;
  net->eval();
  MaskRcnnPrediction prediction;
  prediction.height = image.size(1);
  prediction.width = image.size(2);
  const auto input = networkInput(image, precision);
  const AutocastGuard autocast(torch::kCPU, precision);
  const auto features = net->features(input);
  const auto anchors = anchorBoxes(mapShapes(features), profile.anchorSizes);
  const auto proposals = proposalsOf(
      features, 0, anchors, image.size(1), image.size(2), profile.use, profile.proposalIou);
  const auto said = net->scores(features.pyramid, inFirstImage(proposals));
  const auto score = said.classes.softmax(1).select(1, kObjectClass);
  auto boxes =
      clipBoxes(regionCoder().decode(said.shifts, proposals), image.size(1), image.size(2));
  const auto likely =
      score.ge(options.scoreThreshold).logical_and(boxAreas(boxes).gt(0)).nonzero().flatten();
  boxes = boxes.index_select(0, likely);
  const auto scores = score.index_select(0, likely).contiguous();
  auto kept = nms(boxes, scores, options.iou);
  kept = kept.narrow(0, 0, std::min(options.keep, kept.size(0)));
  prediction.boxes = boxes.index_select(0, kept);
  const auto best = scores.index_select(0, kept).contiguous();
  prediction.scores.assign(best.data_ptr<float>(), best.data_ptr<float>() + best.numel());
  prediction.masks = net->masks(features.pyramid, inFirstImage(prediction.boxes)).sigmoid();
  prediction.maps = withoutPadding(features.maps, image);
  return prediction;
}

torch::Tensor pasteMasks(const torch::Tensor& masks,
                         const torch::Tensor& boxes,
                         int64_t h,
                         int64_t w) {
  const int64_t n = masks.size(0);
  if (n == 0) return torch::zeros({0, h, w});
  // Places of the pixels' centres in the box, -1 to 1.
  const auto place = [&](int64_t side, int64_t low) {
    const auto begin = boxes.narrow(1, low, 1), length = boxes.narrow(1, low + 2, 1) - begin;
    return (torch::arange(side, torch::kFloat32) + 0.5 - begin) / length.clamp_min(1e-6) * 2 - 1;
  };
  const auto x = place(w, 0), y = place(h, 1);
  const auto grid =
      torch::stack({x.unsqueeze(1).expand({n, h, w}), y.unsqueeze(2).expand({n, h, w})}, 3);
  auto soft = F::grid_sample(masks.unsqueeze(1),
                             grid,
                             F::GridSampleFuncOptions()
                                 .mode(torch::kBilinear)
                                 .padding_mode(torch::kBorder)
                                 .align_corners(false))
                  .squeeze(1);
  const auto inside = x.abs().le(1).unsqueeze(1).logical_and(y.abs().le(1).unsqueeze(2));
  return soft * inside;
}

}  // namespace maskwright::ml
