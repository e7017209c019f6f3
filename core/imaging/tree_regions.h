#pragma once

#include "core/imaging/merge_tree.h"

namespace maskwright::imaging {

/// Which regions of a merge tree are worth a look.
struct TreeRegionSettings {
  int keep = 60;
  double minAreaFraction = 0.0005, maxAreaFraction = 0.8;
  double minAreaPx = 12;      ///< at the graph's working size
  double duplicateIou = 0.6;  ///< nested regions that agree more are one: the better stays
};

/// A region by its node in the tree.
struct TreeRegion {
  int node = 0;
  float score = 0;      ///< [0, 1], see treeRegions()
  float stability = 0;  ///< share of the cost range over which it stays as it is, [0, 1]
};

/// The best regions by falling score, the product of
///   the mean gradient along its outline,
///   the share of its outline that is inside the picture,
///   0.3 + compactness, 0.3 + stability, and the root of its area up to 2 % of the picture.
/// Regions of one tree are nested or apart, so their overlap follows from their areas.
std::vector<TreeRegion> treeRegions(const RegionGraph& graph,
                                    const MergeTree& tree,
                                    const TreeRegionSettings& settings = {});

}  // namespace maskwright::imaging
