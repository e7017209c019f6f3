#include "core/services_ml/mask_quality.h"

#include "core/coco/rle.h"
#include "core/ml/discover/discover_pipeline.h"
#include "core/ml/nn/precision.h"
#include "core/ml/nn/processors.h"
#include "core/ml/weights/load_backbone.h"
#include "core/rank/confidence.h"
#include "core/services/accepted_masks.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <limits>

namespace maskwright {
namespace {

constexpr size_t kBest = 10;  // candidates a picture that the label-free value looks at

ml::DiscoverSettings settings() {
  ml::DiscoverSettings settings;
  settings.longSide = 2 * settings.shortSide;
  settings.mergeTree = false;
  settings.zoom.enabled = false;
  settings.confidence = rank::firstConfidence;
  return settings;
}

/// Every k-th, so that at most kQualityImages are left.
std::vector<ImageRecord> spread(std::vector<ImageRecord> images) {
  const size_t step = (images.size() + kQualityImages - 1) / kQualityImages;
  std::vector<ImageRecord> out;
  for (size_t i = 0; i < images.size(); i += std::max<size_t>(1, step)) out.push_back(images[i]);
  return out;
}

/// What the value of a collection is computed from.
struct Basis {
  std::vector<ImageRecord> images;
  bool byDecisions = false;
};

Basis basisOf(store::Project& project, AcceptedMasks& accepted) {
  const auto all =
      store::ImageRepository(project.connection()).presentPage("", std::numeric_limits<int>::max());
  const auto standing = store::DecisionRepository(project.connection()).standing();
  const auto positive = std::count_if(standing.begin(), standing.end(), [](const auto& decision) {
    return isPositive(decision.state.verdict);
  });
  if (standing.size() >= kQualityDecisions && positive >= kQualityAccepted) {
    std::vector<ImageRecord> decided;
    for (const ImageRecord& image : all) {
      if (accepted.has(image.id)) decided.push_back(image);
    }
    return {spread(std::move(decided)), true};
  }
  return {spread(all), false};
}

double meanConfidence(const std::vector<Candidate>& candidates) {
  double sum = 0;
  for (size_t i = 0; i < std::min(kBest, candidates.size()); ++i)
    sum += candidates[i].provisionalConfidence;
  return sum / kBest;
}

double meanBestIou(const std::vector<StandingMask>& truths, const std::vector<Candidate>& found) {
  double sum = 0;
  for (const StandingMask& truth : truths) {
    double best = 0;
    for (const Candidate& candidate : found)
      best = std::max(best, coco::iou(truth.candidate.mask, candidate.mask));
    sum += best;
  }
  return truths.empty() ? 0 : sum / static_cast<double>(truths.size());
}

}  // namespace

Result<MaskQuality> maskQuality(store::Project& project,
                                const std::filesystem::path& weights,
                                const CancelToken& cancel) {
  auto network = ml::loadBackbone(weights, /*lastStride=*/2);
  if (!network) return network.error();
  AcceptedMasks accepted(project.connection());
  const Basis basis = basisOf(project, accepted);
  const ml::FoldedResNet backbone(**network, ml::detectPrecision(torch::kCPU));
  MaskQuality quality{0, basis.byDecisions, 0};
  ml::discoverImages(basis.images,
                     project.imagesRoot(),
                     &backbone,
                     settings(),
                     ml::usableProcessors(),
                     cancel,
                     [&](const ml::ImageOutcome& outcome) {
                       if (!outcome.problem.empty()) return;
                       quality.value +=
                           basis.byDecisions
                               ? meanBestIou(accepted.ofImage(outcome.image.id), outcome.candidates)
                               : meanConfidence(outcome.candidates);
                       ++quality.images;
                     });
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "comparison cancelled", ""};
  if (quality.images == 0)
    return Error{ErrorKind::Unreadable, "no picture can be read", project.imagesRoot().string()};
  quality.value /= quality.images;
  return quality;
}

}  // namespace maskwright
