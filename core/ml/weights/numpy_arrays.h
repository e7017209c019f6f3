#pragma once

#include "core/ml/weights/pickle_values.h"
#include "core/ml/weights/tensor_directory.h"

namespace maskwright::ml {

/// The array that a value of meaning ArrayRebuild or ArrayBuffer stands for: type, byte order, C or
/// Fortran order and where its bytes lie in `file`. The name is left open. Throws Refused.
TensorEntry numpyArray(const PickleTree& tree, const PickleValue& value, std::string_view file);

/// A tuple of whole numbers >= 0. Throws Refused naming `what`.
std::vector<int64_t> wholeNumbers(const PickleTree& tree, PickleId tuple, const char* what);

}  // namespace maskwright::ml
