#pragma once

#include "core/ml/weights/safetensors.h"

#include <vector>

namespace maskwright::ml {

/// What loadModule() could not match. Sorted.
struct LoadReport {
  std::vector<std::string> missing;     ///< in the module, not in the file (as the module says)
  std::vector<std::string> unexpected;  ///< in the file, not in the module (as the file says)
  int64_t loaded = 0;                   ///< tensors copied
};

/// Copies tensors into the parameters and buffers of the same name, after `prefix` was stripped
/// from the file's names (others are unexpected). Batch counters (`num_batches_tracked`) are
/// optional. Nothing is changed if a shape differs. Error: Conflict with name and shapes.
Result<LoadReport> loadModule(torch::nn::Module& module,
                              const TensorMap& tensors,
                              const std::string& prefix = "");

/// Parameters and buffers as contiguous CPU tensors (copies), each name after `prefix`.
TensorMap moduleTensors(const torch::nn::Module& module, const std::string& prefix = "");

}  // namespace maskwright::ml
