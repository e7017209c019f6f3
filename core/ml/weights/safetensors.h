#pragma once

#include "core/base/result.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

namespace maskwright::ml {

/// Named tensors of a weights file.
using TensorMap = std::map<std::string, torch::Tensor>;

struct SafetensorsContent {
  TensorMap tensors;
  std::map<std::string, std::string> metadata;  ///< `__metadata__`
};

/// Reads a safetensors file: 8-byte little-endian header length, JSON header, raw data. The header
/// is checked whole (UTF-8, no duplicate names, known types, shapes that fill their byte ranges,
/// ranges that tile the data exactly) before anything is allocated.
/// Errors: NotFound, Unreadable with the reason.
Result<SafetensorsContent> readSafetensors(const std::filesystem::path& path);

/// Writes contiguous CPU copies, widest types first (so that all data is aligned), through a
/// temporary file. Throws std::invalid_argument for a type that the format lacks (complex,
/// quantised). Error: Unwritable.
Result<void> writeSafetensors(const std::filesystem::path& path,
                              const TensorMap& tensors,
                              const std::map<std::string, std::string>& metadata = {});

}  // namespace maskwright::ml
