#pragma once

#include "core/cluster/kmeans.h"

#include <span>
#include <utility>
#include <vector>

namespace maskwright::cluster {

/// Which rows belong together and which do not: a partition of some of them into groups.
struct RowLinks {
  std::vector<int> group;                  ///< per row, from 0; -1 = no wish
  std::vector<float> weight;               ///< per row, >= 0: how much it counts; empty = 1 each
  std::vector<std::pair<int, int>> apart;  ///< groups that must not share a cluster
  bool allApart = false;                   ///< no two groups may
  double together = 1;  ///< cost of being away from all of its group, in units of 1 - cosine
  double separate = 1;  ///< cost of being with all of a group that is to be apart
  /// Every group begins with a centre of its own, from k. Otherwise one gets it, beyond k, only if
  /// it is nowhere the most frequent.
  bool seeded = false;
};

/// Spherical k-means with wishes: pairwise constrained k-means (PCK-means; Basu, Banerjee and
/// Mooney, "Active semi-supervision for pairwise constrained clustering", SDM 2004): each row goes
/// where distance plus cost of the links that it breaks is least, and neighbourhoods of linked rows
/// begin as centres. Instead of all pairs a row meets its group and the groups to be apart by their
/// shares in a cluster (the pairs' costs divided by the size of the larger group), so the time is
/// that of k-means. Wishes are soft: what lies far enough apart may break them. Ends after
/// `settings.iterations` at the latest.
///
/// Without a link the result is that of kmeans(). There are never fewer clusters than seeded groups
/// that differ. Rows as in kmeans(); those without direction have no link. Throws
/// std::invalid_argument as kmeans(), and if a size or group number does not fit.
KMeansResult constrainedKMeans(std::span<const float> embeddings,
                               int dimension,
                               const KMeansSettings& settings,
                               std::span<const RowLinks> links);

}  // namespace maskwright::cluster
