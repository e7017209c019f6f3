#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace maskwright {

/// 128-bit xxHash (XXH3) of a file's bytes as 32 hex digits: content identity of images and
/// weights.
Result<std::string> contentHash(const std::filesystem::path& path);
/// The same for bytes in memory.
std::string contentHash(std::string_view bytes);
/// SHA-256 of a file as 64 hex digits, for files that are named to others (weights, exports).
Result<std::string> sha256(const std::filesystem::path& path);

}  // namespace maskwright
