#pragma once

#include "core/coco/evaluation.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::coco {

inline constexpr int kAreaCount = 4;  ///< all, small, medium, large

/// IoU thresholds as the COCO API computes them.
std::array<double, kIouCount> iouThresholds();

/// Detections and truths of one image and category (or of all categories), detections by falling
/// score and cut at the largest limit.
struct MatchInput {
  std::vector<const Annotation*> detections, truths;
};

/// Outcome per area range. Bit t of a mask stands for the t-th IoU threshold.
struct MatchResult {
  struct Area {
    std::vector<uint16_t> matched, ignored;  ///< per detection
    int64_t truthsCounted = 0;               ///< not ignored
  };
  std::vector<double> scores;
  std::array<Area, kAreaCount> areas;
  bool empty = true;  ///< neither detections nor truths
};

/// Greedy matching of COCOeval for all thresholds and areas. With `matches` also which met which.
MatchResult matchImage(const MatchInput& input, IouType type, ImageMatches* matches = nullptr);

/// IoU of detections (rows) and truths (columns), crowds by the detection's own area.
std::vector<double> overlaps(std::span<const Annotation* const> detections,
                             std::span<const Annotation* const> truths,
                             IouType type);

}  // namespace maskwright::coco
