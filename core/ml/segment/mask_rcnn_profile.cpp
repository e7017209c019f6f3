#include "core/ml/segment/mask_rcnn_profile.h"

#include "core/ml/segment/profile_json.h"

#include <array>
#include <sstream>
#include <stdexcept>

namespace maskwright::ml {
namespace {

/// MaskDistill: candidates of at least this score teach and paint; the best of each image always.
constexpr double kConfident = 0.9;

const std::array<MaskRcnnProfile, 3>& profiles() {
  static const SoloLabelRule labels{.cut = kConfident, .bestAlways = true, .confidentPerImage = 1};
  static const std::array<MaskRcnnProfile, 3> table{
      MaskRcnnProfile{.name = "preview",
                      .architecture = "resnet18",
                      .shortSide = 192,
                      .fpnChannels = 64,
                      .anchorSizes = {16, 32, 64, 128, 192},
                      .anchorSamples = 128,
                      .training = {200, 150},
                      .use = {200, 150},
                      .roiSamples = 48,
                      .boxUnits = 128,
                      .maskConvs = 2,
                      .maskChannels = 64,
                      .iterations = 500,
                      .batch = 4,
                      .schedule = {.learningRate = 0.001},
                      .labels = labels},
      MaskRcnnProfile{.name = "small",
                      .architecture = "resnet18",
                      .shortSide = 320,
                      .fpnChannels = 128,
                      .anchorSizes = {20, 40, 80, 160, 300},
                      .training = {1000, 500},
                      .use = {500, 500},
                      .roiSamples = 64,
                      .boxUnits = 256,
                      .maskConvs = 2,
                      .maskChannels = 128,
                      .iterations = 2000,
                      .batch = 4,
                      .schedule = {.learningRate = 0.001},
                      .labels = labels},
      MaskRcnnProfile{
          .name = "full",
          .architecture = "resnet50",
          .shortSide = 800,
          .longestAspect = 1333.0 / 800.0,
          .fpnChannels = 256,
          .dropIou = 0,
          .iterations = 90000,
          .batch = 16,
          .schedule = {.optimizer = SoloOptimizer::Sgd,
                       .learningRate = 0.02,
                       .momentum = 0.9,
                       .weightDecay = 1e-4,
                       .clipNorm = 0,
                       .backboneRate = 1,
                       .warmUp = 1000.0 / 90000.0},
          // 640, 672, .. 800 px; nothing but size and mirroring varies.
          .views = {.minScale = 0.8, .maxScale = 1.0, .scaleSteps = 6, .strong = 0, .paste = 0},
          .labels = labels}};
  return table;
}

const MaskRcnnProfile* find(const std::string& name) {
  for (const auto& profile : profiles()) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

std::string numbersJson(const std::vector<double>& values) {
  std::ostringstream text;
  for (const double value : values) text << (text.tellp() > 0 ? "," : "[") << value;
  text << ']';
  return text.str();
}

std::string countsJson(const ProposalCounts& counts) {
  return JsonMembers()
      .add("before_nms", counts.beforeNms)
      .add("after_nms", counts.afterNms)
      .object();
}

}  // namespace

std::string MaskRcnnProfile::description() const {
  std::ostringstream text;
  text << name << ": " << shortName(architecture) << ", " << shortSide << " px, " << roiSamples
       << " regions an image";
  return text.str();
}

std::string MaskRcnnProfile::json() const {
  return JsonMembers()
      .text("name", name)
      .text("architecture", architecture)
      .add("short_side", shortSide)
      .add("longest_aspect", longestAspect)
      .add("fpn_channels", fpnChannels)
      .add("anchor_sizes", numbersJson(anchorSizes))
      .add("anchor_samples", anchorSamples)
      .add("training_proposals", countsJson(training))
      .add("proposals", countsJson(use))
      .add("proposal_iou", proposalIou)
      .add("roi_samples", roiSamples)
      .add("box_units", boxUnits)
      .add("mask_convs", maskConvs)
      .add("mask_channels", maskChannels)
      .add("drop_iou", dropIou)
      .add("iterations", iterations)
      .add("batch", batch)
      .add("schedule", ml::json(schedule))
      .add("views", ml::json(views))
      .add("label_cut", labels.cut)
      .add("label_best_always", labels.bestAlways)
      .add("labels_per_image", labels.most)
      .add("label_width", labels.widthFraction)
      .add("confident_per_image", labels.confidentPerImage)
      .object();
}

const MaskRcnnProfile& maskRcnnProfile(const std::string& name) {
  if (const auto* profile = find(name)) return *profile;
  throw std::invalid_argument("no Mask R-CNN profile is called " + name);
}

MaskRcnnProfile maskRcnnProfile(const std::string& name, const std::string& architecture) {
  MaskRcnnProfile profile = maskRcnnProfile(name);
  profile.architecture = architecture;
  return profile;
}

bool isMaskRcnnProfile(const std::string& name) {
  return find(name) != nullptr;
}

}  // namespace maskwright::ml
