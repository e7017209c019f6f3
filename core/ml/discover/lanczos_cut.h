#pragma once

#include "core/ml/discover/normalized_cut.h"

namespace maskwright::ml {

/// Which graph is cut.
struct CutGraph {
  double epsilon = 1e-5;  ///< weight of patches that are not alike
  /// Patches that are like none (removed ones) are in it too, by such weights, as in the official
  /// programs. Where many were removed their own part may then be the clearest.
  bool lonely = true;
};

/// The second smallest generalised eigenvector of the graph; see normalizedCut(). Entries of
/// patches that are left out are 0.
std::optional<CutVector> lanczosCut(const PatchAffinity& affinity, const CutGraph& graph);

}  // namespace maskwright::ml
