#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright::ml {

/// One level of the grid pyramid.
struct SoloLevel {
  int64_t grid;    ///< cells per side
  int feature;     ///< pyramid map it reads: 0..4 = p2..p6
  double minSize;  ///< sqrt of the box area it is responsible for, pixels at short side 800
  double maxSize;
  bool operator==(const SoloLevel&) const = default;
  /// Stride at which the head reads that map: 8, 8, 16, 32, 32 for p2..p6 (p2 is halved, p6 brought
  /// to p5's size).
  double stride() const { return feature < 2 ? 8 : feature == 2 ? 16 : 32; }
};

enum class SoloOptimizer { AdamW, Sgd };

/// How the weights move.
struct SoloSchedule {
  SoloOptimizer optimizer = SoloOptimizer::AdamW;
  double learningRate = 0.002;  ///< peak
  double momentum = 0.9;        ///< SGD alone
  double weightDecay = 0.01;
  double clipNorm = 5;        ///< longest gradient; 0 = any
  double backboneRate = 0.2;  ///< of the learning rate; its features are trained already
  double warmUp = 0.05;       ///< share of the iterations with a rising learning rate
  double affinityWarmUp = 0.05;
  bool cosine = true;    ///< falls to 5 % of the peak; else stays
  double tenthFrom = 0;  ///< a tenth of that rate from this share of the iterations on; 0 = never
};

/// What is pasted into a training picture.
enum class SoloPaste {
  Accepted,  ///< masks that a person accepted, at a random place
  Mirrored  ///< any mask of the picture at the mirrored place of the batch, where it was (FreeSOLO)
};

/// How training images vary.
struct SoloViewOptions {
  double minScale = 0.8, maxScale = 1.2;  ///< of the short side, drawn once a batch
  int64_t scaleSteps = 0;                 ///< > 1: one of that many equally spaced scales
  double flip = 0.5;
  /// Weak (scale, flip) and strong view (also colours, grey, blur, erasing) of each image in one
  /// step, as FreeSOLO does; else one view, strong with probability `strong`, without erasing.
  bool both = false;
  double strong = 0.5;
  SoloPaste pasted = SoloPaste::Accepted;
  double paste = 0.5;  ///< probability that an image (of both views: its strong one) receives any
  int64_t maxPasted = 4;  ///< accepted ones
  /// Rows at the bottom without affinity, pixels of the original (published 10, for a collection
  /// with frames there).
  double bottomRemoved = 0;
};

/// Which of an earlier round's masks teach the next one.
struct SoloLabelRule {
  double cut = 0.3;             ///< least score (FreeSOLO's; after matrix NMS)
  bool bestAlways = false;      ///< an image without one of that score: its best (MaskDistill)
  int most = 20;                ///< an image
  double widthFraction = 0.95;  ///< masks of at least this share of the width are left out
  /// Of masks that no segmenter made, while nobody has accepted one, an image (MaskDistill: 1).
  int confidentPerImage = 10;
};

/// Everything that scales a self-supervised SOLO: network, image size, schedule, views, labels.
struct SoloProfile {
  std::string name;          ///< "preview", "small", "full"
  std::string architecture;  ///< of the backbone
  int64_t shortSide;         ///< pixels, training and inference
  double longestAspect = 3;  ///< longer pictures are shrunk further
  int64_t fpnChannels, headChannels, towerConvs;
  int64_t maskMidChannels, maskChannels;
  int64_t embedding = 128;  ///< numbers a candidate's embedding is learned with
  std::vector<SoloLevel> levels;
  int64_t iterations, batch;
  SoloSchedule schedule;
  SoloViewOptions views = {};
  SoloLabelRule labels = {};
  /// Weight of the cross-entropy over free masks and the share of it that is gone at the end;
  /// 0 = as published (SoloLossOptions::freePixels).
  double freePixels = 2, freePixelsFade = 0.8;
  bool dropLoss = false;            ///< dropUnmarkedCells()
  int64_t maxTargetsPerLevel = 96;  ///< mask targets beyond are thinned at random

  /// "small: R-18, 288 px, grids 24 20 16 12 8".
  std::string description() const;
  /// All of it as a JSON object.
  std::string json() const;
  /// Short side / 800: the factor on the levels' sizes.
  double scale() const { return static_cast<double>(shortSide) / 800.0; }
  /// The smallest foreground that a level may give, pixels of the mask features (FreeSOLO).
  std::vector<double> strides() const;
};

/// The profile of that name: "full" is the published one, "small" and "preview" are for a processor
/// and a collection of hundreds. Throws std::invalid_argument if there is none (isSoloProfile
/// tells).
const SoloProfile& soloProfile(const std::string& name);
/// The same on another backbone, e.g. "full" on a ResNet-18: heads and schedule stay. Throws
/// std::invalid_argument (no such profile).
SoloProfile soloProfile(const std::string& name, const std::string& architecture);
bool isSoloProfile(const std::string& name);

}  // namespace maskwright::ml
