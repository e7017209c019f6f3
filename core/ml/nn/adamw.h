#pragma once

#include "core/ml/nn/optimizer.h"

#include <torch/torch.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// AdamW (Loshchilov and Hutter 2019, algorithm 2): decay apart from the gradient, none on biases
/// and normalisation layers (tensors of one dimension). Each tensor's rate may be scaled. Its state
/// is a plain list of named tensors, so that a checkpoint holds it across LibTorch versions.
class AdamW : public Optimizer {
 public:
  struct Options {
    double beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8;
    double weightDecay = 0.01;
  };

  /// `rateScale`: factor on the learning rate of a parameter, by its name.
  AdamW(const torch::nn::Module& module,
        const Options& options,
        const std::function<double(const std::string&)>& rateScale);

  /// One step with the present gradients, which are cleared. Gradients longer than `clipNorm`
  /// (over all parameters) are shortened to it; 0 = never. Returns their length before that. A step
  /// whose gradients are not finite changes nothing.
  double step(double learningRate, double clipNorm = 0) override;
  /// For schedules of the decay: from the next step on.
  void setWeightDecay(double weightDecay) { options_.weightDecay = weightDecay; }

  /// Moments and step counts, each name after `prefix`.
  std::map<std::string, torch::Tensor> state(const std::string& prefix) const override;
  /// Takes the buffers of that prefix; returns false if one is missing or has another shape.
  bool load(const std::map<std::string, torch::Tensor>& tensors,
            const std::string& prefix) override;

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, first, second;
    double scale;
    bool decays;
    int64_t steps = 0;  ///< that moved it: one that had no gradient was not moved
  };
  struct Factors {
    float decay, clip, rate, spread;
  };
  void update(Slot& slot, const torch::Tensor& gradient, const Factors& factors);

  Options options_;
  std::vector<Slot> slots_;
};

}  // namespace maskwright::ml
