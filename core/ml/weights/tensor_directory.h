#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maskwright::ml {

/// The kinds of numbers that weights files hold.
enum class NumberType : uint8_t {
  Float64,
  Float32,
  Float16,
  BFloat16,
  Int64,
  Int32,
  Int16,
  Int8,
  UInt8,
  Bool
};
uint64_t numberBytes(NumberType type);
/// "float32", ... (the names of NumPy and PyTorch).
const char* numberTypeName(NumberType type);

/// How the numbers of a tensor stand in the file.
enum class ByteCoding : uint8_t {
  Raw,          ///< as in memory
  Latin1AsUtf8  ///< every byte as the character of that number, in UTF-8 (pickle protocol 2)
};

/// Where a tensor lies in a weights file. Checked when it was made: every number that shape and
/// strides reach lies in [begin, end), and that in the file.
struct TensorEntry {
  std::string name;  ///< with the keys of the dictionaries around it: "state_dict.conv1.weight"
  NumberType type = NumberType::Float32;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  ///< in numbers, >= 0; 0 = the same number again
  uint64_t begin = 0, end = 0;   ///< bytes from the start of the file; `begin` = the first number
  bool bigEndian = false;
  ByteCoding coding = ByteCoding::Raw;

  int64_t numbers() const;        ///< product of the shape
  bool contiguous() const;        ///< row-major without gaps
  std::string shapeText() const;  ///< "64x3x7x7"; "scalar" without dimensions
};

/// The kinds of weights files.
enum class Container : uint8_t { Safetensors, TorchZip, TorchLegacy, NumpyPickle };
/// "safetensors", "PyTorch zip", ...
const char* containerName(Container container);

/// All that a weights file says before its numbers are read.
struct TensorDirectory {
  Container container = Container::Safetensors;
  std::vector<TensorEntry> tensors;  ///< names are unique, valid UTF-8
  /// `__metadata__` of safetensors; of pickles the short texts and numbers next to the tensors.
  std::map<std::string, std::string> metadata;
};

/// Product of a shape; none if a dimension is negative or the product is 2^63 or more.
std::optional<int64_t> elementCount(const std::vector<int64_t>& shape);
/// Row-major strides (C order), in numbers. The shape must have passed elementCount().
std::vector<int64_t> rowMajorStrides(const std::vector<int64_t>& shape);
/// Column-major strides (Fortran order), in numbers.
std::vector<int64_t> columnMajorStrides(const std::vector<int64_t>& shape);
/// Numbers from the first to behind the last that shape and strides reach; none if that overflows
/// or a stride is negative. 0 if the shape is empty.
std::optional<uint64_t> reach(const std::vector<int64_t>& shape,
                              const std::vector<int64_t>& strides);
/// No control characters, no broken or overlong sequences, no surrogates.
bool isPlainUtf8(std::string_view text);

/// What holds for any container: unique plain names, and no more numbers in all than a file of
/// `fileBytes` can mean (views of one storage may repeat it some times). Refuses (see refused.h).
void checkDirectory(const TensorDirectory& directory, uint64_t fileBytes);

}  // namespace maskwright::ml
