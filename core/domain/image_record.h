#pragma once

#include "core/domain/ids.h"

#include <cstdint>
#include <string>

namespace maskwright {

enum class ImageState { Present, Missing, Unreadable };

/// One image of the collection. Sizes are those of the displayed frame (EXIF orientation applied).
struct ImageRecord {
  ImageId id;
  std::string path;     ///< relative to the images root, POSIX separators
  int width = 0;        ///< pixels, displayed frame
  int height = 0;       ///< pixels, displayed frame
  int orientation = 1;  ///< EXIF value 1 to 8 of the file
  int64_t sizeBytes = 0;
  int64_t modifiedNs = 0;   ///< file time, only to notice changes quickly
  std::string contentHash;  ///< core/base/hash.h, empty if unreadable
  ImageState state = ImageState::Present;
  bool operator==(const ImageRecord&) const = default;
};

}  // namespace maskwright
