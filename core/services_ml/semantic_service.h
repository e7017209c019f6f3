#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace maskwright {

/// A semantic segmentation of the collection.
struct SemanticRequest {
  std::string method = "slotcon";  ///< or "maskdistill"
  int shortSide =
      0;  ///< SlotCon: pixels of the picture as the teacher sees it; 0 = twice its crops
  int64_t limit = 0;     ///< only the first N images by path; 0 = all
  int threads = 0;       ///< 0 = from the hardware
  bool float32 = false;  ///< never bfloat16

  // MaskDistill alone, which trains first.
  std::string profile = "preview";  ///< core/ml/segment/deeplab_profile.h
  double minutes = 0;               ///< time budget of each training; 0 = by the profile's epochs
  int64_t iterations = 0;           ///< instead; 0 = the profile's
  uint64_t seed = 1;
  int round = -1;          ///< whose masks teach; -1 = the newest with masks
  double threshold = 0.9;  ///< least score of an undecided mask that teaches (tau)
  bool crf = true;         ///< maps are brought to the pictures' edges
  int crfRounds = 0;       ///< further trainings from the start, each on the maps of the one before
};

/// What a semantic training rested on.
struct SemanticTraining {
  int round = 0, clusters = 0;  ///< whose masks; those of its clusters that paint somewhere
  int64_t images = 0, accepted = 0, confident = 0, best = 0;  ///< see SemanticLabels
  int64_t steps = 0;   ///< of the last training; 0 = it was there already
  double loss = 0;     ///< mean of the last steps
  double seconds = 0;  ///< of all trainings in this call
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
  std::optional<SemanticTraining> training;
};

/// Writes a label map for each present image (8 or 16 bit PNG of the image's size; a pixel is the
/// number of the prototype with the largest cosine or, with MaskDistill, 0 for background and n + 1
/// for the cluster n, which stand as prototypes), stores the prototypes with their shares and
/// nearest regions, and a legend. Each image is one transaction: a killed or cancelled run goes on
/// where it stopped, names that people gave stay.
/// MaskDistill trains a DeepLab-v3 on the masks of a round first (mapByMaskDistill).
/// Errors: WrongUse, NotFound (no SlotCon model; no masks, clusters or backbone), Unreadable
/// (model), Unwritable, Cancelled.
Result<SemanticSummary> segmentSemantically(store::Project& project,
                                            const SemanticRequest& request,
                                            const CancelToken& cancel,
                                            ProgressSink& sink);

}  // namespace maskwright
