#pragma once

#include <span>
#include <vector>

namespace maskwright::rank {

/// Decided masks of a trained segmenter from which on a learned confidence knows them.
inline constexpr int kSegmenterDecisions = 20;

/// Confidences of a trained segmenter's masks while hardly any of them are decided. Its scores
/// can't be compared with the others' confidence (after a short training they are all small, in one
/// project ten times those in another), but their order is worth as much: its i-th best mask gets
/// the confidence of the (i * step)-th best of the others, so the two lists interleave. `step`, at
/// least 1, says how many of the others weigh as much as one of its masks.
/// `others`: confidences in (0, 1), any order; `scores`: the segmenter's, any scale. Without
/// others, the scores themselves, clipped to (0, 1). In the order of `scores`; ties keep theirs.
std::vector<double> fusedConfidences(std::span<const double> others,
                                     std::span<const double> scores,
                                     double step);

}  // namespace maskwright::rank
