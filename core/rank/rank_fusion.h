#pragma once

#include <span>
#include <vector>

namespace maskwright::rank {

/// Accepted masks from which a segmenter's order is trusted as much as that of the other sources.
inline constexpr int kTrustedAccepted = 20;

/// Confidences of a trained segmenter's masks while hardly any of them are decided. Its scores
/// can't be compared with the others' confidence (after a short training they are all small, in one
/// project ten times those in another), but their order is worth as much: its i-th best mask gets
/// the confidence of the (i * step)-th best of the others, so the two lists interleave. `step` is 1
/// from kTrustedAccepted accepted masks on and grows as they get fewer: a round that had little to
/// learn from comes in sparsely.
/// `others`: confidences in (0, 1), any order; `scores`: the segmenter's, any scale. Without
/// others, the scores themselves, clipped to (0, 1). In the order of `scores`; ties keep theirs.
std::vector<double> fusedConfidences(std::span<const double> others,
                                     std::span<const double> scores,
                                     int accepted);

}  // namespace maskwright::rank
