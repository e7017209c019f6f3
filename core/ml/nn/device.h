#pragma once

#include "core/base/result.h"

#include <torch/torch.h>

#include <string>

namespace maskwright::ml {

/// The device "cpu", "cuda" or "cuda:N", ready for training (convolutions of fixed sizes are tuned
/// there). Error: WrongUse (another name, or no such device here).
Result<torch::Device> deviceNamed(const std::string& name);

}  // namespace maskwright::ml
