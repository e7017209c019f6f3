#pragma once

#include "core/ml/weights/tensor_directory.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// Where a tensor lies in a safetensors file.
struct TensorPlace {
  std::string name;
  NumberType type = NumberType::Float32;
  std::vector<int64_t> shape;
  uint64_t begin = 0, end = 0;  ///< bytes from the start of the data
};

/// What stands before the data of a safetensors file.
struct SafetensorsHeader {
  std::vector<TensorPlace> tensors;             ///< in the order of the data
  std::map<std::string, std::string> metadata;  ///< `__metadata__`
  uint64_t dataStart = 0;                       ///< bytes from the start of the file
};

/// Reads and checks the header whole (UTF-8, no duplicate names, known types, shapes that fill
/// their byte ranges, ranges that tile the data exactly); the data is not touched.
/// Errors: NotFound, Unreadable with the reason.
Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& path);

/// The bytes before the data: length and JSON, padded with spaces so that the data starts on a
/// multiple of 8, and at least `leastBytes` long (a header whose content is only known later can
/// be written over a longer one).
std::string safetensorsHeaderBytes(const std::vector<TensorPlace>& tensors,
                                   const std::map<std::string, std::string>& metadata,
                                   uint64_t leastBytes = 0);

/// The same from the bytes of the whole file, as any weights file is listed.
/// Error: Unreadable with the reason.
Result<TensorDirectory> parseSafetensors(std::string_view file);

}  // namespace maskwright::ml
