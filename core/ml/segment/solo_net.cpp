#include "core/ml/segment/solo_net.h"

#include "core/ml/segment/focal_loss.h"

#include <numeric>

namespace maskwright::ml {
namespace {
namespace nn = torch::nn;
namespace F = torch::nn::functional;

torch::Tensor resizeTo(const torch::Tensor& x, int64_t h, int64_t w) {
  return F::interpolate(x,
                        F::InterpolateFuncOptions()
                            .size(std::vector<int64_t>{h, w})
                            .mode(torch::kBilinear)
                            .align_corners(false));
}

/// Group norm whose parameters follow the input's type: LibTorch 1.13 refuses bfloat16 with
/// float32.
class TypedGroupNormImpl : public nn::Module {
 public:
  explicit TypedGroupNormImpl(int64_t channels)
      : groups_(std::gcd<int64_t>(channels >= 128 ? 32 : 16, channels)) {
    weight_ = register_parameter("weight", torch::ones({channels}));
    bias_ = register_parameter("bias", torch::zeros({channels}));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::group_norm(x, groups_, weight_.to(x.dtype()), bias_.to(x.dtype()));
  }

 private:
  int64_t groups_;
  torch::Tensor weight_, bias_;
};
TORCH_MODULE(TypedGroupNorm);

/// Convolution without bias, group norm, ReLU.
void addUnit(nn::Sequential& sequence, int64_t in, int64_t out, int64_t kernel) {
  sequence->push_back(
      nn::Conv2d(nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).bias(false)));
  sequence->push_back(TypedGroupNorm(out));
  sequence->push_back(nn::ReLU());
}

nn::Conv2d predictor(int64_t in, int64_t out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1));
}

nn::Sequential tower(int64_t in, int64_t channels, int64_t convs) {
  nn::Sequential sequence;
  for (int64_t i = 0; i < convs; ++i) addUnit(sequence, i == 0 ? in : channels, channels, 3);
  return sequence;
}

void initializeConvs(nn::Module& module) {
  const torch::NoGradGuard noGrad;
  for (auto& m : module.modules(false)) {
    if (auto* conv = m->as<nn::Conv2dImpl>()) {
      nn::init::normal_(conv->weight, 0.0, 0.01);
      if (conv->bias.defined()) conv->bias.zero_();
    }
  }
}

}  // namespace

torch::Tensor withCoordinates(const torch::Tensor& x) {
  const int64_t b = x.size(0), h = x.size(2), w = x.size(3);
  const auto options = x.options().dtype(torch::kFloat32);
  const auto columns = torch::linspace(-1, 1, w, options).view({1, 1, 1, w}).expand({b, 1, h, w});
  const auto rows = torch::linspace(-1, 1, h, options).view({1, 1, h, 1}).expand({b, 1, h, w});
  return torch::cat({x, columns.to(x.dtype()), rows.to(x.dtype())}, 1);
}

SoloHeadImpl::SoloHeadImpl(const SoloProfile& profile) : levels_(profile.levels) {
  const int64_t in = profile.fpnChannels, c = profile.headChannels;
  categoryTower_ = register_module("cate_tower", tower(in, c, profile.towerConvs));
  kernelTower_ = register_module("kernel_tower", tower(in + 2, c, profile.towerConvs));
  category_ = register_module("cate_pred", predictor(c, 1));
  kernel_ = register_module("kernel_pred", predictor(c, profile.maskChannels));
  embedding_ = register_module("emb_pred", predictor(c, profile.embedding));
  initializeConvs(*this);
  const torch::NoGradGuard noGrad;
  category_->bias.fill_(priorBias(0.01));
}

void SoloHeadImpl::forward(const std::vector<torch::Tensor>& pyramid, SoloOutput& output) {
  for (const auto& level : levels_) {
    auto map = pyramid.at(static_cast<size_t>(level.feature));
    if (level.feature == 0) map = resizeTo(map, (map.size(2) + 1) / 2, (map.size(3) + 1) / 2);
    const auto located = resizeTo(withCoordinates(map), level.grid, level.grid);
    const auto plain = located.narrow(1, 0, map.size(1));
    const auto category = categoryTower_->forward(plain);
    output.kernels.push_back(kernel_(kernelTower_->forward(located)).to(torch::kFloat32));
    output.categories.push_back(category_(category).to(torch::kFloat32));
    output.embeddings.push_back(embedding_(category).to(torch::kFloat32));
  }
}

SoloMaskHeadImpl::SoloMaskHeadImpl(const SoloProfile& profile) {
  const int64_t mid = profile.maskMidChannels;
  for (int64_t level = 0; level < 4; ++level) {
    nn::Sequential units;
    for (int64_t j = 0; j < std::max<int64_t>(1, level); ++j) {
      const int64_t in = j > 0 ? mid : profile.fpnChannels + (level == 3 ? 2 : 0);
      addUnit(units, in, mid, 3);
      if (level > 0) {
        units->push_back(nn::Upsample(nn::UpsampleOptions()
                                          .scale_factor(std::vector<double>{2, 2})
                                          .mode(torch::kBilinear)
                                          .align_corners(false)));
      }
    }
    levels_->push_back(units);
  }
  register_module("convs_all_levels", levels_);
  addUnit(prediction_, mid, profile.maskChannels, 1);
  register_module("conv_pred", prediction_);
  initializeConvs(*this);
}

torch::Tensor SoloMaskHeadImpl::forward(const std::vector<torch::Tensor>& pyramid) {
  torch::Tensor sum;
  for (size_t level = 0; level < 4; ++level) {
    const auto x = level == 3 ? withCoordinates(pyramid[level]) : pyramid[level];
    const auto y = levels_[level]->as<nn::Sequential>()->forward(x);
    sum = sum.defined() ? sum + y : y;
  }
  return prediction_->forward(sum);
}

SoloNetImpl::SoloNetImpl(const SoloProfile& profile) {
  backbone_ = register_module("backbone", ResNet(resNetOptions(profile.architecture)));
  std::vector<int64_t> channels;
  for (int stage = 1; stage <= 4; ++stage) channels.push_back(backbone_->channels(stage));
  pyramid_ = register_module("fpn", FeaturePyramid(channels, profile.fpnChannels));
  head_ = register_module("ins_head", SoloHead(profile));
  maskHead_ = register_module("mask_head", SoloMaskHead(profile));
  train();
}

void SoloNetImpl::train(bool on) {
  nn::Module::train(on);
  freezeBatchNorms(*backbone_);
}

SoloOutput SoloNetImpl::forward(const torch::Tensor& images) {
  auto stages = backbone_->stages(images);
  stages.erase(stages.begin());
  const auto pyramid = pyramid_->forward(stages);
  SoloOutput output;
  output.maps = {stages[2], stages[3]};
  head_->forward(pyramid, output);
  output.maskFeatures = maskHead_->forward(pyramid).to(torch::kFloat32);
  return output;
}

}  // namespace maskwright::ml
