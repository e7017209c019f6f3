#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace maskwright::ml {

/// How the prototypes share the cells of one window of steps.
struct PrototypeUse {
  double entropy = 1;     ///< of the mean assignment, as a share of log K, [0, 1]
  int64_t occupied = 0;   ///< prototypes that won at least one cell
  double topShare = 0;    ///< cells of the prototype that won most, [0, 1]
  double leastShare = 0;  ///< the smallest such share of any step in the window
};

/// Watches for collapse: all cells going to few prototypes. Windows are an epoch long, and at least
/// 20 steps, since one step of a small collection says little.
class SlotConMonitor {
 public:
  /// `stepsPerEpoch` >= 1.
  SlotConMonitor(int64_t prototypes, int64_t stepsPerEpoch);

  /// The teacher's unaligned scores (B, K, H, W) of one step. `counts`: whether this step may end
  /// in an alarm (false while the networks are still random: then one prototype often has all).
  void add(const torch::Tensor& first,
           const torch::Tensor& second,
           double temperature,
           bool counts);

  const PrototypeUse& use() const { return use_; }  ///< of the last full window, else so far
  /// One prototype had more than half of the cells in every step of a whole window.
  bool collapsed() const { return collapsed_; }
  int64_t window() const { return window_; }

  /// State for a checkpoint: cells won (K), summed assignment (K), and {steps, counted steps, least
  /// share, use, collapsed} as float64.
  struct State {
    torch::Tensor wins, assignment, numbers;
  };
  State state() const;
  void restore(const State& state);

 private:
  PrototypeUse measure() const;

  int64_t window_, steps_ = 0, counted_ = 0;
  torch::Tensor wins_, assignment_;
  double leastShare_ = 1;
  PrototypeUse use_;
  bool full_ = false, collapsed_ = false;
};

}  // namespace maskwright::ml
