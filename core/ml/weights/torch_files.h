#pragma once

#include "core/ml/weights/tensor_directory.h"

namespace maskwright::ml {

/// Zip `.pth` (torch.save since 1.6): ROOT/data.pkl and one member ROOT/data/KEY per storage.
/// `file` = all bytes of the file. Error: Unreadable with the reason.
Result<TensorDirectory> parseTorchZip(std::string_view file);

/// Legacy `.pth` (torch.save before 1.6): pickles back to back (magic number, protocol 1001,
/// system, object, storage keys), then per key the number of elements and the raw data.
Result<TensorDirectory> parseTorchLegacy(std::string_view file);
/// Whether the first pickle is the legacy format's magic number.
bool isTorchLegacy(std::string_view file);

/// One plain pickle of dictionaries with NumPy arrays, as detectron2 converts and publishes.
Result<TensorDirectory> parseNumpyPickle(std::string_view file);

}  // namespace maskwright::ml
