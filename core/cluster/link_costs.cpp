#include "core/cluster/link_costs.h"

#include <algorithm>
#include <stdexcept>

namespace maskwright::cluster {

LinkCosts::LinkCosts(const RowLinks& links, const std::vector<int>& label, int k)
    : links_(links), k_(k) {
  if (links.group.size() != label.size() ||
      (!links.weight.empty() && links.weight.size() != label.size()))
    throw std::invalid_argument("links need one group for each row");
  int groups = 0;
  for (const int group : links.group) groups = std::max(groups, group + 1);
  apart_.resize(static_cast<size_t>(groups));
  size_.resize(static_cast<size_t>(groups));
  for (size_t row = 0; row < label.size(); ++row)
    if (links.group[row] >= 0 && label[row] >= 0) ++size_[static_cast<size_t>(links.group[row])];
  const auto separate = [&](int a, int b) {
    if (a < 0 || b < 0) throw std::invalid_argument("groups count from 0");
    if (a == b || a >= groups || b >= groups) return;  // no row is in it
    apart_[static_cast<size_t>(a)].push_back(b);
    apart_[static_cast<size_t>(b)].push_back(a);
  };
  if (links.allApart) {
    for (int a = 0; a < groups; ++a)
      for (int b = a + 1; b < groups; ++b) separate(a, b);
  } else {
    for (const auto& [a, b] : links.apart) separate(a, b);
  }
  count_.resize(static_cast<size_t>(groups) * static_cast<size_t>(k));
  met_.resize(count_.size());
  for (size_t row = 0; row < label.size(); ++row)
    if (links.group[row] >= 0 && label[row] >= 0) meet(links.group[row], label[row], 1);
}

/// A row of `group` came to `cluster` (or left it): those it is to be apart from meet it there.
void LinkCosts::meet(int group, int cluster, double sign) {
  count_[at(group, cluster)] += sign > 0 ? 1 : -1;
  const auto own = size_[static_cast<size_t>(group)];
  for (const int other : apart_[static_cast<size_t>(group)]) {
    const auto larger = std::max(own, size_[static_cast<size_t>(other)]);
    met_[at(other, cluster)] += sign / static_cast<double>(larger);
  }
}

double LinkCosts::of(size_t row, int cluster, int present) const {
  const int group = links_.group[row];
  const auto others = size_[static_cast<size_t>(group)] - 1;
  double missing = 0;
  if (others > 0) {
    const auto there = count_[at(group, cluster)] - (cluster == present ? 1 : 0);
    missing = 1 - static_cast<double>(there) / static_cast<double>(others);
  }
  const double met = std::clamp(met_[at(group, cluster)], 0.0, 1.0);
  return weightOf(row) * (links_.together * missing + links_.separate * met);
}

void LinkCosts::move(size_t row, int from, int to) {
  const int group = links_.group[row];
  meet(group, from, -1);
  meet(group, to, 1);
}

}  // namespace maskwright::cluster
