#pragma once

#include "core/coco/coco_types.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::coco {

enum class IouType { Mask, Box };

/// How to compare. Defaults are those of the COCO API.
struct EvaluationSettings {
  IouType type = IouType::Mask;
  bool useCategories = true;                   ///< false: class-agnostic
  std::vector<int> maxDetections{1, 10, 100};  ///< per image (and category), ascending, three
  std::vector<int64_t> images;                 ///< ids to evaluate; order and doubles don't matter
  std::vector<int64_t> categories;             ///< ids of the ground truth's categories
  int threads = 1;
  bool keepMatches = false;  ///< fill Evaluation::matches
};

inline constexpr int kIouCount = 10;      ///< .50, .55 ... .95
inline constexpr int kRecallCount = 101;  ///< 0, .01 ... 1

/// Curves of one category; -1 = undefined (no ground truth).
struct CategoryEvaluation {
  int64_t category = -1;  ///< -1 when class-agnostic
  double ap = -1, ap50 = -1, ap75 = -1, apSmall = -1, apMedium = -1, apLarge = -1, ar = -1;
  std::array<double, kIouCount> apByIou{}, recallByIou{};
  std::array<double, kRecallCount> precisionAt50{}, scoreAt50{};
};

/// Which detection met which truth on one image, all areas; 0 = none.
struct ImageMatches {
  int64_t image = 0, category = -1;
  std::vector<int64_t> detections, truths;  ///< ids in the order of matching
  std::vector<int64_t> matchAt50, matchAt75;
  std::vector<uint8_t> ignoredAt50;  ///< per detection
  std::vector<uint8_t> truthIgnored;
};

/// Our own figures, always class-agnostic, over all detections given and all truths but crowds.
struct ExtraFigures {
  double mbo = -1;         ///< mean over truths of the best IoU with any detection
  double coverage50 = -1;  ///< share of truths whose best IoU is >= .5
  /// Share of images with truths whose best-scored detection has a box of IoU >= .5 with that of a
  /// truth: the usual measure of single-object discovery, by boxes whatever the type is.
  double corLoc = -1;
  double corLocByType = -1;   ///< the same by the overlap of the evaluation's type
  double bestPrecision = -1;  ///< share of the N best-scored with IoU >= .5; N = number of images
  int64_t bestCount = 0;      ///< how many that were (fewer than N if there are fewer detections)
  int64_t images = 0, truths = 0, detections = 0;
};

struct Evaluation {
  /// AP, AP50, AP75, AP small/medium/large, AR at the three limits, AR small/medium/large.
  std::array<double, 12> stats{};
  std::vector<CategoryEvaluation> categories;
  std::vector<ImageMatches> matches;
  ExtraFigures extra;
};

/// Names of Evaluation::stats with the settings' limits, e.g. "AR10".
std::array<std::string, 12> statNames(const EvaluationSettings& settings);

/// COCO detection evaluation, equal to COCOeval (precision interpolated at 101 recalls, greedy
/// matching by score, crowds and out-of-range areas ignored). Detections whose category is not in
/// `settings.categories` count nowhere, class-agnostic too, as in COCOeval. Detections of one image
/// with equal scores keep the order given. Throws std::invalid_argument without three limits.
Evaluation evaluate(std::span<const Annotation> truths,
                    std::span<const Annotation> detections,
                    const EvaluationSettings& settings);

}  // namespace maskwright::coco
