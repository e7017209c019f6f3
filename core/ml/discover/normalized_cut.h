#pragma once

#include "core/ml/discover/patch_affinity.h"

#include <optional>
#include <vector>

namespace maskwright::ml {

/// How a picture falls apart: an eigenvector of (D - A) v = lambda D v.
struct CutVector {
  std::vector<double> values;  ///< per patch, any scale
  double eigenvalue = 0;       ///< lambda, [0, 2]; small = the parts hardly hang together
};

/// The second smallest generalised eigenvector of the graph whose weights are 1 where patches are
/// alike and `epsilon` elsewhere (Shi and Malik 2000; TokenCut, MaskCut), by Lanczos iterations on
/// D^-1/2 A D^-1/2 from which the known first eigenvector is taken out: the matrix itself is never
/// made. The sign is such that the entry of greatest absolute value is positive. Nothing if no cut
/// stands out: all patches alike, or none.
std::optional<CutVector> normalizedCut(const PatchAffinity& affinity, double epsilon = 1e-5);

}  // namespace maskwright::ml
