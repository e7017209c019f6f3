#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace maskwright::ml {

/// One anchor of a step with its positive and its negative, as indices of the step's patches.
struct Triplet {
  int64_t anchor = 0;
  int64_t positive = 0;   ///< the anchor itself if it is alone in its class
  int64_t negative = -1;  ///< -1: the step has one class only; stands for a vector of zeros
  /// The positive was visited before the anchor: an edge of the class's tree. False for the first
  /// node of a class, whose positive only fills the gap.
  bool treeEdge = false;
};

/// The class-wise connected graph of Mix-and-Match tuning (Zhan et al. 2018, section 3.2; the
/// published GraphToTripletLayer): nodes are visited in random order, each takes as positive a
/// random node of its class and as negative a random node of another class among those visited;
/// a second pass fills what was missing from all nodes. One triplet a node, in the order of the
/// nodes. The tree edges connect each class of n nodes by n - 1 edges.
/// labels: class of each node, any integers. No hard mining.
std::vector<Triplet> classGraph(const std::vector<int64_t>& labels, torch::Generator& generator);

}  // namespace maskwright::ml
