#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace maskwright::imaging {

/// A file that looks like an image by its name.
struct FoundFile {
  std::string path;  ///< relative to the scanned folder, POSIX separators
  int64_t sizeBytes = 0;
  int64_t modifiedNs = 0;  ///< file time since the Unix epoch
  bool operator==(const FoundFile&) const = default;
};

/// Result of a walk.
struct FolderListing {
  std::vector<FoundFile> files;  ///< bytewise order of `path`
  std::vector<Error> issues;     ///< folders or files that could not be looked at
};

/// Whether the file name has an extension Maskwright reads: jpg, jpeg, jpe, png, tif, tiff, bmp,
/// webp, in any case.
bool hasImageExtension(const std::filesystem::path& path);

/// Walks `root` recursively. Hidden entries (leading dot) and *.maskwright folders are skipped;
/// symbolic links are followed, each folder entered once. Errors: NotFound if root is missing or
/// no folder, Unreadable if it can't be listed, Cancelled.
Result<FolderListing> listImages(const std::filesystem::path& root, const CancelToken& cancel = {});

}  // namespace maskwright::imaging
