#pragma once

#include "core/ml/nn/vit.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>

namespace maskwright::ml {

/// What a weights file says about the vision transformer in it (official names, bare state dict).
/// `heads`: 0 = what the file's metadata (`heads`) or the shapes tell. Errors: see vitSettingsOf().
Result<VitSettings> recognizeVit(const SafetensorsContent& content, int64_t heads = 0);

/// A vision transformer for inference from a safetensors file.
/// Errors: NotFound, Unreadable, WrongUse (heads), Conflict (senseless weights), naming the file.
Result<Vit> loadVit(const std::filesystem::path& file, int64_t heads, const Precision& precision);

}  // namespace maskwright::ml
