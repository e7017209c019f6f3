#include "core/ml/weights/backbone_layout.h"
#include "core/ml/weights/checkpoint.h"
#include "tests/fuzz/check_directory.h"

using namespace maskwright;

/// Any file: which format it is, what is in it, which backbone that is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto directory = ml::parseCheckpoint(file);
  fuzz::checkPromises(directory, size);
  if (!directory) return 0;
  const auto layout = ml::recognizeBackbone(*directory);
  if (layout)
    for (const auto& source : layout->tensors) fuzz::require(!source.parts.empty());
  return 0;
}
