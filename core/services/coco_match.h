#pragma once

#include "core/base/progress.h"
#include "core/coco/coco_reader.h"
#include "core/domain/image_record.h"

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace maskwright {

/// Finds the image of a collection that a COCO file means: by its whole path, else by a unique
/// ending of path components ("sub/a.jpg" for "photos/sub/a.jpg" and the other way round).
class ImageMatcher {
 public:
  explicit ImageMatcher(const std::vector<ImageRecord>& images);
  const ImageRecord* find(const std::string& fileName) const;

 private:
  std::unordered_map<std::string, const ImageRecord*> byPath_;
  std::unordered_map<std::string, std::vector<const ImageRecord*>> byName_;
};

/// A COCO file's tables with the images of the collection that they mean.
struct CocoTruth {
  coco::Index index;
  std::unordered_map<int64_t, ImageRecord> images;  ///< by id in the file
  std::vector<std::string> unknown;                 ///< file names that the collection lacks
  std::vector<std::string> wrongSize;  ///< "name: 10 x 20 pixels, the image has 20 x 10"
};

/// Reads the tables and matches the images. Problems of the tables go to `sink` as issues. Images
/// without a size in the file take that of the collection. Errors as coco::readIndex; Unreadable
/// for a results list, which has no tables.
Result<CocoTruth> readTruth(const std::filesystem::path& file,
                            const std::vector<ImageRecord>& images,
                            ProgressSink& sink);

/// Tells the sink about annotations that were left out.
void reportIssues(const std::vector<coco::FileIssue>& issues, ProgressSink& sink);

}  // namespace maskwright
