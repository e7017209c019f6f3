#pragma once

#include "core/base/result.h"
#include "core/coco/coco_types.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace maskwright::coco {

/// What to do with a category id that the index does not know.
enum class UnknownCategory {
  Issue,  ///< leave the annotation out and list it
  Keep    ///< as the COCO API does with results: it just matches nothing
};

struct ReadOptions {
  bool masks = true;  ///< rasterise segmentations; without it only where a box must be made
  UnknownCategory unknownCategory = UnknownCategory::Issue;
};

/// Reads `images` and `categories` of a data set, or finds that the file is a results list.
/// Streams the file, so memory does not depend on the annotations. Entries without a usable id go
/// to `issues`. Errors: NotFound; Unreadable (broken JSON names the byte offset; neither a data set
/// nor a list).
Result<Index> readIndex(const std::filesystem::path& file, std::vector<FileIssue>& issues);

/// Streams the annotations one by one. `index` gives the image sizes and known ids: the file's own,
/// or for a results list that of the data set. Polygons, uncompressed and compressed RLE are
/// understood. A bad annotation (wrong image id, wrong category id, malformed segmentation, ...)
/// goes to `issues` and the rest goes on. `visit` returns false to stop early.
/// Areas and boxes of results follow the COCO API: if the first entry has a box, areas are those of
/// the boxes; else those of the masks.
Result<void> readAnnotations(const std::filesystem::path& file,
                             const Index& index,
                             const ReadOptions& options,
                             const std::function<bool(Annotation&&)>& visit,
                             std::vector<FileIssue>& issues);

/// All annotations in memory.
Result<std::vector<Annotation>> loadAnnotations(const std::filesystem::path& file,
                                                const Index& index,
                                                const ReadOptions& options,
                                                std::vector<FileIssue>& issues);

}  // namespace maskwright::coco
