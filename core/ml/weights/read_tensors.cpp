#include "core/ml/weights/read_tensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace maskwright::ml {
namespace {

constexpr std::array kScalars{torch::kFloat64,
                              torch::kFloat32,
                              torch::kFloat16,
                              torch::kBFloat16,
                              torch::kInt64,
                              torch::kInt32,
                              torch::kInt16,
                              torch::kInt8,
                              torch::kUInt8,
                              torch::kBool};  // in the order of NumberType

/// The bytes that characters up to U+00FF stand for; the parser has checked that they are no
/// others.
std::string decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes += text[i];
    } else {
      bytes += static_cast<char>((first & 3) << 6 | (text[++i] & 0x3F));
    }
  }
  return bytes;
}

/// Copies the numbers of dimensions `d` and above in row-major order; returns the place after them.
char* gather(const TensorEntry& entry, size_t d, const char* from, char* to) {
  const size_t width = numberBytes(entry.type);
  const auto size = static_cast<size_t>(d < entry.shape.size() ? entry.shape[d] : 1);
  const bool innermost = d + 1 >= entry.shape.size();
  if (innermost && (entry.shape.empty() || entry.strides[d] == 1)) {
    std::memcpy(to, from, size * width);
    return to + size * width;
  }
  const size_t step = static_cast<size_t>(entry.strides[d]) * width;
  for (size_t i = 0; i < size; ++i, from += step) {
    if (innermost) {
      std::memcpy(to, from, width);
      to += width;
    } else {
      to = gather(entry, d + 1, from, to);
    }
  }
  return to;
}

void turnByteOrder(char* bytes, int64_t numbers, size_t width) {
  for (int64_t i = 0; i < numbers; ++i, bytes += width) std::reverse(bytes, bytes + width);
}

}  // namespace

torch::ScalarType scalarType(NumberType type) {
  return kScalars.at(static_cast<size_t>(type));
}

NumberType numberType(torch::ScalarType type) {
  const auto* found = std::find(kScalars.begin(), kScalars.end(), type);
  if (found == kScalars.end()) throw std::invalid_argument("weights: no such tensor type");
  return static_cast<NumberType>(found - kScalars.begin());
}

torch::Tensor readTensor(std::string_view file, const TensorEntry& entry) {
  torch::Tensor tensor = torch::empty(entry.shape, scalarType(entry.type));
  if (tensor.numel() == 0) return tensor;
  std::string_view bytes = file.substr(entry.begin, entry.end - entry.begin);
  std::string plain;
  if (entry.coding == ByteCoding::Latin1AsUtf8) bytes = plain = decoded(bytes);
  auto* to = static_cast<char*>(tensor.data_ptr());
  if (entry.contiguous()) {
    std::memcpy(to, bytes.data(), tensor.nbytes());
  } else {
    gather(entry, 0, bytes.data(), to);
  }
  if (entry.bigEndian) turnByteOrder(to, tensor.numel(), numberBytes(entry.type));
  if (entry.type == NumberType::Bool)
    std::transform(to, to + tensor.numel(), to, [](char c) { return c != 0 ? 1 : 0; });
  return tensor;
}

bool allFinite(const torch::Tensor& tensor) {
  return !tensor.is_floating_point() || tensor.isfinite().all().item<bool>();
}

}  // namespace maskwright::ml
