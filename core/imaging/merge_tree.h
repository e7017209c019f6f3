#pragma once

#include "core/imaging/region_graph.h"

namespace maskwright::imaging {

/// What makes two neighbouring regions alike. Each term is in [0, 1] per pair.
struct MergeWeights {
  double colour = 1;     ///< 1 - intersection of the colour histograms
  double texture = 0.5;  ///< 1 - intersection of the gradient histograms
  double gradient = 1;   ///< mean gradient along the shared outline
  double feature = 0;    ///< (1 - cosine of the mean features) / 2
  /// Small regions merge first: the sum is multiplied by (share of the picture of the smaller
  /// region) to this power.
  double size = 0.12;
};

/// A region of the tree: a superpixel, or the union of two regions.
struct MergeNode {
  int left = -1, right = -1, parent = -1;
  float formedAt = 0;    ///< cost of its own merge, never below its parts'; 0 for superpixels
  float absorbedAt = 0;  ///< cost of the merge that took it; the root's own cost for the root
  float area = 0, border = 0;
  float outline = 0;   ///< mean gradient along the outline inside the picture, 0 to 1
  float length = 0;    ///< of that outline, pixel sides
  float closed = 0;    ///< share of that outline along which superpixels differ clearly
  float surround = 0;  ///< Lab distance of its mean colour to that of the superpixels around it
  cv::Rect box;        ///< tight, pixels
  int first = 0, last = 0;  ///< its superpixels: leafOrder[first, last)
};

/// All regions that agglomerative merging passes through, superpixels first, the root last.
struct MergeTree {
  std::vector<MergeNode> nodes;
  std::vector<int> leafOrder;
  int leaves = 0;
};

/// Merges the two most alike neighbours until one region is left: hierarchical grouping by colour,
/// texture and size as in Selective Search (Uijlings et al. 2013), with the mean gradient along the
/// shared outline as in contour hierarchies (Arbelaez et al. 2011). Ties go to the older pair, so
/// the result depends on the graph alone. A graph in parts joins them at cost 1 at the end. Throws
/// std::invalid_argument if no weight is positive.
MergeTree mergeRegions(const RegionGraph& graph, const MergeWeights& weights);

/// A node's pixels at the graph's working size: CV_8U 0 or 255. Throws std::out_of_range.
cv::Mat nodeMask(const RegionGraph& graph, const MergeTree& tree, int node);

}  // namespace maskwright::imaging
