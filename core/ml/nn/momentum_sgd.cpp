#include "core/ml/nn/momentum_sgd.h"

#include "core/ml/nn/gradient_length.h"

namespace maskwright::ml {

MomentumSgd::MomentumSgd(const torch::nn::Module& module, double momentum, double weightDecay)
    : momentum_(momentum), weightDecay_(weightDecay) {
  for (const auto& item : module.named_parameters()) {
    if (!item.value().requires_grad()) continue;
    slots_.push_back(
        {item.key(), item.value(), torch::zeros_like(item.value()), item.value().dim() > 1});
  }
}

double MomentumSgd::step(double learningRate, double clipNorm) {
  const torch::NoGradGuard noGrad;
  const double length = gradientLength(slots_);
  const double scale = clipFactor(length, clipNorm);
  for (auto& slot : slots_) {
    auto& gradient = slot.parameter.mutable_grad();
    if (!gradient.defined()) continue;
    slot.velocity.mul_(momentum_).add_(gradient, scale);
    if (slot.decays) slot.velocity.add_(slot.parameter, weightDecay_);
    slot.parameter.sub_(slot.velocity, learningRate);
    gradient = torch::Tensor();
  }
  return length;
}

std::map<std::string, torch::Tensor> MomentumSgd::state(const std::string& prefix) const {
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& slot : slots_) tensors[prefix + slot.name] = slot.velocity.clone();
  return tensors;
}

bool MomentumSgd::load(const std::map<std::string, torch::Tensor>& tensors,
                       const std::string& prefix) {
  const torch::NoGradGuard noGrad;
  for (auto& slot : slots_) {
    const auto found = tensors.find(prefix + slot.name);
    if (found == tensors.end() || found->second.sizes() != slot.velocity.sizes()) return false;
    slot.velocity.copy_(found->second);
  }
  return true;
}

}  // namespace maskwright::ml
