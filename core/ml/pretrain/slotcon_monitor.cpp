#include "core/ml/pretrain/slotcon_monitor.h"

#include "core/ml/pretrain/slotcon_grouping.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kLeastWindow = 20;
constexpr double kCollapse = 0.5;

}  // namespace

SlotConMonitor::SlotConMonitor(int64_t prototypes, int64_t stepsPerEpoch)
    : window_(std::max(kLeastWindow, stepsPerEpoch)),
      wins_(torch::zeros({prototypes}, torch::kFloat64)),
      assignment_(torch::zeros({prototypes}, torch::kFloat64)) {}

void SlotConMonitor::add(const torch::Tensor& first,
                         const torch::Tensor& second,
                         double temperature,
                         bool counts) {
  const torch::NoGradGuard noGrad;
  const int64_t k = wins_.size(0);
  auto wins = torch::zeros({k}, torch::kFloat64);
  for (const auto& scores : {first, second}) {
    const auto winners = scores.argmax(1).flatten().to(torch::kCPU);
    wins += torch::bincount(winners, {}, k).to(torch::kFloat64);
    assignment_ +=
        softAssignment(scores, temperature).mean({0, 2, 3}).to(torch::kCPU, torch::kFloat64);
  }
  const double share = wins.max().item<double>() / std::max(1.0, wins.sum().item<double>());
  wins_ += wins;
  ++steps_;
  if (counts) ++counted_;
  leastShare_ = std::min(leastShare_, share);
  if (!full_ || steps_ >= window_) use_ = measure();
  if (steps_ < window_) return;
  full_ = true;
  collapsed_ = collapsed_ || (counted_ >= window_ && leastShare_ > kCollapse);
  wins_.zero_();
  assignment_.zero_();
  steps_ = counted_ = 0;
  leastShare_ = 1;
}

PrototypeUse SlotConMonitor::measure() const {
  PrototypeUse use;
  const auto mean = assignment_ / assignment_.sum();
  const double entropy = -(mean * mean.clamp_min(1e-12).log()).sum().item<double>();
  const double most = std::log(static_cast<double>(wins_.size(0)));
  use.entropy = most > 0 ? entropy / most : 0;
  use.occupied = wins_.gt(0).sum().item<int64_t>();
  use.topShare = wins_.max().item<double>() / wins_.sum().item<double>();
  use.leastShare = leastShare_;
  return use;
}

SlotConMonitor::State SlotConMonitor::state() const {
  return {wins_.clone(),
          assignment_.clone(),
          torch::tensor({static_cast<double>(steps_),
                         static_cast<double>(counted_),
                         leastShare_,
                         use_.entropy,
                         static_cast<double>(use_.occupied),
                         use_.topShare,
                         use_.leastShare,
                         full_ ? 1.0 : 0.0,
                         collapsed_ ? 1.0 : 0.0},
                        torch::kFloat64)};
}

void SlotConMonitor::restore(const State& state) {
  wins_ = state.wins.clone();
  assignment_ = state.assignment.clone();
  const auto* n = state.numbers.data_ptr<double>();
  steps_ = static_cast<int64_t>(n[0]);
  counted_ = static_cast<int64_t>(n[1]);
  leastShare_ = n[2];
  use_ = {n[3], static_cast<int64_t>(n[4]), n[5], n[6]};
  full_ = n[7] > 0;
  collapsed_ = n[8] > 0;
}

}  // namespace maskwright::ml
