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
};

struct ExportSummary {
  int64_t images = 0, annotations = 0, categories = 0;
  int64_t asRle = 0;   ///< masks that polygons can't hold; each is told to the sink
  int64_t merged = 0;  ///< accepted masks left out because a newer one shows the same object
};

/// Writes a COCO 1.0 data set: ids from 1 (images by path, annotations by image and candidate,
/// categories by name), tight boxes, areas in mask pixels, image names with their sub-folders, and
/// the extra fields `score` and `maskwright`. The file appears only when it is complete.
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
