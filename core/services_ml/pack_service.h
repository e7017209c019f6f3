#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace maskwright {

/// A folder of images as tensor packs for `maskwright-train`.
struct PackRequest {
  std::filesystem::path images;  ///< folder, sub-folders included
  std::filesystem::path out;     ///< OUT.safetensors; several become OUT-1-of-3.safetensors, ...
  int shortSide = 160;           ///< pixels; smaller pictures stay as they are
  int64_t maxBytes = 0;          ///< of one file; 0 = no limit, else at least one picture a file
};

struct PackSummary {
  int64_t images = 0, unreadable = 0;
  int64_t bytes = 0;  ///< of all pictures
  std::vector<std::filesystem::path> files;
};

/// Decodes all images of the folder (EXIF orientation applied), shrinks them with antialiasing and
/// writes them as packs. Files that can't be read are issues and left out. Memory stays flat with
/// the collection; each pack appears when it is complete. Errors: NotFound, Unreadable (no image at
/// all), WrongUse (short side, name), Unwritable, Cancelled.
Result<PackSummary> packImages(const PackRequest& request,
                               const CancelToken& cancel,
                               ProgressSink& sink);

}  // namespace maskwright
