#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace maskwright {

/// A semantic segmentation of the collection by prototypes.
struct SemanticRequest {
  std::string method = "slotcon";
  int shortSide = 0;     ///< pixels of the picture as the teacher sees it; 0 = twice its crops
  int64_t limit = 0;     ///< only the first N images by path; 0 = all
  int threads = 0;       ///< 0 = from the hardware
  bool float32 = false;  ///< never bfloat16
};

struct SemanticSummary {
  RunId run;
  std::filesystem::path folder;  ///< label maps and legend.json
  int64_t images = 0;            ///< done now
  int64_t skipped = 0;           ///< done before with this model and size
  int64_t unreadable = 0;        ///< listed as issues
  int prototypes = 0, used = 0;  ///< all; those with a pixel anywhere
  double topShare = 0;           ///< pixels of the most frequent one, [0, 1]
  double seconds = 0;
  std::string provenance;  ///< what the maps rest on
};

/// Writes a label map for each present image (8 or 16 bit PNG of the image's size, a pixel is the
/// number of the prototype with the largest cosine), stores the prototypes with their shares and
/// nearest regions, and a legend. Each image is one transaction: a killed or cancelled run goes on
/// where it stopped, names that people gave stay.
/// Errors: WrongUse, NotFound (no SlotCon model), Unreadable (model), Unwritable, Cancelled.
Result<SemanticSummary> segmentSemantically(store::Project& project,
                                            const SemanticRequest& request,
                                            const CancelToken& cancel,
                                            ProgressSink& sink);

}  // namespace maskwright
