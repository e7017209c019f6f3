#include "core/services_ml/segmenter_detector.h"

#include "core/base/parallel.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/mask_refine.h"
#include "core/imaging/mask_surround.h"
#include "core/ml/discover/mask_filters.h"
#include "core/ml/discover/picture_tiles.h"
#include "core/ml/discover/pixel_tensor.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace maskwright {
namespace {

constexpr int kMeasureSide = 512;  // outlines and refinement work at this short side
constexpr int kMaskStride = 4;     // of a network's soft masks
constexpr size_t kMoreATile = 10;

/// Multiples of 64 as in training: nothing is padded, so the cells tile the picture exactly.
cv::Size canvasOf(cv::Size size) {
  return {(size.width + 32) / 64 * 64, (size.height + 32) / 64 * 64};
}

std::vector<float> numbers(const torch::Tensor& row) {
  return {row.data_ptr<float>(), row.data_ptr<float>() + row.numel()};
}

std::optional<Candidate> candidateOf(const ml::CoarseMask& coarse,
                                     const imaging::EdgePicture& edges,
                                     const imaging::RefineContext& context,
                                     cv::Size fullSize,
                                     const SegmenterDetectorSettings& settings) {
  const cv::Mat soft = ml::softMat(coarse.soft);
  const double score = coarse.score;
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
  candidate.attributes.maskness = coarse.maskness;
  candidate.attributes.stability = coarse.stability;
  candidate.source = coarse.source;
  candidate.embedding = numbers(coarse.embedding);
  return candidate;
}

}  // namespace

SegmenterDetector::SegmenterDetector(Look look,
                                     int64_t shortSide,
                                     double longestAspect,
                                     SegmenterDetectorSettings settings)
    : look_(std::move(look)),
      shortSide_(shortSide),
      longestAspect_(longestAspect),
      settings_(std::move(settings)) {}

std::vector<SeenMask> SegmenterDetector::inTile(const cv::Mat& enlarged,
                                                const cv::Rect& tile) const {
  const cv::Size grid = enlarged.size() / kMaskStride;
  const cv::Rect place(tile.tl() / kMaskStride, tile.size() / kMaskStride);
  std::vector<SeenMask> seen = look_(enlarged(tile), canvasOf(tile.size()));
  std::erase_if(seen, [&](SeenMask& one) {
    const cv::Mat part = ml::softMat(one.mask.soft);
    cv::Mat small = part;
    if (part.size() != place.size()) cv::resize(part, small, place.size(), 0, 0, cv::INTER_LINEAR);
    if (ml::isCut(small > 0.5, place, grid)) return true;
    auto whole = torch::zeros({grid.height, grid.width});
    small.copyTo(ml::softMat(whole)(place));
    one.mask.soft = whole;
    return false;
  });
  return seen;
}

std::vector<SeenMask> SegmenterDetector::distinctMasks(const cv::Mat& bgr) const {
  std::vector<SeenMask> all;
  for (const double share : settings_.views) {
    const auto side = cvRound(share * static_cast<double>(shortSide_));
    auto seen = look_(bgr, canvasOf(ml::shortSideSize(bgr.size(), side, longestAspect_)));
    std::move(seen.begin(), seen.end(), std::back_inserter(all));
  }
  size_t most = settings_.most;
  if (settings_.zoom > 1) {
    const auto tiles =
        ml::pictureTiles(bgr.size(), static_cast<int>(shortSide_), longestAspect_, settings_.zoom);
    cv::Mat enlarged;
    if (!tiles.parts.empty()) cv::resize(bgr, enlarged, tiles.size, 0, 0, cv::INTER_LINEAR);
    for (const auto& tile : tiles.parts) {
      auto seen = inTile(enlarged, tile);
      std::move(seen.begin(), seen.end(), std::back_inserter(all));
    }
    most += kMoreATile * tiles.parts.size();
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
  std::vector<SeenMask> distinct;
  for (const size_t i : ml::CoarsePool(masks, 0.5).distinct(settings_.sameIou, most))
    distinct.push_back(std::move(all[i]));
  return distinct;
}

std::vector<DetectedMask> SegmenterDetector::shape(const cv::Mat& bgr,
                                                   cv::Size fullSize,
                                                   const std::vector<SeenMask>& seen) const {
  cv::Mat picture = bgr;
  const cv::Size work = ml::shortSideSize(bgr.size(), kMeasureSide, longestAspect_);
  if (work.width < bgr.cols) cv::resize(bgr, picture, work, 0, 0, cv::INTER_AREA);
  const imaging::RefineContext context(picture);
  const imaging::EdgePicture edges = imaging::edgePicture(picture);
  std::vector<std::optional<Candidate>> shaped(seen.size());
  parallelFor(shaped.size(), hardwareThreads(), [&](size_t i) {
    shaped[i] = candidateOf(seen[i].mask, edges, context, fullSize, settings_);
  });
  std::vector<DetectedMask> found;
  for (size_t i = 0; i < shaped.size(); ++i) {
    auto& candidate = shaped[i];
    if (!candidate) continue;
    const bool repeated = std::any_of(found.begin(), found.end(), [&](const DetectedMask& other) {
      return coco::iou(other.candidate.mask, other.candidate.box, candidate->mask, candidate->box) >
             settings_.duplicateIou;
    });
    if (repeated) continue;
    found.push_back({std::move(*candidate), numbers(seen[i].learned)});
  }
  return found;
}

Result<std::vector<DetectedMask>> SegmenterDetector::detect(
    const std::filesystem::path& picture) const {
  const int side =
      std::max(kMeasureSide, cvRound(settings_.zoom * static_cast<double>(shortSide_)));
  auto decoded = imaging::readImage(picture, side);
  if (!decoded) return decoded.error();
  const cv::Size full(decoded->info.width, decoded->info.height);
  return shape(decoded->bgr, full, distinctMasks(decoded->bgr));
}

}  // namespace maskwright
