#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::cluster {

struct NeighbourSettings {
  int neighbours = 10;  ///< at most; fewer if there are fewer labelled rows
  /// A neighbour's vote is exp(cosine / temperature): near ones count more (Wu et al. 2018).
  double temperature = 0.07;
};

/// The label with the most votes among the nearest labelled rows.
struct LabelVote {
  int label = -1;    ///< -1: the row has no direction, or nothing is labelled
  double share = 0;  ///< of all votes, [0, 1]
};

/// k-nearest-neighbour classification by cosine. asked: [n, dimension], labelled: [labels.size(),
/// dimension], row-major, any length; rows without direction are left out. Exact and deterministic.
/// Throws std::invalid_argument if a size does not fit.
std::vector<LabelVote> nearestLabels(std::span<const float> asked,
                                     std::span<const float> labelled,
                                     std::span<const int> labels,
                                     int dimension,
                                     const NeighbourSettings& settings = {});

/// Mean over the classes that occur in `truth` of the share found right, [0, 1]; 0 for no row.
double balancedAccuracy(std::span<const LabelVote> found, std::span<const int> truth);

}  // namespace maskwright::cluster
