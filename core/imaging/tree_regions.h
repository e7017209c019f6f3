#pragma once

#include "core/imaging/merge_tree.h"

namespace maskwright::imaging {

/// Which regions of a merge tree are worth a look.
struct TreeRegionSettings {
  int keep = 100;
  double minAreaFraction = 0.0003, maxAreaFraction = 0.8;
  double minAreaPx = 12;      ///< at the graph's working size
  double duplicateIou = 0.6;  ///< nested regions that agree more are one: the better stays
};

/// A region by its node in the tree.
struct TreeRegion {
  int node = 0;
  float score = 0;      ///< [0, 1], see treeRegions()
  float stability = 0;  ///< share of the cost range over which it stays as it is, [0, 1]
};

/// The best regions by falling score: a logistic function of
///   the mean gradient along the outline and the share of it along which superpixels differ,
///   compactness and the share of its box that it fills,
///   the cost at which it was absorbed (how unlike its most alike neighbour it is),
///   the colour distance to its surround, and the log of its area (best near a tenth of the
///   picture's area, for objects of a thousandth it takes clear outlines).
/// Regions of one tree are nested or apart, so their overlap follows from their areas.
std::vector<TreeRegion> treeRegions(const RegionGraph& graph,
                                    const MergeTree& tree,
                                    const TreeRegionSettings& settings = {});

}  // namespace maskwright::imaging
