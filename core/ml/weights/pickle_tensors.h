#pragma once

#include "core/ml/weights/pickle_values.h"
#include "core/ml/weights/tensor_directory.h"

#include <functional>
#include <map>
#include <string>

namespace maskwright::ml {

/// What a persistent id of PyTorch says about a storage.
struct StorageName {
  NumberType type = NumberType::Float32;
  std::string_view key;
  uint64_t numbers = 0;
  bool view = false;  ///< legacy: a piece of storage `key`, `numbers` from `viewOffset` on
  uint64_t viewOffset = 0, viewNumbers = 0;
};
/// Reads a Persistent value. Throws Refused.
StorageName storageName(const PickleTree& tree, const PickleValue& persistent);

/// Where a storage lies in the file; the range was checked.
struct StoragePlace {
  uint64_t begin = 0, end = 0;
  bool bigEndian = false;
};
using StorageFinder = std::function<StoragePlace(const StorageName&)>;

/// Walks dictionaries, lists and tuples from `root` and lists the tensors and NumPy arrays in them
/// with their names joined by dots; texts and numbers beside them become metadata. `file` is what
/// the tree's views point into. Views are checked against their storage, the whole by
/// checkDirectory(). Throws Refused.
TensorDirectory listPickledTensors(const PickleTree& tree,
                                   PickleId root,
                                   std::string_view file,
                                   const StorageFinder& findStorage);

}  // namespace maskwright::ml
