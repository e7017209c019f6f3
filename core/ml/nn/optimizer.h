#pragma once

#include <torch/torch.h>

#include <map>
#include <string>

namespace maskwright::ml {

/// Moves the parameters of a module by their gradients. Its state is a plain list of named tensors,
/// so that a checkpoint holds it across LibTorch versions.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One step with the present gradients, which are cleared. Gradients longer than `clipNorm` (over
  /// all parameters) are shortened to it; 0 = never. Returns their length before that.
  virtual double step(double learningRate, double clipNorm) = 0;
  /// The state, each name after `prefix`.
  virtual std::map<std::string, torch::Tensor> state(const std::string& prefix) const = 0;
  /// Takes the tensors of that prefix; returns false if one is missing or has another shape.
  virtual bool load(const std::map<std::string, torch::Tensor>& tensors,
                    const std::string& prefix) = 0;
};

}  // namespace maskwright::ml
