#include "core/ml/weights/safetensors_header.h"
#include "tests/fuzz/check_directory.h"

using namespace maskwright;

/// Header and JSON of safetensors.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  fuzz::checkPromises(ml::parseSafetensors(file), size);
  return 0;
}
