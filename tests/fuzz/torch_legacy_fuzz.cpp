#include "core/ml/weights/torch_files.h"
#include "tests/fuzz/check_directory.h"

using namespace maskwright;

/// The five pickles and the storages of PyTorch's old format.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  fuzz::checkPromises(ml::parseTorchLegacy(file), size);
  return 0;
}
