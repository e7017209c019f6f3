#pragma once

#include "core/ml/weights/tensor_directory.h"

#include <torch/torch.h>

namespace maskwright::ml {

torch::ScalarType scalarType(NumberType type);
/// Throws std::invalid_argument for a type that weights files lack (complex, quantised).
NumberType numberType(torch::ScalarType type);

/// The tensor of `entry` as a contiguous copy on the CPU, in its own type: views are gathered, the
/// byte order is turned, bytes are decoded, truth values become 0 or 1. `file` = all bytes of the
/// file that the entry was listed from.
torch::Tensor readTensor(std::string_view file, const TensorEntry& entry);

/// Whether every number is finite (whole numbers always are).
bool allFinite(const torch::Tensor& tensor);

}  // namespace maskwright::ml
