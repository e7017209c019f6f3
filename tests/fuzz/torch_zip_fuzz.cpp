#include "core/ml/weights/torch_files.h"
#include "tests/fuzz/check_directory.h"

using namespace maskwright;

/// Zip directory, pickle and storages of PyTorch's present format.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  fuzz::checkPromises(ml::parseTorchZip(file), size);
  return 0;
}
