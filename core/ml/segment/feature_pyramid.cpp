#include "core/ml/segment/feature_pyramid.h"

namespace maskwright::ml {
namespace nn = torch::nn;
namespace F = torch::nn::functional;

FeaturePyramidImpl::FeaturePyramidImpl(const std::vector<int64_t>& inputChannels,
                                       int64_t channels) {
  for (const int64_t in : inputChannels) {
    lateral_->push_back(nn::Conv2d(nn::Conv2dOptions(in, channels, 1)));
    output_->push_back(nn::Conv2d(nn::Conv2dOptions(channels, channels, 3).padding(1)));
  }
  register_module("lateral", lateral_);
  register_module("output", output_);
  const torch::NoGradGuard noGrad;
  for (auto& p : parameters()) {
    if (p.dim() > 1) {
      nn::init::xavier_uniform_(p);
    } else {
      p.zero_();
    }
  }
}

std::vector<torch::Tensor> FeaturePyramidImpl::forward(const std::vector<torch::Tensor>& maps) {
  std::vector<torch::Tensor> out(maps.size());
  torch::Tensor above;
  for (size_t i = maps.size(); i-- > 0;) {
    auto x = lateral_[i]->as<nn::Conv2d>()->forward(maps[i]);
    if (above.defined()) {
      x = x + F::interpolate(above,
                             F::InterpolateFuncOptions()
                                 .size(std::vector<int64_t>{x.size(2), x.size(3)})
                                 .mode(torch::kNearest));
    }
    above = x;
    out[i] = output_[i]->as<nn::Conv2d>()->forward(x);
  }
  out.push_back(F::max_pool2d(out.back(), F::MaxPool2dFuncOptions(1).stride(2)));
  return out;
}

void freezeBatchNorms(nn::Module& network) {
  for (auto& m : network.modules()) {
    if (!m->as<nn::BatchNorm2dImpl>()) continue;
    m->eval();
    for (auto& p : m->parameters()) p.set_requires_grad(false);
  }
}

}  // namespace maskwright::ml
