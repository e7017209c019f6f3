#include "core/ml/nn/lars.h"

#include "core/ml/nn/gradient_length.h"

namespace maskwright::ml {

Lars::Lars(const torch::nn::Module& module, double momentum, double weightDecay, double trust)
    : momentum_(momentum), weightDecay_(weightDecay), trust_(trust) {
  for (const auto& item : module.named_parameters()) {
    if (!item.value().requires_grad()) continue;
    slots_.push_back({item.key(), item.value(), torch::zeros_like(item.value())});
  }
}

double Lars::step(double learningRate, double clipNorm) {
  const torch::NoGradGuard noGrad;
  const double length = gradientLength(slots_);
  const double scale = clipFactor(length, clipNorm);
  for (auto& slot : slots_) {
    auto& gradient = slot.parameter.mutable_grad();
    if (!gradient.defined()) continue;
    auto update = gradient * scale;
    if (slot.parameter.dim() > 1) {
      update.add_(slot.parameter, weightDecay_);
      const double weight = slot.parameter.norm().item<double>();
      const double change = update.norm().item<double>();
      if (weight > 0 && change > 0) update.mul_(trust_ * weight / change);
    }
    slot.velocity.mul_(momentum_).add_(update);
    slot.parameter.sub_(slot.velocity, learningRate);
    gradient = torch::Tensor();
  }
  return length;
}

std::map<std::string, torch::Tensor> Lars::state(const std::string& prefix) const {
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& slot : slots_) tensors[prefix + slot.name] = slot.velocity.clone();
  return tensors;
}

bool Lars::load(const std::map<std::string, torch::Tensor>& tensors, const std::string& prefix) {
  const torch::NoGradGuard noGrad;
  for (auto& slot : slots_) {
    const auto found = tensors.find(prefix + slot.name);
    if (found == tensors.end() || found->second.sizes() != slot.velocity.sizes()) return false;
    slot.velocity.copy_(found->second);
  }
  return true;
}

}  // namespace maskwright::ml
