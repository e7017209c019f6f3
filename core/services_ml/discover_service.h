#pragma once

#include "core/services_ml/backbone_provider.h"

#include <map>
#include <string>
#include <vector>

namespace maskwright {

/// One discovery: which weights, which images, how candidates are cut out and kept.
struct DiscoverRequest {
  /// "free-mask", "slots", "tree", "attention" or "mask-cut", or several with commas, pooled.
  std::string method = "free-mask";
  /// Its weights may be a vision transformer's: then they serve attention and mask-cut, and the
  /// other methods take the project's own or the bundled backbone.
  BackboneRequest backbone;
  int64_t vitHeads = 0;  ///< attention heads of the vision transformer; 0 = what its file tells
  int vitSide = 480;     ///< shorter side of the picture for attention, square of mask-cut; pixels
  /// mask-cut: cosines above which patches are alike; each cuts the picture, and the masks vote.
  std::vector<double> cutTaus = {0.1, 0.15, 0.2};
  int cutMasks = 3;      ///< mask-cut: masks a picture and tau, at most
  int64_t limit = 0;     ///< only the first N images by path; 0 = all
  int candidates = 100;  ///< most confident distinct candidates an image
  bool zoom = true;      ///< pictures of small objects a second time in tiles, up to 300 candidates
  int shortSide = 512;   ///< pixels of the picture as the backbone sees it
  /// Further views of it, as shares of that size in [0.1, 1].
  std::vector<double> furtherViews = {0.7, 0.5};
  bool mergeTree = true;  ///< with free-mask: regions of the picture's merge tree as well
  int stride = 16;        ///< of the feature map: 32 pixels as published, or 16
  bool dilate = false;    ///< 16 by a dilated last stage instead of the enlarged map
  bool refine = true;
  double topFraction = 0;  ///< drop masks centred above this share of the height
  double maxWidthFraction = 0.95;
  double minScore = 0;
  double minAreaFraction = 0.0003;
  int threads = 0;        ///< 0 = from the hardware
  bool float32 = false;   ///< never bfloat16
  bool rankAfter = true;  ///< cluster and rank when done
};

struct DiscoverSummary {
  int64_t images = 0;      ///< done now
  int64_t skipped = 0;     ///< done before with these weights and settings
  int64_t unreadable = 0;  ///< listed as issues
  int64_t candidates = 0;  ///< stored now
  int clusters = 0;
  double seconds = 0;                          ///< of the image loop, wall clock
  std::map<std::string, double> stageSeconds;  ///< thread time per stage, summed over threads
  std::string profile;                         ///< e.g. "R-18, 512 px, stride 16"
  std::string provenance;                      ///< what the masks rest on
};

/// Finds candidates on all present images of the project (round 0). Each image is one transaction,
/// so that a killed or cancelled discovery goes on where it stopped; an image that was done with
/// the same method, weights and settings is skipped; undecided candidates of an earlier discovery
/// with others are replaced image by image. Ends with clusters and a first ranking.
/// Errors: WrongUse, what provideBackbone() gives, Cancelled (what is done stays), store errors.
Result<DiscoverSummary> discoverCandidates(store::Project& project,
                                           const DiscoverRequest& request,
                                           const CancelToken& cancel,
                                           ProgressSink& sink);

}  // namespace maskwright
