#pragma once

#include "core/ml/discover/normalized_cut.h"

#include <opencv2/core.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace maskwright::ml {

/// MaskCut's published values (Wang et al. 2023, CutLER, maskcut.py).
struct MaskCutSettings {
  double epsilon = 1e-5;    ///< weight of patches that are not alike
  int masks = 3;            ///< at most
  double maxOverlap = 0.5;  ///< from the second round on: IoU with an earlier mask above which a
                            ///< mask is dropped
  double minArea = 0.01;    ///< from the second round on: share of the patches; at most is dropped
  /// As the official program does: a dropped mask's region stays, so the next round finds it again
  /// and keeps it. Otherwise the region is removed and the search goes on.
  bool bringBackDropped = false;
};

/// One side of a cut and the part of it that counts.
struct CutSide {
  cv::Mat foreground;     ///< CV_8U 0 or 255, one cell a patch
  cv::Mat part;           ///< its 4-connected part that holds the seed
  int seed = 0;           ///< patch
  bool reversed = false;  ///< the foreground is where the vector is at most its mean
  int corners = 0;        ///< of the picture in the vector's own foreground (before reversing)
};

/// MaskCut's rule: foreground is where the vector is above its mean; it is reversed if it holds at
/// least three corners or else lacks the entry of greatest absolute value; the seed is the greatest
/// entry of the vector that was not reversed, or of the one that was.
CutSide maskCutSide(const std::vector<double>& vector, int rows, int cols);

/// One round.
struct CutRound {
  CutVector vector;
  CutSide side;
  cv::Mat mask;  ///< the part less earlier masks; all 0 if it was dropped
};

/// Who finds the cut; normalizedCut() unless a test has another vector's sign in mind.
using CutSolver = std::function<std::optional<CutVector>(const PatchAffinity&, int round)>;

/// Masks of a picture by cutting it again and again: after each round the patches of its mask are
/// like none any more. Ends after `masks` masks, twice as many rounds, or when nothing is left to
/// cut. Returns every round; those of an empty mask dropped theirs.
std::vector<CutRound> maskCut(PatchAffinity affinity,
                              int rows,
                              int cols,
                              const MaskCutSettings& settings = {},
                              const CutSolver& solver = {});

/// TokenCut (Wang et al. 2022, object_discovery.py): the side of the cut that holds the entry of
/// greatest absolute value, and its part around that. No corner rule. Published with tau 0.2.
CutSide tokenCutSide(const std::vector<double>& vector, int rows, int cols);

}  // namespace maskwright::ml
