#pragma once

#include "core/base/result.h"
#include "core/domain/image_record.h"
#include "core/domain/mask.h"
#include "core/domain/run.h"
#include "core/store/project.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright {

/// Values of a pseudo label map: 0 is background, n + 1 the cluster n of SemanticLabels::clusters.
inline constexpr int kBackgroundLabel = 0;
inline constexpr int kUnknownLabel = 255;  ///< teaches nothing

/// Which masks teach a semantic network.
struct SemanticLabelRule {
  int round = -1;          ///< candidates of that round; -1 = the newest
  double threshold = 0.9;  ///< least score of an undecided mask that paints (MaskDistill's tau)
  /// From this share of the threshold on, what does not paint may be an object: unknown. Below it
  /// is background, as everything is in the publication.
  double doubt = 1.0 / 3;
};

/// A mask and what its pixels are, unless another of the same image with a higher priority holds
/// them.
struct LabelledMask {
  CandidateId candidate;
  int label = kBackgroundLabel;
  double priority = 0;
  bool operator==(const LabelledMask&) const = default;
};

struct LabelledImage {
  ImageRecord image;
  std::vector<LabelledMask> masks;
};

struct SemanticLabels {
  int round = 0;
  std::vector<Cluster> clusters;                  ///< of the round, numbered anew from 0
  int classes = 0;                                ///< labels from 0: clusters + 1
  std::vector<LabelledImage> images;              ///< on which something is known, by path
  int64_t accepted = 0, confident = 0, best = 0;  ///< masks that paint; `best`: for want of others
  int64_t unknown = 0;  ///< images' best or accepted masks that have no cluster: not painted
  int64_t undecidedImages = 0;         ///< without an accepted mask
  int64_t confidentImages = 0;         ///< of these, with a mask of the threshold
  std::vector<int64_t> imagesOfLabel;  ///< that have a mask of the label
  std::string identity;                ///< hash of all that was chosen
};

/// Chooses masks as MaskDistill does (Van Gansbeke et al. 2022), with what people decided: accepted
/// masks first, smaller ones on top; then undecided ones of the threshold in order of their score,
/// or the best one of an image that has neither. A label is the mask's stored cluster; where a
/// person gave a category it is the cluster named so, and none if the mask's cluster is named
/// otherwise. Around them, by falling priority: bad masks, those to fix and masks without a cluster
/// are unknown, refused ones background, undecided ones that may be objects unknown. Everything
/// else is background. The score is the segmenter's own for what the round's segmenter found (other
/// undecided masks count for nothing then), else the confidence.
/// Errors: NotFound (no candidates, no clusters), WrongUse (threshold, round, too many clusters).
Result<SemanticLabels> chooseSemanticLabels(store::Project& project, const SemanticLabelRule& rule);

}  // namespace maskwright
