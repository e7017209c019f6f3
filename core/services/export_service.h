#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/coco/coco_writer.h"
#include "core/store/project.h"

#include <filesystem>

namespace maskwright {

enum class ExportWhich {
  Accepted,  ///< accepted and relabelled, one mask per object over all rounds
  All        ///< these and what nobody has decided yet in the newest round
};

struct ExportRequest {
  std::filesystem::path target;  ///< its folder is made if missing
  ExportWhich which = ExportWhich::Accepted;
  coco::SegmentationForm segmentation = coco::SegmentationForm::Polygon;
  double tolerance = 0;      ///< pixels by which polygon corners may be simplified; 0 = exact
  double minConfidence = 0;  ///< for undecided masks
  /// Share of the images that goes to a file of its own for validation, [0, 1); 0 = one file. Those
  /// with accepted masks and those without are divided alike, by path and seed: the same images
  /// stay together when others are added.
  double valShare = 0;
  uint64_t seed = 1;
};

/// Where the parts of a split export go: "x_train.json" and "x_val.json" beside "x.json".
std::filesystem::path trainFileOf(const std::filesystem::path& target);
std::filesystem::path valFileOf(const std::filesystem::path& target);

struct ExportedFile {
  std::filesystem::path path;
  int64_t images = 0, annotations = 0;
};

struct ExportSummary {
  int64_t images = 0, annotations = 0, categories = 0;
  int64_t asRle = 0;   ///< masks that polygons can't hold; each is told to the sink
  int64_t merged = 0;  ///< accepted masks left out because a newer one shows the same object
  std::vector<ExportedFile> files;
};

/// Writes a COCO 1.0 data set: ids from 1 (images by path, annotations by image and candidate,
/// categories by name), tight boxes, areas in mask pixels, image names with their sub-folders, and
/// the extra fields `score` and `maskwright`. A file appears only when all are complete.
/// Errors: Unwritable, Cancelled, those of the store.
Result<ExportSummary> exportCoco(store::Project& project,
                                 const ExportRequest& request,
                                 const CancelToken& cancel,
                                 ProgressSink& sink);

struct CheckSummary {
  int64_t images = 0, annotations = 0, problems = 0;
};

/// Checks that a COCO data set keeps what an export promises: unique ids from 1 that refer to each
/// other, image sizes, masks of that size, tight boxes, areas equal to the mask's pixels. Every
/// problem is an issue of the sink. Errors as coco::readIndex.
Result<CheckSummary> checkCoco(const std::filesystem::path& file, ProgressSink& sink);

}  // namespace maskwright
