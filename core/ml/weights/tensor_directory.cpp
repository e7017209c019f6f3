#include "core/ml/weights/tensor_directory.h"

#include "core/ml/weights/refused.h"

#include <array>
#include <limits>
#include <set>

namespace maskwright::ml {
namespace {

struct TypeFacts {
  const char* name;
  uint64_t bytes;
};
constexpr std::array<TypeFacts, 10> kTypes{{{"float64", 8},
                                            {"float32", 4},
                                            {"float16", 2},
                                            {"bfloat16", 2},
                                            {"int64", 8},
                                            {"int32", 4},
                                            {"int16", 2},
                                            {"int8", 1},
                                            {"uint8", 1},
                                            {"bool", 1}}};

// A view may repeat a storage (stride 0, shared by several names): some copies of the file are
// honest, a million is an attack on the memory.
constexpr uint64_t kCopiesOfFile = 8;
constexpr uint64_t kAlwaysFine = 16 << 20;
constexpr size_t kLongestName = 1024;

}  // namespace

uint64_t numberBytes(NumberType type) {
  return kTypes[static_cast<size_t>(type)].bytes;
}

const char* numberTypeName(NumberType type) {
  return kTypes[static_cast<size_t>(type)].name;
}

const char* containerName(Container container) {
  switch (container) {
    case Container::Safetensors:
      return "safetensors";
    case Container::TorchZip:
      return "PyTorch zip";
    case Container::TorchLegacy:
      return "PyTorch legacy";
    case Container::NumpyPickle:
      return "NumPy pickle (detectron2)";
  }
  return "";
}

int64_t TensorEntry::numbers() const {
  return elementCount(shape).value_or(0);
}

bool TensorEntry::contiguous() const {
  return numbers() <= 1 || strides == rowMajorStrides(shape);
}

std::string TensorEntry::shapeText() const {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const int64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

std::optional<int64_t> elementCount(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  bool none = false;
  for (const int64_t size : shape) {
    if (size < 0) return std::nullopt;
    if (size == 0) none = true;
    // Empty tensors too must have an honest shape: strides are made of its products.
    if (size > 0 && __builtin_mul_overflow(count, size, &count)) return std::nullopt;
  }
  return none ? 0 : count;
}

std::vector<int64_t> rowMajorStrides(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size());
  int64_t step = 1;
  for (size_t d = shape.size(); d-- > 0;) {
    strides[d] = step;
    step *= std::max<int64_t>(shape[d], 1);
  }
  return strides;
}

std::vector<int64_t> columnMajorStrides(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size());
  int64_t step = 1;
  for (size_t d = 0; d < shape.size(); ++d) {
    strides[d] = step;
    step *= std::max<int64_t>(shape[d], 1);
  }
  return strides;
}

std::optional<uint64_t> reach(const std::vector<int64_t>& shape,
                              const std::vector<int64_t>& strides) {
  uint64_t last = 0;
  bool none = false;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (strides[d] < 0 || shape[d] < 0) return std::nullopt;
    if (shape[d] == 0) {
      none = true;
      continue;
    }
    uint64_t step = 0;
    if (__builtin_mul_overflow(
            static_cast<uint64_t>(strides[d]), static_cast<uint64_t>(shape[d] - 1), &step) ||
        __builtin_add_overflow(last, step, &last))
      return std::nullopt;
  }
  if (last == std::numeric_limits<uint64_t>::max()) return std::nullopt;
  return none ? 0 : last + 1;
}

bool isPlainUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto byte = [&](size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
    };
    const unsigned first = byte(i);
    if (first < 0x20 || first == 0x7F) return false;
    const size_t more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first >= 0x80 && (first < 0xC2 || first > 0xF4)) return false;
    unsigned code = more == 0 ? first : first & (0x3Fu >> more);
    for (size_t k = 1; k <= more; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
      code = code << 6 | (byte(i + k) & 0x3F);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) return false;
    i += more + 1;
  }
  return true;
}

void checkDirectory(const TensorDirectory& directory, uint64_t fileBytes) {
  std::set<std::string_view> names;
  uint64_t left = fileBytes > std::numeric_limits<uint64_t>::max() / 16
                      ? std::numeric_limits<uint64_t>::max()
                      : fileBytes * kCopiesOfFile + kAlwaysFine;
  for (const auto& entry : directory.tensors) {
    if (entry.name.size() > kLongestName || !isPlainUtf8(entry.name))
      refuse("a tensor has a name that is no plain text");
    if (!names.insert(entry.name).second) refuse("the name " + entry.name + " occurs twice");
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(
            static_cast<uint64_t>(entry.numbers()), numberBytes(entry.type), &bytes) ||
        bytes > left)
      refuse("the tensors claim far more numbers than the file holds (" + entry.name + ")");
    left -= bytes;
  }
}

}  // namespace maskwright::ml
