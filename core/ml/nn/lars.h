#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// Layer-wise adaptive rate scaling (You, Gitman, Ginsburg 2017) with momentum: each tensor's
/// gradient is scaled by trust * |w| / |g + decay * w|. Tensors of one dimension (biases,
/// normalisation) get neither decay nor scaling. Its state is a plain list of named tensors.
class Lars {
 public:
  Lars(const torch::nn::Module& module, double momentum, double weightDecay, double trust = 1e-3);

  /// One step with the present gradients, which are cleared. Gradients longer than `clipNorm` (over
  /// all parameters) are shortened to it; 0 = never. Returns their length before that.
  double step(double learningRate, double clipNorm = 0);

  /// Momentum buffers, each name after `prefix`.
  std::map<std::string, torch::Tensor> state(const std::string& prefix) const;
  /// Takes the buffers of that prefix; returns false if one is missing or has another shape.
  bool load(const std::map<std::string, torch::Tensor>& tensors, const std::string& prefix);

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, velocity;
  };
  std::vector<Slot> slots_;
  double momentum_, weightDecay_, trust_;
};

}  // namespace maskwright::ml
