#include "core/ml/nn/momentum_sgd.h"

#include "core/ml/nn/gradient_length.h"
#include "core/ml/nn/one_pass.h"

#include <ATen/Parallel.h>

namespace maskwright::ml {

MomentumSgd::MomentumSgd(const torch::nn::Module& module, double momentum, double weightDecay)
    : momentum_(momentum), weightDecay_(weightDecay) {
  for (const auto& item : module.named_parameters()) {
    if (!item.value().requires_grad()) continue;
    slots_.push_back(
        {item.key(), item.value(), torch::zeros_like(item.value()), item.value().dim() > 1});
  }
}

void MomentumSgd::updateInOnePass(
    Slot& slot, const torch::Tensor& gradient, double scale, double decay, double learningRate) {
  const auto slope = inOrderOf(slot.parameter, gradient);
  auto* p = slot.parameter.data_ptr<float>();
  auto* v = slot.velocity.data_ptr<float>();
  const auto* g = slope.data_ptr<float>();
  const auto keep = static_cast<float>(momentum_), clip = static_cast<float>(scale);
  const auto shrink = static_cast<float>(decay), rate = static_cast<float>(learningRate);
  at::parallel_for(0, slot.parameter.numel(), kOnePassGrain, [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      v[i] = keep * v[i] + clip * g[i] + shrink * p[i];
      p[i] -= rate * v[i];
    }
  });
}

double MomentumSgd::step(double learningRate, double clipNorm) {
  const torch::NoGradGuard noGrad;
  const double length = gradientLength(slots_);
  const double scale = clipFactor(length, clipNorm);
  for (auto& slot : slots_) {
    auto& gradient = slot.parameter.mutable_grad();
    if (!gradient.defined()) continue;
    const double decay = slot.decays ? weightDecay_ : 0;
    if (runsInOnePass(slot.parameter, {slot.velocity})) {
      updateInOnePass(slot, gradient, scale, decay, learningRate);
    } else {
      slot.velocity.mul_(momentum_).add_(gradient, scale).add_(slot.parameter, decay);
      slot.parameter.sub_(slot.velocity, learningRate);
    }
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
