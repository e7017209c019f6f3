#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::coco {

/// The lists of a COCO file; Results is a file whose root is the list.
enum class Section { None, Images, Annotations, Categories, Results };

/// The known fields of one entry as they stand in the file, before any of it is believed.
struct RawEntry {
  enum class Segmentation { None, Polygons, Counts, Compressed };
  std::optional<double> id, image, category, width, height, area, score, crowd;
  std::string fileName, name, supercategory;
  std::vector<double> box;
  Segmentation kind = Segmentation::None;
  std::vector<std::vector<double>> parts;
  std::vector<double> counts, size;
  std::string compressed;
  std::string malformed;  ///< first field of a wrong type, e.g. "\"image_id\" is not a number"
};

/// What the file turned out to be.
struct SaxSummary {
  bool rootIsList = false;
  bool sawImages = false, sawAnnotations = false;
};

/// Streams a COCO file and calls `entry` for each element of the wanted sections, in file order.
/// `entry` returns false to stop. Errors: NotFound, Unreadable (with the byte offset).
Result<SaxSummary> streamCoco(const std::filesystem::path& file,
                              const std::function<bool(Section)>& wanted,
                              const std::function<bool(Section, RawEntry&)>& entry);

}  // namespace maskwright::coco
