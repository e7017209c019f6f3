#include "core/ml/pretrain/dino_monitor.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kLeastWindow = 20, kMostWindow = 200;
constexpr double kCollapse = 0.02;  // nats

/// Entropy along the last dimension, nats.
torch::Tensor entropyOf(const torch::Tensor& shares) {
  return -(shares * shares.clamp_min(1e-12).log()).sum(-1);
}

}  // namespace

DinoMonitor::DinoMonitor(int64_t outputs, int64_t stepsPerEpoch)
    : window_(std::clamp(stepsPerEpoch, kLeastWindow, kMostWindow)),
      shares_(torch::zeros({outputs}, torch::kFloat64)) {}

void DinoMonitor::add(const torch::Tensor& teacher, bool counts) {
  const torch::NoGradGuard noGrad;
  shares_ += teacher.mean(0).to(torch::kCPU, torch::kFloat64);
  entropy_ += entropyOf(teacher).mean().item<double>();
  ++steps_;
  if (counts) ++counted_;
  if (!full_ || steps_ >= window_) use_ = measure();
  if (steps_ < window_) return;
  full_ = true;
  collapsed_ = collapsed_ || (counted_ >= window_ && use_.information < kCollapse);
  shares_.zero_();
  entropy_ = 0;
  steps_ = counted_ = 0;
}

DinoUse DinoMonitor::measure() const {
  const auto steps = static_cast<double>(steps_);
  const double each = entropy_ / steps, mean = entropyOf(shares_ / steps).item<double>();
  const double most = std::max(1e-12, std::log(static_cast<double>(shares_.size(0))));
  return {each / most, mean / most, std::max(0.0, mean - each)};
}

DinoMonitor::State DinoMonitor::state() const {
  return {shares_.clone(),
          torch::tensor({static_cast<double>(steps_),
                         static_cast<double>(counted_),
                         entropy_,
                         use_.entropy,
                         use_.meanEntropy,
                         use_.information,
                         full_ ? 1.0 : 0.0,
                         collapsed_ ? 1.0 : 0.0},
                        torch::kFloat64)};
}

void DinoMonitor::restore(const State& state) {
  shares_ = state.shares.clone();
  const auto* n = state.numbers.data_ptr<double>();
  steps_ = static_cast<int64_t>(n[0]);
  counted_ = static_cast<int64_t>(n[1]);
  entropy_ = n[2];
  use_ = {n[3], n[4], n[5]};
  full_ = n[6] > 0;
  collapsed_ = n[7] > 0;
}

}  // namespace maskwright::ml
