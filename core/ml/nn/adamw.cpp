#include "core/ml/nn/adamw.h"

#include <cmath>

namespace maskwright::ml {

AdamW::AdamW(const torch::nn::Module& module,
             const Options& options,
             const std::function<double(const std::string&)>& rateScale)
    : options_(options) {
  for (const auto& item : module.named_parameters()) {
    const auto& p = item.value();
    if (!p.requires_grad()) continue;
    slots_.push_back({item.key(),
                      p,
                      torch::zeros_like(p),
                      torch::zeros_like(p),
                      rateScale(item.key()),
                      p.dim() > 1});
  }
}

double AdamW::step(double learningRate, double clipNorm) {
  const torch::NoGradGuard noGrad;
  double squares = 0;
  for (const auto& slot : slots_) {
    const auto& gradient = slot.parameter.grad();
    if (gradient.defined()) squares += gradient.square().sum().item<double>();
  }
  const double length = std::sqrt(squares);
  if (!std::isfinite(length)) {
    for (auto& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
    return length;
  }
  ++steps_;
  const double clip = clipNorm > 0 && length > clipNorm ? clipNorm / length : 1.0;
  const auto steps = static_cast<double>(steps_);
  const double correction1 = 1 - std::pow(options_.beta1, steps);
  const double correction2 = 1 - std::pow(options_.beta2, steps);
  for (auto& slot : slots_) {
    auto& gradient = slot.parameter.mutable_grad();
    if (!gradient.defined()) continue;
    const double rate = learningRate * slot.scale;
    if (slot.decays) slot.parameter.mul_(1 - rate * options_.weightDecay);
    slot.first.mul_(options_.beta1).add_(gradient, (1 - options_.beta1) * clip);
    slot.second.mul_(options_.beta2)
        .addcmul_(gradient, gradient, (1 - options_.beta2) * clip * clip);
    const auto deviation = (slot.second / correction2).sqrt_().add_(options_.epsilon);
    slot.parameter.addcdiv_(slot.first, deviation, -rate / correction1);
    gradient = torch::Tensor();
  }
  return length;
}

std::map<std::string, torch::Tensor> AdamW::state(const std::string& prefix) const {
  std::map<std::string, torch::Tensor> tensors;
  tensors[prefix + "steps"] = torch::tensor({steps_});
  for (const auto& slot : slots_) {
    tensors[prefix + "first." + slot.name] = slot.first.clone();
    tensors[prefix + "second." + slot.name] = slot.second.clone();
  }
  return tensors;
}

bool AdamW::load(const std::map<std::string, torch::Tensor>& tensors, const std::string& prefix) {
  const torch::NoGradGuard noGrad;
  const auto steps = tensors.find(prefix + "steps");
  if (steps == tensors.end() || steps->second.numel() != 1) return false;
  for (auto& slot : slots_) {
    const auto first = tensors.find(prefix + "first." + slot.name);
    const auto second = tensors.find(prefix + "second." + slot.name);
    for (const auto& found : {first, second}) {
      if (found == tensors.end() || found->second.sizes() != slot.first.sizes()) return false;
    }
    slot.first.copy_(first->second);
    slot.second.copy_(second->second);
  }
  steps_ = steps->second.item<int64_t>();
  return true;
}

}  // namespace maskwright::ml
