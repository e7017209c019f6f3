#pragma once

#include "core/cluster/constrained_kmeans.h"

#include <cstdint>
#include <vector>

namespace maskwright::cluster {

/// What it would cost each row to be in a cluster, by one set of links, while rows move about.
class LinkCosts {
 public:
  /// label: per row, 0 <= label < k, or -1 for rows that have no part in it. `links` must outlive
  /// this.
  LinkCosts(const RowLinks& links, const std::vector<int>& label, int k);

  bool concerns(size_t row) const { return links_.group[row] >= 0; }
  /// In units of 1 - cosine; `present`: where the row is now.
  double of(size_t row, int cluster, int present) const;
  void move(size_t row, int from, int to);

 private:
  size_t at(int group, int cluster) const {
    return static_cast<size_t>(group) * static_cast<size_t>(k_) + static_cast<size_t>(cluster);
  }
  void meet(int group, int cluster, double sign);
  double weightOf(size_t row) const { return links_.weight.empty() ? 1 : links_.weight[row]; }

  const RowLinks& links_;
  int k_;
  std::vector<std::vector<int>> apart_;  ///< per group
  std::vector<int64_t> size_;            ///< per group
  std::vector<int64_t> count_;           ///< [groups, k]
  std::vector<double> met_;  ///< [groups, k]: share of what is to be apart that is there
};

}  // namespace maskwright::cluster
