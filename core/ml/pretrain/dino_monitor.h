#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace maskwright::ml {

/// What the teacher's outputs tell in one window of steps.
struct DinoUse {
  double entropy = 1;      ///< mean of an output's entropy, as a share of log K, [0, 1]
  double meanEntropy = 1;  ///< entropy of the mean output, as a share of log K, [0, 1]
  /// How much an output tells about its picture (mutual information), nats: 0 = all alike, at most
  /// log K. Both ways to collapse, one output for everything and no output at all, end at 0.
  double information = 0;
};

/// Watches for collapse. Windows are an epoch long, and from 20 to 200 steps.
class DinoMonitor {
 public:
  /// `stepsPerEpoch` >= 1.
  DinoMonitor(int64_t outputs, int64_t stepsPerEpoch);

  /// The teacher's shares (N, K) of one step. `counts`: whether this step may end in an alarm
  /// (false while the networks are still near random).
  void add(const torch::Tensor& teacher, bool counts);

  const DinoUse& use() const { return use_; }  ///< of the last full window, else so far
  /// In a whole window the outputs told less than .02 nats about their pictures.
  bool collapsed() const { return collapsed_; }
  int64_t window() const { return window_; }

  /// State for a checkpoint: summed shares (K), and {steps, counted steps, summed entropy, use,
  /// full, collapsed} as float64.
  struct State {
    torch::Tensor shares, numbers;
  };
  State state() const;
  void restore(const State& state);

 private:
  DinoUse measure() const;

  int64_t window_, steps_ = 0, counted_ = 0;
  torch::Tensor shares_;  ///< (K) float64
  double entropy_ = 0;    ///< sum of the steps' mean entropies, nats
  DinoUse use_;
  bool full_ = false, collapsed_ = false;
};

}  // namespace maskwright::ml
