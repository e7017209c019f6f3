#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/segment/feature_pyramid.h"
#include "core/ml/segment/mask_rcnn_profile.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

constexpr int64_t kMaskSide = 28;  ///< cells a side of a predicted mask

/// What the network says of whole pictures; one entry for each of p2..p6 where it is a list.
struct MaskRcnnFeatures {
  std::vector<torch::Tensor> pyramid;     ///< (B, C, h, w) float32
  std::vector<torch::Tensor> objectness;  ///< (B, A, h, w) float32 logits
  std::vector<torch::Tensor> shifts;      ///< (B, 4A, h, w) float32, anchor after anchor
  std::vector<torch::Tensor> maps;        ///< backbone layer3 and layer4, the network's type
};

/// Region proposal network (Ren et al. 2015): one 3x3 convolution, then objectness and shifts.
class RpnHeadImpl : public torch::nn::Module {
 public:
  RpnHeadImpl(int64_t channels, int64_t anchors);
  void forward(MaskRcnnFeatures& features);

 private:
  torch::nn::Conv2d conv_{nullptr}, objectness_{nullptr}, shifts_{nullptr};
};
TORCH_MODULE(RpnHead);

/// What the box head says of regions.
struct RegionScores {
  torch::Tensor classes;  ///< (R, 2) float32 logits: object, background
  torch::Tensor shifts;   ///< (R, 4) float32
};

/// Class and box of a region from its features of 7 x 7 cells; boxes are not told by class.
class RoiBoxHeadImpl : public torch::nn::Module {
 public:
  RoiBoxHeadImpl(int64_t channels, int64_t units);
  RegionScores forward(const torch::Tensor& regions);

 private:
  torch::nn::Linear first_{nullptr}, second_{nullptr}, classes_{nullptr}, shifts_{nullptr};
};
TORCH_MODULE(RoiBoxHead);

/// Mask of a region, (R, 28, 28) float32 logits, from its features of 14 x 14 cells.
class RoiMaskHeadImpl : public torch::nn::Module {
 public:
  RoiMaskHeadImpl(int64_t in, int64_t channels, int64_t convs);
  torch::Tensor forward(const torch::Tensor& regions);

 private:
  torch::nn::Sequential convs_;
  torch::nn::ConvTranspose2d enlarge_{nullptr};
  torch::nn::Conv2d mask_{nullptr};
};
TORCH_MODULE(RoiMaskHead);

/// Mask R-CNN (He et al. 2017) on a ResNet with a feature pyramid and one kind of object. The
/// backbone's batch norms stay as they came.
class MaskRcnnNetImpl : public torch::nn::Module {
 public:
  explicit MaskRcnnNetImpl(const MaskRcnnProfile& profile);
  /// images: (B, 3, H, W), normalised, H and W multiples of 64.
  MaskRcnnFeatures features(const torch::Tensor& images);
  /// regions: (R, 5) image, x0, y0, x1, y1 in pixels. Pooled from the level that fits their size.
  RegionScores scores(const std::vector<torch::Tensor>& pyramid, const torch::Tensor& regions);
  torch::Tensor masks(const std::vector<torch::Tensor>& pyramid, const torch::Tensor& regions);
  ResNet& backbone() { return backbone_; }
  /// Parameters that features() uses.
  std::vector<torch::Tensor> featureParameters() const;
  /// Training mode for everything but the backbone's batch norms.
  void train(bool on = true) override;

 private:
  torch::Tensor pooled(const std::vector<torch::Tensor>& pyramid,
                       const torch::Tensor& regions,
                       int64_t size) const;

  double unit_;  ///< side of the regions that p4 serves, pixels
  ResNet backbone_{nullptr};
  FeaturePyramid pyramid_{nullptr};
  RpnHead rpn_{nullptr};
  RoiBoxHead boxHead_{nullptr};
  RoiMaskHead maskHead_{nullptr};
};
TORCH_MODULE(MaskRcnnNet);

}  // namespace maskwright::ml
