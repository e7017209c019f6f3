#include "core/ml/pretrain/dino_model.h"

#include <cmath>

namespace maskwright::ml {
namespace nn = torch::nn;
namespace {

/// Published: deviation .02 with 384 inputs, then 2048. Narrower layers start wider by the root, so
/// that what the pictures say reaches the end as strongly: with .02 the biases drown it within
/// some steps, and all outputs become one.
double headDeviation(int64_t published, int64_t inputs) {
  return 0.02 * std::sqrt(static_cast<double>(published) / static_cast<double>(inputs));
}

torch::Tensor unit(const torch::Tensor& rows) {
  const auto wide = rows.to(torch::kFloat32);
  return wide / wide.norm(2, {1}, true).clamp_min(1e-12);
}

}  // namespace

DinoNetworkImpl::DinoNetworkImpl(const DinoOptions& options) {
  backbone_ = register_module("backbone", VitNetwork(options.vit(), options.dropPath));
  const auto layer = [&](const std::string& name, int64_t published, int64_t in, int64_t out) {
    auto linear = register_module(name, nn::Linear(in, out));
    const torch::NoGradGuard noGrad;
    linear->weight.normal_(0, headDeviation(published, in));
    linear->bias.zero_();
    return linear;
  };
  first_ = layer("head0", 384, options.embed, options.hidden);
  second_ = layer("head1", 2048, options.hidden, options.hidden);
  third_ = layer("head2", 2048, options.hidden, options.bottleneck);
  const double bound = 1 / std::sqrt(static_cast<double>(options.bottleneck));
  last = register_parameter(
      "last", torch::empty({options.outputs, options.bottleneck}).uniform_(-bound, bound));
}

torch::Tensor DinoNetworkImpl::embed(const torch::Tensor& pictures, torch::Generator* drops) {
  const auto cls = backbone_->forward(pictures, drops);
  return third_(torch::gelu(second_(torch::gelu(first_(cls)))));
}

torch::Tensor DinoNetworkImpl::logits(const torch::Tensor& embedded) {
  return unit(embedded).mm(unit(last).t());
}

}  // namespace maskwright::ml
