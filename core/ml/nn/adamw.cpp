#include "core/ml/nn/adamw.h"

#include "core/ml/nn/gradient_length.h"
#include "core/ml/nn/one_pass.h"

#include <ATen/Parallel.h>

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

void AdamW::update(Slot& slot, const torch::Tensor& gradient, const Factors& f) {
  if (!runsInOnePass(slot.parameter, {slot.first, slot.second})) {
    const auto slope = gradient.to(slot.parameter.scalar_type()) * f.clip;
    slot.first.mul_(options_.beta1).add_(slope, 1 - options_.beta1);
    slot.second.mul_(options_.beta2).addcmul_(slope, slope, 1 - options_.beta2);
    slot.parameter.mul_(f.decay).addcdiv_(
        slot.first, (slot.second * f.spread).sqrt_().add_(options_.epsilon), -f.rate);
    return;
  }
  const auto g = inOrderOf(slot.parameter, gradient);
  auto* p = slot.parameter.data_ptr<float>();
  auto* m = slot.first.data_ptr<float>();
  auto* v = slot.second.data_ptr<float>();
  const auto* d = g.data_ptr<float>();
  const auto b1 = static_cast<float>(options_.beta1), b2 = static_cast<float>(options_.beta2);
  const auto epsilon = static_cast<float>(options_.epsilon);
  at::parallel_for(0, slot.parameter.numel(), kOnePassGrain, [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      const float slope = d[i] * f.clip;
      m[i] = b1 * m[i] + (1 - b1) * slope;
      v[i] = b2 * v[i] + (1 - b2) * slope * slope;
      p[i] = f.decay * p[i] - f.rate * m[i] / (std::sqrt(v[i] * f.spread) + epsilon);
    }
  });
}

double AdamW::step(double learningRate, double clipNorm) {
  const torch::NoGradGuard noGrad;
  const double length = gradientLength(slots_);
  if (!std::isfinite(length)) {
    for (auto& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
    return length;
  }
  const double clip = clipFactor(length, clipNorm);
  for (auto& slot : slots_) {
    auto& gradient = slot.parameter.mutable_grad();
    if (!gradient.defined()) continue;
    const auto steps = static_cast<double>(++slot.steps);
    const double correction1 = 1 - std::pow(options_.beta1, steps);
    const double correction2 = 1 - std::pow(options_.beta2, steps);
    const double rate = learningRate * slot.scale;
    update(slot,
           gradient,
           {.decay = static_cast<float>(slot.decays ? 1 - rate * options_.weightDecay : 1),
            .clip = static_cast<float>(clip),
            .rate = static_cast<float>(rate / correction1),
            .spread = static_cast<float>(1 / correction2)});
    gradient = torch::Tensor();
  }
  return length;
}

std::map<std::string, torch::Tensor> AdamW::state(const std::string& prefix) const {
  std::map<std::string, torch::Tensor> tensors;
  std::vector<int64_t> steps;
  for (const auto& slot : slots_) {
    steps.push_back(slot.steps);
    tensors[prefix + "first." + slot.name] = slot.first.clone();
    tensors[prefix + "second." + slot.name] = slot.second.clone();
  }
  tensors[prefix + "steps"] = torch::tensor(steps);
  return tensors;
}

bool AdamW::load(const std::map<std::string, torch::Tensor>& tensors, const std::string& prefix) {
  const torch::NoGradGuard noGrad;
  const auto steps = tensors.find(prefix + "steps");
  if (steps == tensors.end()) return false;
  const int64_t counts = steps->second.numel();
  // Checkpoints of before kept one count for all.
  if (counts != 1 && counts != static_cast<int64_t>(slots_.size())) return false;
  for (auto& slot : slots_) {
    const auto first = tensors.find(prefix + "first." + slot.name);
    const auto second = tensors.find(prefix + "second." + slot.name);
    for (const auto& found : {first, second}) {
      if (found == tensors.end() || found->second.sizes() != slot.first.sizes()) return false;
    }
    slot.first.copy_(first->second);
    slot.second.copy_(second->second);
  }
  const auto numbers = steps->second.flatten();
  for (size_t i = 0; i < slots_.size(); ++i)
    slots_[i].steps = numbers[counts == 1 ? 0 : static_cast<int64_t>(i)].item<int64_t>();
  return true;
}

}  // namespace maskwright::ml
