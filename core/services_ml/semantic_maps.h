#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/run.h"
#include "core/imaging/label_crf.h"
#include "core/services_ml/semantic_service.h"
#include "core/store/project.h"

#include <functional>
#include <string>

namespace maskwright {

/// Maps are worked out at most this long and enlarged by nearest neighbour: scores of a hundred
/// prototypes for every pixel of a large photograph would take gigabytes.
inline constexpr int kMapLongSide = 640;

/// What makes label maps: a model with all that decides on its maps.
struct SemanticLabeller {
  /// Labels of a picture (BGR) in that size. Called from several threads.
  std::function<imaging::PixelLabels(const cv::Mat& bgr, cv::Size size)> label;
  int decodeSide = 0;  ///< short side that a picture must have at least, if the file has it
  int labels = 0;      ///< there are: 0 .. labels - 1
  std::string provenance;
};

struct SemanticMapOptions {
  int64_t limit = 0;
  int threads = 0;
};

/// Writes the label map of each present image, stores what each prototype (label) has of it, their
/// nearest regions and a legend. `run` comes without an id: a run of the same method and settings
/// goes on, with its names and finished maps; its id is in the summary. Errors: Unwritable,
/// Cancelled (finished maps are kept).
Result<SemanticSummary> makeSemanticMaps(store::Project& project,
                                         const Run& run,
                                         const SemanticLabeller& labeller,
                                         const SemanticMapOptions& options,
                                         const CancelToken& cancel,
                                         ProgressSink& sink);

}  // namespace maskwright
