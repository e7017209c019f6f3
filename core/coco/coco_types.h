#pragma once

#include "core/domain/mask.h"

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace maskwright::coco {

/// One entry of `images`. Sizes are 0 if the file does not give them.
struct Image {
  int64_t id = 0;
  std::string fileName;
  int width = 0, height = 0;
};

/// One entry of `categories`.
struct CategoryEntry {
  int64_t id = 0;
  std::string name, supercategory;
};

/// Where an exported mask came from; written as the field `maskwright`, which other readers ignore.
struct Provenance {
  int64_t candidate = 0;
  int round = 0;
  std::string source, profile, verdict;
  std::string decidedAt;  ///< ISO 8601 UTC, empty if undecided
};

/// One object of a data set, or one entry of a results list.
struct Annotation {
  int64_t id = 0;        ///< results: 1-based position in the file
  int64_t image = 0;     ///< id in the file's `images` (results: in the data set's)
  int64_t category = 0;  ///< 0 = the file gives none
  bool crowd = false;
  double score = std::numeric_limits<double>::quiet_NaN();  ///< NaN = none
  double area = 0;                       ///< pixels, as the file says; computed if it does not
  Box box;                               ///< as the file says; tight if it does not
  bool hasBox = false, hasArea = false;  ///< the file gave them
  bool hasMask = false;
  Rle mask;
};

/// The small tables of a COCO file; a results list has none.
struct Index {
  bool resultsList = false;
  std::vector<Image> images;
  std::vector<CategoryEntry> categories;
};

/// Something in a file that was left out, while the rest went on.
struct FileIssue {
  std::string file;
  int64_t annotation = 0;  ///< id (data set) or position (results list); 0 = not one annotation
  std::string cause;

  /// "annotation 12: cause".
  std::string text() const {
    return annotation == 0 ? cause : "annotation " + std::to_string(annotation) + ": " + cause;
  }
};

}  // namespace maskwright::coco
