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

constexpr int kMeasureSide = 512;  // outlines and refinement work at this short side

struct Seen {
  ml::CoarseMask mask;
  torch::Tensor learned;  ///< of the embedding branch
};

std::vector<float> numbers(const torch::Tensor& row) {
  return {row.data_ptr<float>(), row.data_ptr<float>() + row.numel()};
}

}  // namespace

struct SoloDetector::State {
  ml::SoloProfile profile;
  SoloDetectorSettings settings;
  ml::Precision precision;
  ml::SoloNet net{nullptr};

  /// Detections on the picture at a share of the profile's size.
  std::vector<Seen> look(const cv::Mat& bgr, double share);
  /// The distinct ones of all views, best first.
  std::vector<Seen> distinctMasks(const cv::Mat& bgr);
  std::vector<DetectedMask> shape(const cv::Mat& bgr,
                                  cv::Size fullSize,
                                  const std::vector<Seen>& seen) const;
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

std::vector<Seen> SoloDetector::State::look(const cv::Mat& bgr, double share) {
  const auto side = cvRound(share * static_cast<double>(profile.shortSide));
  // Multiples of 64 as in training: nothing is padded, so the cells tile the picture exactly.
  const cv::Size exact = ml::shortSideSize(bgr.size(), side, profile.longestAspect);
  const cv::Size size((exact.width + 32) / 64 * 64, (exact.height + 32) / 64 * 64);
  ml::SoloInferenceOptions options;
  options.scoreThreshold = settings.scoreThreshold;
  options.updateThreshold = 0;
  options.keep = settings.keep;
  options.strides = profile.strides();
  const auto prediction = ml::predictSolo(net, ml::rgbBytes(bgr, size), precision, options);
  const auto& found = prediction.detections;
  std::vector<Seen> seen;
  if (found.soft.size(0) == 0) return seen;
  const auto soft = found.soft.contiguous();
  const auto embeddings = ml::maskEmbeddings(prediction.maps, soft).contiguous();
  const auto stability = ml::maskStability(soft);
  for (size_t i = 0; i < found.scores.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    seen.push_back({{.soft = soft[row],
                     .score = found.scores[i],
                     .maskness = found.maskness[i],
                     .stability = stability[i],
                     .embedding = embeddings[row],
                     .source = "solo"},
                    found.embeddings[row].contiguous()});
  }
  return seen;
}

std::vector<Seen> SoloDetector::State::distinctMasks(const cv::Mat& bgr) {
  std::vector<Seen> all;
  for (const double share : settings.views) {
    auto seen = look(bgr, share);
    std::move(seen.begin(), seen.end(), std::back_inserter(all));
  }
  // One network's scores are comparable over its views.
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.mask.score > b.mask.score;
  });
  std::vector<ml::CoarseMask> masks;
  for (const auto& one : all) {
    masks.push_back(one.mask);
    masks.back().rank = masks.size() - 1;
  }
  std::vector<Seen> distinct;
  for (const size_t i : ml::CoarsePool(masks, 0.5).distinct(settings.sameIou, settings.most))
    distinct.push_back(std::move(all[i]));
  return distinct;
}

std::vector<DetectedMask> SoloDetector::State::shape(const cv::Mat& bgr,
                                                     cv::Size fullSize,
                                                     const std::vector<Seen>& seen) const {
  cv::Mat picture = bgr;
  const cv::Size work = ml::shortSideSize(bgr.size(), kMeasureSide, profile.longestAspect);
  if (work.width < bgr.cols) cv::resize(bgr, picture, work, 0, 0, cv::INTER_AREA);
  const imaging::RefineContext context(picture);
  const imaging::EdgePicture edges = imaging::edgePicture(picture);
  std::vector<std::optional<Candidate>> shaped(seen.size());
  parallelFor(shaped.size(), hardwareThreads(), [&](size_t i) {
    const auto& soft = seen[i].mask.soft;
    const cv::Mat one(static_cast<int>(soft.size(0)),
                      static_cast<int>(soft.size(1)),
                      CV_32F,
                      soft.data_ptr<float>());
    shaped[i] = candidateOf(one, edges, context, fullSize, seen[i].mask.score);
  });
  std::vector<DetectedMask> found;
  for (size_t i = 0; i < shaped.size(); ++i) {
    auto& candidate = shaped[i];
    if (!candidate) continue;
    const bool repeated = std::any_of(found.begin(), found.end(), [&](const DetectedMask& other) {
      return coco::iou(other.candidate.mask, candidate->mask) > settings.duplicateIou;
    });
    if (repeated) continue;
    const auto& mask = seen[i].mask;
    candidate->attributes.maskness = mask.maskness;
    candidate->attributes.stability = mask.stability;
    candidate->embedding = numbers(mask.embedding);
    found.push_back({std::move(*candidate), numbers(seen[i].learned)});
  }
  return found;
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

Result<std::vector<DetectedMask>> SoloDetector::detect(const std::filesystem::path& picture) {
  auto decoded = imaging::readImage(picture, kMeasureSide);
  if (!decoded) return decoded.error();
  const cv::Size full(decoded->info.width, decoded->info.height);
  return state_->shape(decoded->bgr, full, state_->distinctMasks(decoded->bgr));
}

}  // namespace maskwright
