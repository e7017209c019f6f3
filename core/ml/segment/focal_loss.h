#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// Sigmoid focal loss per element (Lin et al. 2017), from logits and 0/1 targets of equal shape.
torch::Tensor sigmoidFocalLoss(const torch::Tensor& logits,
                               const torch::Tensor& targets,
                               double alpha = 0.25,
                               double gamma = 2.0);

/// Bias that starts a sigmoid classifier at probability `prior`: -log((1 - p) / p).
double priorBias(double prior);

}  // namespace maskwright::ml
