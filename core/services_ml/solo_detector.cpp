#include "core/services_ml/solo_detector.h"

#include "core/base/parallel.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/mask_ops.h"
#include "core/imaging/mask_refine.h"
#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/mask_filters.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/segment/solo_trainer.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
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

  std::vector<Candidate> shape(const cv::Mat& bgr,
                               cv::Size fullSize,
                               const ml::SoloPrediction& prediction) const;
  std::optional<Candidate> candidateOf(const cv::Mat& soft,
                                       const cv::Mat& lab,
                                       const imaging::RefineContext& context,
                                       cv::Size fullSize,
                                       double score) const;
};

std::optional<Candidate> SoloDetector::State::candidateOf(const cv::Mat& soft,
                                                          const cv::Mat& lab,
                                                          const imaging::RefineContext& context,
                                                          cv::Size fullSize,
                                                          double score) const {
  const cv::Mat mask = imaging::refineMask(context, soft).mask;
  const ml::MaskFilters filters{.maxWidthFraction = settings.maxWidthFraction,
                                .minAreaFraction = settings.minAreaFraction};
  if (!ml::passesFilters(mask, score, filters)) return std::nullopt;
  Candidate candidate;
  imaging::measureAttributes(mask, lab, candidate.attributes);
  cv::Mat full = mask;
  if (mask.size() != fullSize) {
    cv::resize(mask, full, fullSize, 0, 0, cv::INTER_LINEAR);
    full = full > 127;
  }
  candidate.mask = coco::encode(full.data, full.rows, full.cols, full.step);
  candidate.area = coco::area(candidate.mask);
  if (candidate.area == 0) return std::nullopt;
  candidate.box = coco::toBox(candidate.mask);
  candidate.attributes.areaFraction =
      static_cast<double>(candidate.area) / static_cast<double>(full.total());
  candidate.attributes.nmsScore = score;
  candidate.sourceScore = score;
  candidate.source = "solo";
  return candidate;
}

std::vector<Candidate> SoloDetector::State::shape(const cv::Mat& bgr,
                                                  cv::Size fullSize,
                                                  const ml::SoloPrediction& prediction) const {
  const auto& found = prediction.detections;
  const auto count = found.soft.size(0);
  if (count == 0) return {};
  const auto soft = found.soft.contiguous();
  const auto embeddings = ml::maskEmbeddings(prediction.maps, soft).contiguous();
  const auto stability = ml::maskStability(soft);
  cv::Mat picture = bgr;
  const cv::Size work = ml::shortSideSize(bgr.size(), kMeasureSide, kLongestAspect);
  if (work.width < bgr.cols) cv::resize(bgr, picture, work, 0, 0, cv::INTER_AREA);
  const imaging::RefineContext context(picture);
  const cv::Mat lab = imaging::labForContrast(picture);
  std::vector<std::optional<Candidate>> shaped(static_cast<size_t>(count));
  parallelFor(shaped.size(), hardwareThreads(), [&](size_t i) {
    const auto row = static_cast<int64_t>(i);
    const cv::Mat one(static_cast<int>(soft.size(1)),
                      static_cast<int>(soft.size(2)),
                      CV_32F,
                      soft.data_ptr<float>() + row * soft.size(1) * soft.size(2));
    shaped[i] = candidateOf(one, lab, context, fullSize, found.scores[i]);
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
    candidate->attributes.maskness = found.maskness[i];
    candidate->attributes.stability = stability[i];
    const float* vector = embeddings[static_cast<int64_t>(i)].data_ptr<float>();
    candidate->embedding.assign(vector, vector + embeddings.size(1));
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
  const auto side = static_cast<int>(state_->profile.shortSide);
  // Multiples of 64 as in training: nothing is padded, so the cells tile the picture exactly.
  const cv::Size exact = ml::shortSideSize(decoded->bgr.size(), side, kLongestAspect);
  const cv::Size size((exact.width + 32) / 64 * 64, (exact.height + 32) / 64 * 64);
  ml::SoloInferenceOptions options;
  options.scoreThreshold = state_->settings.scoreThreshold;
  options.updateThreshold = 0;
  options.keep = state_->settings.keep;
  const auto prediction =
      ml::predictSolo(state_->net, ml::rgbBytes(decoded->bgr, size), state_->precision, options);
  const cv::Size full(decoded->info.width, decoded->info.height);
  return state_->shape(decoded->bgr, full, prediction);
}

}  // namespace maskwright
