#include "core/services_ml/solo_detector.h"

#include "core/base/parallel.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/mask_refine.h"
#include "core/imaging/mask_surround.h"
#include "core/ml/discover/coarse_pool.h"
#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/mask_filters.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/segment/solo_trainer.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace maskwright {
namespace {

constexpr double kLongestAspect = 3;
constexpr int kMeasureSide = 512;  // outlines and refinement work at this short side

}  // namespace

struct SoloDetector::State {
  ml::SoloProfile profile;
  SoloDetectorSettings settings;
  ml::Precision precision;
  ml::SoloNet net{nullptr};

  /// Detections on the picture at a share of the profile's size.
  std::vector<ml::CoarseMask> look(const cv::Mat& bgr, double share);
  /// The distinct ones of all views, best first.
  std::vector<ml::CoarseMask> coarseMasks(const cv::Mat& bgr);
  std::vector<Candidate> shape(const cv::Mat& bgr,
                               cv::Size fullSize,
                               const std::vector<ml::CoarseMask>& masks) const;
  std::optional<Candidate> candidateOf(const cv::Mat& soft,
                                       const imaging::EdgePicture& edges,
                                       const imaging::RefineContext& context,
                                       cv::Size fullSize,
                                       double score) const;
};

std::optional<Candidate> SoloDetector::State::candidateOf(const cv::Mat& soft,
                                                          const imaging::EdgePicture& edges,
                                                          const imaging::RefineContext& context,
                                                          cv::Size fullSize,
                                                          double score) const {
  const cv::Mat mask = imaging::refineMask(context, soft).mask;
  const ml::MaskFilters filters{.maxWidthFraction = settings.maxWidthFraction,
                                .minAreaFraction = settings.minAreaFraction};
  if (!ml::passesFilters(mask, score, filters)) return std::nullopt;
  Candidate candidate;
  cv::Mat small;
  imaging::measureMask(mask, edges, small, candidate.attributes);
  cv::Mat full = mask;
  if (mask.size() != fullSize) {
    cv::resize(mask, full, fullSize, 0, 0, cv::INTER_LINEAR);
    full = full > 127;
  }
  candidate.mask = coco::encode(full.data, full.rows, full.cols, full.step);
  candidate.area = coco::area(candidate.mask);
  if (candidate.area == 0) return std::nullopt;
  candidate.box = coco::toBox(candidate.mask);
  attributesFromBox(candidate.box, full.cols, full.rows, candidate.attributes);
  candidate.attributes.areaFraction =
      static_cast<double>(candidate.area) / static_cast<double>(full.total());
  candidate.attributes.nmsScore = score;
  candidate.sourceScore = score;
  candidate.source = "solo";
  return candidate;
}

std::vector<ml::CoarseMask> SoloDetector::State::look(const cv::Mat& bgr, double share) {
  const auto side = cvRound(share * static_cast<double>(profile.shortSide));
  // Multiples of 64 as in training: nothing is padded, so the cells tile the picture exactly.
  const cv::Size exact = ml::shortSideSize(bgr.size(), side, kLongestAspect);
  const cv::Size size((exact.width + 32) / 64 * 64, (exact.height + 32) / 64 * 64);
  ml::SoloInferenceOptions options;
  options.scoreThreshold = settings.scoreThreshold;
  options.updateThreshold = 0;
  options.keep = settings.keep;
  const auto prediction = ml::predictSolo(net, ml::rgbBytes(bgr, size), precision, options);
  const auto& found = prediction.detections;
  std::vector<ml::CoarseMask> masks;
  if (found.soft.size(0) == 0) return masks;
  const auto soft = found.soft.contiguous();
  const auto embeddings = ml::maskEmbeddings(prediction.maps, soft).contiguous();
  const auto stability = ml::maskStability(soft);
  for (size_t i = 0; i < found.scores.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    masks.push_back({.soft = soft[row],
                     .score = found.scores[i],
                     .maskness = found.maskness[i],
                     .stability = stability[i],
                     .embedding = embeddings[row],
                     .source = "solo"});
  }
  return masks;
}

std::vector<ml::CoarseMask> SoloDetector::State::coarseMasks(const cv::Mat& bgr) {
  std::vector<ml::CoarseMask> all;
  for (const double share : settings.views) {
    auto masks = look(bgr, share);
    std::move(masks.begin(), masks.end(), std::back_inserter(all));
  }
  // One network's scores are comparable over its views.
  std::stable_sort(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  for (size_t i = 0; i < all.size(); ++i) all[i].rank = i;
  std::vector<ml::CoarseMask> distinct;
  for (const size_t i : ml::CoarsePool(all, 0.5).distinct(settings.sameIou, settings.most))
    distinct.push_back(std::move(all[i]));
  return distinct;
}

std::vector<Candidate> SoloDetector::State::shape(const cv::Mat& bgr,
                                                  cv::Size fullSize,
                                                  const std::vector<ml::CoarseMask>& masks) const {
  cv::Mat picture = bgr;
  const cv::Size work = ml::shortSideSize(bgr.size(), kMeasureSide, kLongestAspect);
  if (work.width < bgr.cols) cv::resize(bgr, picture, work, 0, 0, cv::INTER_AREA);
  const imaging::RefineContext context(picture);
  const imaging::EdgePicture edges = imaging::edgePicture(picture);
  std::vector<std::optional<Candidate>> shaped(masks.size());
  parallelFor(shaped.size(), hardwareThreads(), [&](size_t i) {
    const auto& soft = masks[i].soft;
    const cv::Mat one(static_cast<int>(soft.size(0)),
                      static_cast<int>(soft.size(1)),
                      CV_32F,
                      soft.data_ptr<float>());
    shaped[i] = candidateOf(one, edges, context, fullSize, masks[i].score);
  });
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < shaped.size(); ++i) {
    auto& candidate = shaped[i];
    if (!candidate) continue;
    const bool repeated =
        std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
          return coco::iou(other.mask, candidate->mask) > settings.duplicateIou;
        });
    if (repeated) continue;
    candidate->attributes.maskness = masks[i].maskness;
    candidate->attributes.stability = masks[i].stability;
    const float* vector = masks[i].embedding.data_ptr<float>();
    candidate->embedding.assign(vector, vector + masks[i].embedding.size(0));
    candidates.push_back(std::move(*candidate));
  }
  return candidates;
}

SoloDetector::SoloDetector(std::unique_ptr<State> state) : state_(std::move(state)) {}
SoloDetector::SoloDetector(SoloDetector&&) noexcept = default;
SoloDetector::~SoloDetector() = default;

Result<SoloDetector> SoloDetector::load(const std::filesystem::path& weights,
                                        const std::string& profile,
                                        const SoloDetectorSettings& settings) {
  ml::configureThreads();
  auto state = std::make_unique<State>();
  state->profile = ml::soloProfile(profile);
  state->settings = settings;
  state->precision = ml::detectPrecision(torch::kCPU);
  auto net = ml::loadSolo(weights, state->profile);
  if (!net) return net.error();
  state->net = *net;
  return SoloDetector(std::move(state));
}

Result<std::vector<Candidate>> SoloDetector::detect(const std::filesystem::path& picture) {
  auto decoded = imaging::readImage(picture, kMeasureSide);
  if (!decoded) return decoded.error();
  const cv::Size full(decoded->info.width, decoded->info.height);
  return state_->shape(decoded->bgr, full, state_->coarseMasks(decoded->bgr));
}

}  // namespace maskwright
