#pragma once

#include "core/domain/round.h"
#include "core/store/connection.h"

#include <cstdint>
#include <vector>

namespace maskwright {

/// Which undecided candidates are trusted as pseudo-labels.
struct PseudoLabelSettings {
  double minConfidence = 0.3;
  /// If fewer pass: the best this many an image of the collection; once a person has accepted a
  /// mask, confidence is calibrated and only those from `leastConfidence`.
  double leastPerImage = 0.5;
  double leastConfidence = 0.1;
  double minWeight = 0.1;  ///< a pseudo-label weighs its confidence, at least this
  int maxPerImage = 10;
  double overlap = 0.3;      ///< IoU with a better one of the same image from which one is dropped
  double containment = 0.7;  ///< likewise, share of the smaller mask that lies in the other
  /// Self-training as the segmenter's authors do it (FreeSOLO's figures), while nobody has accepted
  /// a mask and the base round has a segmenter: its masks of at least this score after matrix NMS,
  /// at most so many an image, unless they take this share of the width or more.
  double segmenterCut = 0.3;
  int segmenterMost = 20;
  double segmenterWidth = 0.95;
  /// MaskDistill: an image without one of that score teaches its best one all the same.
  bool segmenterBestAlways = false;
  /// Confident ones an image while nobody has accepted a mask; at most maxPerImage.
  int unreviewedPerImage = 10;
};

/// The targets of a round and how many of each kind there are.
struct PseudoLabels {
  std::vector<RoundTarget> targets;
  int64_t verified = 0, confident = 0, negatives = 0, ignored = 0;
};

/// Roles (architecture, part 5): accepted and relabelled masks are positive with weight 1 (one per
/// object over all rounds); "not an object" is negative; bad mask and fix later are ignored, as are
/// undecided candidates of `baseRound` except the confident ones, which are positive with their
/// confidence as weight. Where the base round's own segmenter teaches (PseudoLabelSettings), its
/// masks are positive with weight 1 and the rest of the undecided ones is left out: background, as
/// published. Throws SQLite::Exception.
PseudoLabels choosePseudoLabels(store::Connection& connection,
                                int baseRound,
                                const PseudoLabelSettings& settings = {});

/// Whether a stored target is a mask that a person verified.
bool isVerified(const RoundTarget& target);

}  // namespace maskwright
