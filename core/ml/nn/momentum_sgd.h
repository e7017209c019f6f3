#pragma once

#include "core/ml/nn/optimizer.h"

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// Stochastic gradient descent with momentum and weight decay on everything but biases and
/// normalisation layers (tensors of one dimension). Its state is a plain list of named tensors, so
/// that a checkpoint holds it and equals across LibTorch versions.
class MomentumSgd : public Optimizer {
 public:
  MomentumSgd(const torch::nn::Module& module, double momentum, double weightDecay);

  /// One step with the present gradients, which are cleared. Gradients longer than `clipNorm`
  /// (over all parameters) are shortened to it; 0 = never. Returns their length before that.
  double step(double learningRate, double clipNorm = 0) override;

  /// Momentum buffers, each name after `prefix`.
  std::map<std::string, torch::Tensor> state(const std::string& prefix) const override;
  /// Takes the buffers of that prefix; returns false if one is missing or has another shape.
  bool load(const std::map<std::string, torch::Tensor>& tensors,
            const std::string& prefix) override;

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, velocity;
    bool decays;
  };
  void updateInOnePass(
      Slot& slot, const torch::Tensor& gradient, double scale, double decay, double learningRate);

  std::vector<Slot> slots_;
  double momentum_, weightDecay_;
};

}  // namespace maskwright::ml
