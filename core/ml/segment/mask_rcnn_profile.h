#pragma once

#include "core/ml/segment/solo_profile.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright::ml {

/// How many boxes the proposal network hands on.
struct ProposalCounts {
  int64_t beforeNms;  ///< of each level
  int64_t afterNms;   ///< of a picture
};

/// Everything that scales a Mask R-CNN: network, image size, samples, schedule, views, labels.
struct MaskRcnnProfile {
  std::string name;          ///< "preview", "small", "full"
  std::string architecture;  ///< of the backbone
  int64_t shortSide;         ///< pixels, training and inference
  double longestAspect = 3;  ///< longer pictures are shrunk further
  int64_t fpnChannels;
  /// Side of the anchors on p2..p6, pixels; each in the ratios 1:2, 1:1, 2:1.
  std::vector<double> anchorSizes{32, 64, 128, 256, 512};
  int64_t anchorSamples = 256;  ///< of a picture, at most half of them objects
  ProposalCounts training{2000, 1000}, use{1000, 1000};
  double proposalIou = 0.7;  ///< NMS
  int64_t roiSamples = 512;  ///< of a picture, at most a quarter of them objects
  int64_t boxUnits = 1024;   ///< of each of the two layers of the box head
  int64_t maskConvs = 4;     ///< of the mask head
  int64_t maskChannels = 256;
  /// DropLoss (CutLER, Wang et al. 2023): a region that overlaps no known object by more than this
  /// IoU costs nothing, since it may hold one that nobody has marked yet. 0 = background.
  double dropIou = 0.01;
  int64_t iterations, batch;
  SoloSchedule schedule = {};
  SoloViewOptions views = {};
  SoloLabelRule labels = {};

  /// "small: R-18, 320 px, 64 regions an image".
  std::string description() const;
  /// All of it as a JSON object.
  std::string json() const;
};

/// The profile of that name: "full" has the figures of the published detectors (detectron2's where
/// MaskDistill is silent), "small" and "preview" are for a processor and a collection of hundreds.
/// Throws std::invalid_argument if there is none (isMaskRcnnProfile tells).
const MaskRcnnProfile& maskRcnnProfile(const std::string& name);
/// The same on another backbone. Throws std::invalid_argument (no such profile).
MaskRcnnProfile maskRcnnProfile(const std::string& name, const std::string& architecture);
bool isMaskRcnnProfile(const std::string& name);

}  // namespace maskwright::ml
