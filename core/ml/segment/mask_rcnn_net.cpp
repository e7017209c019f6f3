#include "core/ml/segment/mask_rcnn_net.h"

#include "core/ml/nn/roi_align.h"
#include "core/ml/segment/mask_rcnn_anchors.h"

#include <cmath>

namespace maskwright::ml {
namespace {
namespace nn = torch::nn;

constexpr int64_t kBoxCells = 7, kMaskCells = kMaskSide / 2;
constexpr int64_t kPooledLevels = 4;  // p2..p5
constexpr double kCanonicalSide = 224, kCanonicalAnchor = 32;

template <typename Layer>
void drawNormal(Layer& layer, double deviation) {
  const torch::NoGradGuard noGrad;
  nn::init::normal_(layer->weight, 0, deviation);
  layer->bias.zero_();
}

}  // namespace

RpnHeadImpl::RpnHeadImpl(int64_t channels, int64_t anchors) {
  conv_ = register_module("conv", nn::Conv2d(nn::Conv2dOptions(channels, channels, 3).padding(1)));
  objectness_ = register_module("objectness", nn::Conv2d(channels, anchors, 1));
  shifts_ = register_module("shifts", nn::Conv2d(channels, 4 * anchors, 1));
  for (auto* layer : {&conv_, &objectness_, &shifts_}) drawNormal(*layer, 0.01);
}

void RpnHeadImpl::forward(MaskRcnnFeatures& features) {
  for (const auto& map : features.pyramid) {
    const auto x = torch::relu(conv_(map));
    features.objectness.push_back(objectness_(x).to(torch::kFloat32));
    features.shifts.push_back(shifts_(x).to(torch::kFloat32));
  }
}

RoiBoxHeadImpl::RoiBoxHeadImpl(int64_t channels, int64_t units) {
  first_ = register_module("first", nn::Linear(channels * kBoxCells * kBoxCells, units));
  second_ = register_module("second", nn::Linear(units, units));
  classes_ = register_module("classes", nn::Linear(units, 2));
  shifts_ = register_module("shifts", nn::Linear(units, 4));
  const torch::NoGradGuard noGrad;
  for (auto* layer : {&first_, &second_}) {
    nn::init::xavier_uniform_((*layer)->weight);
    (*layer)->bias.zero_();
  }
  drawNormal(classes_, 0.01);
  drawNormal(shifts_, 0.001);
}

RegionScores RoiBoxHeadImpl::forward(const torch::Tensor& regions) {
  auto x = torch::relu(first_(regions.contiguous().flatten(1)));
  x = torch::relu(second_(x));
  return {classes_(x).to(torch::kFloat32), shifts_(x).to(torch::kFloat32)};
}

RoiMaskHeadImpl::RoiMaskHeadImpl(int64_t in, int64_t channels, int64_t convs) {
  for (int64_t i = 0; i < convs; ++i) {
    nn::Conv2d conv(nn::Conv2dOptions(i == 0 ? in : channels, channels, 3).padding(1));
    nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
    nn::init::zeros_(conv->bias);
    convs_->push_back(conv);
    convs_->push_back(nn::ReLU());
  }
  register_module("convs", convs_);
  enlarge_ = register_module(
      "enlarge",
      nn::ConvTranspose2d(
          nn::ConvTranspose2dOptions(convs > 0 ? channels : in, channels, 2).stride(2)));
  nn::init::kaiming_normal_(enlarge_->weight, 0, torch::kFanOut, torch::kReLU);
  nn::init::zeros_(enlarge_->bias);
  mask_ = register_module("mask", nn::Conv2d(channels, 1, 1));
  drawNormal(mask_, 0.001);
}

torch::Tensor RoiMaskHeadImpl::forward(const torch::Tensor& regions) {
  const auto x = torch::relu(enlarge_(convs_->forward(regions)));
  return mask_(x).squeeze(1).to(torch::kFloat32);
}

MaskRcnnNetImpl::MaskRcnnNetImpl(const MaskRcnnProfile& profile)
    : unit_(kCanonicalSide * profile.anchorSizes.front() / kCanonicalAnchor) {
  backbone_ = register_module("backbone", ResNet(resNetOptions(profile.architecture)));
  std::vector<int64_t> channels;
  for (int stage = 1; stage <= 4; ++stage) channels.push_back(backbone_->channels(stage));
  const int64_t width = profile.fpnChannels;
  pyramid_ = register_module("fpn", FeaturePyramid(channels, width));
  rpn_ = register_module("rpn", RpnHead(width, kAnchorsPerCell));
  boxHead_ = register_module("box_head", RoiBoxHead(width, profile.boxUnits));
  maskHead_ =
      register_module("mask_head", RoiMaskHead(width, profile.maskChannels, profile.maskConvs));
  train();
}

void MaskRcnnNetImpl::train(bool on) {
  nn::Module::train(on);
  freezeBatchNorms(*backbone_);
}

MaskRcnnFeatures MaskRcnnNetImpl::features(const torch::Tensor& images) {
  auto stages = backbone_->stages(images);
  stages.erase(stages.begin());
  MaskRcnnFeatures features;
  features.pyramid = pyramid_->forward(stages);
  features.maps = {stages[2], stages[3]};
  rpn_->forward(features);
  for (auto& map : features.pyramid) map = map.to(torch::kFloat32);
  return features;
}

torch::Tensor MaskRcnnNetImpl::pooled(const std::vector<torch::Tensor>& pyramid,
                                      const torch::Tensor& regions,
                                      int64_t size) const {
  // Feature pyramid networks (Lin et al. 2017), equation 1.
  const auto side = (regions.select(1, 3) - regions.select(1, 1))
                        .mul(regions.select(1, 4) - regions.select(1, 2))
                        .clamp_min(1)
                        .sqrt();
  const auto level = (side / unit_).log2().add(2 + 1e-6).floor().clamp(0, kPooledLevels - 1);
  std::vector<torch::Tensor> parts, places;
  for (int64_t k = 0; k < kPooledLevels; ++k) {
    const auto here = level.eq(k).nonzero().flatten();
    if (here.size(0) == 0) continue;
    const RoiAlignOptions options{.size = size, .scale = 1.0 / static_cast<double>(4 << k)};
    parts.push_back(
        roiAlign(pyramid[static_cast<size_t>(k)], regions.index_select(0, here), options));
    places.push_back(here);
  }
  if (parts.empty()) return torch::zeros({0, pyramid[0].size(1), size, size});
  return torch::cat(parts).index_select(0, torch::cat(places).argsort());
}

RegionScores MaskRcnnNetImpl::scores(const std::vector<torch::Tensor>& pyramid,
                                     const torch::Tensor& regions) {
  return boxHead_->forward(pooled(pyramid, regions, kBoxCells));
}

torch::Tensor MaskRcnnNetImpl::masks(const std::vector<torch::Tensor>& pyramid,
                                     const torch::Tensor& regions) {
  if (regions.size(0) == 0) return torch::zeros({0, kMaskSide, kMaskSide});
  return maskHead_->forward(pooled(pyramid, regions, kMaskCells));
}

std::vector<torch::Tensor> MaskRcnnNetImpl::featureParameters() const {
  auto all = backbone_->parameters();
  for (const nn::Module* part : {static_cast<const nn::Module*>(pyramid_.get()),
                                 static_cast<const nn::Module*>(rpn_.get())}) {
    const auto more = part->parameters();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace maskwright::ml
