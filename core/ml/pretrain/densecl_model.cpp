#include "core/ml/pretrain/densecl_model.h"

#include <vector>

namespace maskwright::ml {
namespace nn = torch::nn;

DenseClEncoderImpl::DenseClEncoderImpl(const std::string& architecture, int64_t dimension) {
  backbone_ = register_module("backbone", ResNet(resNetOptions(architecture)));
  const int64_t c = backbone_->channels(4);
  global0 = register_module("global0", nn::Linear(c, c));
  global1 = register_module("global1", nn::Linear(c, dimension));
  dense0 = register_module("dense0", nn::Conv2d(nn::Conv2dOptions(c, c, 1)));
  dense1 = register_module("dense1", nn::Conv2d(nn::Conv2dOptions(c, dimension, 1)));
  const torch::NoGradGuard noGrad;
  for (auto& item : named_parameters()) {
    if (item.key().rfind("backbone", 0) == 0) continue;
    if (item.value().dim() > 1) {
      nn::init::kaiming_normal_(item.value(), 0.0, torch::kFanIn, torch::kReLU);
    } else {
      item.value().zero_();
    }
  }
}

DenseClEncoderImpl::Output DenseClEncoderImpl::forward(const torch::Tensor& images) {
  Output output;
  output.map = backbone_->stages(images).back();
  output.global = global1(torch::relu(global0(output.map.mean({2, 3}))));
  output.dense = dense1(torch::relu(dense0(output.map))).flatten(2);
  return output;
}

DenseClEncoderImpl::Output shuffledForward(DenseClEncoder& encoder,
                                           const torch::Tensor& images,
                                           const torch::Tensor& permutation,
                                           int64_t groups) {
  const torch::NoGradGuard noGrad;
  const auto shuffled = images.index_select(0, permutation);
  std::vector<torch::Tensor> maps, globals, denses;
  for (const auto& part : shuffled.chunk(groups)) {
    auto out = encoder->forward(part);
    maps.push_back(out.map);
    globals.push_back(out.global);
    denses.push_back(out.dense);
  }
  const auto back = permutation.argsort();
  const auto restore = [&](const std::vector<torch::Tensor>& parts) {
    return torch::cat(parts).index_select(0, back);
  };
  return {restore(maps), restore(globals), restore(denses)};
}

}  // namespace maskwright::ml
