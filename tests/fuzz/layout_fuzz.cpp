#include "core/ml/weights/backbone_layout.h"
#include "tests/fuzz/check_directory.h"

#include <charconv>

using namespace maskwright;

namespace {

/// Lines "name size size ..", as a directory of tensors.
ml::TensorDirectory directoryOf(std::string_view text) {
  ml::TensorDirectory directory;
  while (!text.empty() && directory.tensors.size() < 2000) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    ml::TensorEntry entry;
    entry.name = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), entry.name.size() + 1));
    while (!line.empty()) {
      const auto word = line.substr(0, line.find(' '));
      int64_t size = 0;
      std::from_chars(word.data(), word.data() + word.size(), size);
      entry.shape.push_back(size < 0 ? 0 : size);
      line.remove_prefix(std::min(line.size(), word.size() + 1));
    }
    if (!ml::elementCount(entry.shape)) continue;
    entry.strides = ml::rowMajorStrides(entry.shape);
    directory.tensors.push_back(std::move(entry));
  }
  return directory;
}

}  // namespace

/// Names and shapes of any kind, with the first byte as the number of heads.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto directory = directoryOf({reinterpret_cast<const char*>(data + 1), size - 1});
  const auto layout = ml::recognizeBackbone(
      directory, data[0] == ' ' ? std::nullopt : std::optional<int64_t>(data[0]));
  if (!layout) return 0;
  for (const auto& source : layout->tensors) {
    int64_t rows = 0;
    for (const size_t part : source.parts) {
      if (part == ml::TensorSource::kZeros) continue;
      fuzz::require(part < directory.tensors.size());
      rows += directory.tensors[part].numbers();
    }
    fuzz::require(rows <= ml::elementCount(source.shape).value_or(-1));
  }
  return 0;
}
