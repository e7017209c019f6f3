#pragma once

#include <cstdint>
#include <map>
#include <string_view>

namespace maskwright::ml {

/// Where a member's bytes lie in the file.
struct ZipMember {
  uint64_t begin = 0, end = 0;
};

/// The members of a zip archive whose entries are all stored as they are (as PyTorch writes them;
/// zip64 too), by name. Compressed or encrypted members, names that climb out of the archive,
/// repeated names, members that overlap or lie outside the file are refused. Read here and not by a
/// library, because the training program has LibTorch alone, and only places are needed.
/// The CRC is not checked: newer PyTorch may leave it out (`set_crc32_options(False)`).
/// Throws Refused.
std::map<std::string_view, ZipMember> readZipDirectory(std::string_view file);

}  // namespace maskwright::ml
