#include "core/cluster/constrained_kmeans.h"

#include "core/cluster/link_costs.h"
#include "core/cluster/unit_rows.h"

#include <algorithm>
#include <cblas.h>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

constexpr size_t kRowsAtOnce = 4096;
/// A group that begins a cluster beyond k: one mask alone may be a slip of the finger.
constexpr int kLeastForOwn = 2;

/// Unit rows that can be clustered, with their links.
struct Rows {
  std::vector<float> values;
  std::vector<size_t> origin;
  std::vector<RowLinks> links;
  size_t width = 0;

  size_t count() const { return origin.size(); }
  std::span<const float> row(size_t i) const { return std::span(values).subspan(i * width, width); }
};

Rows usable(std::span<const float> embeddings, size_t width, std::span<const RowLinks> links) {
  Rows out;
  out.width = width;
  out.links.assign(links.begin(), links.end());
  for (size_t l = 0; l < links.size(); ++l) {
    const size_t rows = embeddings.size() / width;
    if (links[l].group.size() != rows ||
        (!links[l].weight.empty() && links[l].weight.size() != rows))
      throw std::invalid_argument("links need one group for each row");
    out.links[l].group.clear();
    out.links[l].weight.clear();
  }
  std::vector<float> copy(width);
  for (size_t i = 0; i * width < embeddings.size(); ++i) {
    std::copy_n(embeddings.begin() + static_cast<std::ptrdiff_t>(i * width), width, copy.begin());
    if (!toUnit(copy)) continue;
    out.values.insert(out.values.end(), copy.begin(), copy.end());
    out.origin.push_back(i);
    for (size_t l = 0; l < links.size(); ++l) {
      out.links[l].group.push_back(links[l].group[i]);
      if (!links[l].weight.empty()) out.links[l].weight.push_back(links[l].weight[i]);
    }
  }
  return out;
}

int groupsOf(const RowLinks& links) {
  return links.group.empty() ? 0 : 1 + *std::max_element(links.group.begin(), links.group.end());
}

/// Appends the mean direction of each group's rows; returns the centre of each group, -1 where it
/// has none.
std::vector<int> addGroupCentres(const Rows& rows,
                                 const RowLinks& links,
                                 const std::vector<bool>& chosen,
                                 std::vector<float>& centres) {
  std::vector<std::vector<float>> sums(chosen.size(), std::vector<float>(rows.width));
  for (size_t i = 0; i < rows.count(); ++i) {
    const int group = links.group[i];
    if (group < 0 || !chosen[static_cast<size_t>(group)]) continue;
    auto& sum = sums[static_cast<size_t>(group)];
    const auto row = rows.row(i);
    for (size_t d = 0; d < rows.width; ++d) sum[d] += row[d];
  }
  std::vector<int> centreOf(chosen.size(), -1);
  for (size_t g = 0; g < sums.size(); ++g) {
    if (!chosen[g] || !toUnit(sums[g])) continue;
    centreOf[g] = static_cast<int>(centres.size() / rows.width);
    centres.insert(centres.end(), sums[g].begin(), sums[g].end());
  }
  return centreOf;
}

/// Cosines [count, k] of rows from `first` on to all centres.
void cosines(const Rows& rows,
             size_t first,
             size_t count,
             const std::vector<float>& centres,
             std::vector<float>& out) {
  const size_t k = centres.size() / rows.width;
  out.resize(count * k);
  cblas_sgemm(CblasRowMajor,
              CblasNoTrans,
              CblasTrans,
              static_cast<int>(count),
              static_cast<int>(k),
              static_cast<int>(rows.width),
              1.0F,
              rows.values.data() + first * rows.width,
              static_cast<int>(rows.width),
              centres.data(),
              static_cast<int>(rows.width),
              0.0F,
              out.data(),
              static_cast<int>(k));
}

/// Nearest centre of each row.
std::vector<int> nearest(const Rows& rows, const std::vector<float>& centres) {
  const size_t k = centres.size() / rows.width;
  std::vector<int> label(rows.count());
  std::vector<float> near;
  for (size_t begin = 0; begin < rows.count(); begin += kRowsAtOnce) {
    const size_t count = std::min(kRowsAtOnce, rows.count() - begin);
    cosines(rows, begin, count, centres, near);
    for (size_t i = 0; i < count; ++i) {
      const auto first = near.begin() + static_cast<std::ptrdiff_t>(i * k);
      label[begin + i] =
          static_cast<int>(std::max_element(first, first + static_cast<std::ptrdiff_t>(k)) - first);
    }
  }
  return label;
}

/// Groups that lead no cluster: the others leave them no place of their own.
std::vector<bool> homeless(const RowLinks& links, const std::vector<int>& label, size_t k) {
  const auto groups = static_cast<size_t>(groupsOf(links));
  std::vector<int> count(groups * k), size(groups);
  for (size_t i = 0; i < label.size(); ++i) {
    if (links.group[i] < 0) continue;
    ++count[static_cast<size_t>(links.group[i]) * k + static_cast<size_t>(label[i])];
    ++size[static_cast<size_t>(links.group[i])];
  }
  std::vector<bool> without(groups, true);
  for (size_t h = 0; h < k; ++h) {
    size_t most = 0;
    for (size_t g = 1; g < groups; ++g)
      if (count[g * k + h] > count[most * k + h]) most = g;
    if (groups > 0 && count[most * k + h] > 0) without[most] = false;
  }
  for (size_t g = 0; g < groups; ++g) without[g] = without[g] && size[g] >= kLeastForOwn;
  return without;
}

/// Centres and labels to begin with.
struct Start {
  std::vector<float> centres;
  std::vector<int> label;
};

Start start(const Rows& rows, const KMeansSettings& settings) {
  Start out;
  std::vector<int> fixed(rows.count(), -1);
  size_t seeds = 0;
  for (const RowLinks& links : rows.links) {
    if (!links.seeded) continue;
    const auto centreOf = addGroupCentres(
        rows, links, std::vector<bool>(static_cast<size_t>(groupsOf(links)), true), out.centres);
    for (size_t i = 0; i < rows.count(); ++i)
      if (fixed[i] < 0 && links.group[i] >= 0)
        fixed[i] = centreOf[static_cast<size_t>(links.group[i])];
    seeds = out.centres.size() / rows.width;
  }
  std::vector<float> rest;
  for (size_t i = 0; i < rows.count(); ++i)
    if (fixed[i] < 0) rest.insert(rest.end(), rows.row(i).begin(), rows.row(i).end());
  if (!rest.empty()) {
    const int wanted =
        settings.k ? settings.k : defaultClusterCount(static_cast<int64_t>(rows.count()));
    KMeansSettings free = settings;
    free.k = std::max(1, wanted - static_cast<int>(seeds));
    const auto found = kmeans(rest, static_cast<int>(rows.width), free);
    out.centres.insert(out.centres.end(), found.centroids.begin(), found.centroids.end());
  }
  out.label = nearest(rows, out.centres);
  for (size_t i = 0; i < rows.count(); ++i)
    if (fixed[i] >= 0) out.label[i] = fixed[i];
  for (const RowLinks& links : rows.links) {
    if (links.seeded || (!links.allApart && links.apart.empty())) continue;
    const auto without = homeless(links, out.label, out.centres.size() / rows.width);
    const auto centreOf = addGroupCentres(rows, links, without, out.centres);
    for (size_t i = 0; i < rows.count(); ++i)
      if (fixed[i] < 0 && links.group[i] >= 0 && centreOf[static_cast<size_t>(links.group[i])] >= 0)
        out.label[i] = centreOf[static_cast<size_t>(links.group[i])];
  }
  return out;
}

/// One round of assignments, linked rows one after the other; the number of rows that moved.
int64_t assign(const Rows& rows,
               const std::vector<float>& centres,
               std::vector<LinkCosts>& costs,
               std::vector<int>& label) {
  const int k = static_cast<int>(centres.size() / rows.width);
  int64_t moved = 0;
  std::vector<float> near;
  for (size_t begin = 0; begin < rows.count(); begin += kRowsAtOnce) {
    const size_t count = std::min(kRowsAtOnce, rows.count() - begin);
    cosines(rows, begin, count, centres, near);
    for (size_t i = begin; i < begin + count; ++i) {
      const float* cosine = near.data() + (i - begin) * static_cast<size_t>(k);
      const auto costOf = [&](int h) {
        double cost = 1 - cosine[h];
        for (const LinkCosts& links : costs)
          if (links.concerns(i)) cost += links.of(i, h, label[i]);
        return cost;
      };
      int best = label[i];
      double least = costOf(best);
      for (int h = 0; h < k; ++h) {
        if (h == label[i] || 1 - cosine[h] >= least) continue;  // links only add
        const double cost = costOf(h);
        if (cost < least - 1e-9) {
          least = cost;
          best = h;
        }
      }
      if (best == label[i]) continue;
      for (LinkCosts& links : costs)
        if (links.concerns(i)) links.move(i, label[i], best);
      label[i] = best;
      ++moved;
    }
  }
  return moved;
}

/// Means of the rows; one without keeps its place.
void update(const Rows& rows, const std::vector<int>& label, std::vector<float>& centres) {
  std::vector<float> sums(centres.size());
  for (size_t i = 0; i < rows.count(); ++i) {
    float* sum = sums.data() + static_cast<size_t>(label[i]) * rows.width;
    const auto row = rows.row(i);
    for (size_t d = 0; d < rows.width; ++d) sum[d] += row[d];
  }
  for (size_t at = 0; at < centres.size(); at += rows.width) {
    const std::span sum(sums.data() + at, rows.width);
    if (toUnit(sum))
      std::copy(sum.begin(), sum.end(), centres.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

/// Clusters by falling size, empty ones gone.
KMeansResult result(const Rows& rows, size_t total, const Start& state) {
  const size_t k = state.centres.size() / rows.width;
  std::vector<int64_t> size(k);
  for (const int one : state.label) ++size[static_cast<size_t>(one)];
  std::vector<size_t> order(k);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return size[a] > size[b]; });
  KMeansResult out;
  out.dimension = static_cast<int>(rows.width);
  out.label.assign(total, -1);
  out.distance.assign(total, std::numeric_limits<float>::quiet_NaN());
  std::vector<int> number(k, -1);
  for (const size_t old : order) {
    if (size[old] == 0) break;
    number[old] = static_cast<int>(out.size.size());
    out.size.push_back(size[old]);
    const auto from = state.centres.begin() + static_cast<std::ptrdiff_t>(old * rows.width);
    out.centroids.insert(out.centroids.end(), from, from + static_cast<std::ptrdiff_t>(rows.width));
  }
  for (size_t i = 0; i < rows.count(); ++i) {
    const auto old = static_cast<size_t>(state.label[i]);
    const auto centre = std::span(state.centres).subspan(old * rows.width, rows.width);
    out.label[rows.origin[i]] = number[old];
    out.distance[rows.origin[i]] = std::clamp(1 - innerProduct(rows.row(i), centre), 0.0F, 2.0F);
  }
  return out;
}

}  // namespace

KMeansResult constrainedKMeans(std::span<const float> embeddings,
                               int dimension,
                               const KMeansSettings& settings,
                               std::span<const RowLinks> links) {
  const size_t total = rowCount(embeddings, dimension);
  const Rows rows = usable(embeddings, static_cast<size_t>(dimension), links);
  const bool any = std::any_of(
      rows.links.begin(), rows.links.end(), [](const RowLinks& one) { return groupsOf(one) > 0; });
  if (!any) return kmeans(embeddings, dimension, settings);
  if (settings.k < 0 || settings.iterations < 1)
    throw std::invalid_argument("k-means settings out of range");
  Start state = start(rows, settings);
  const int k = static_cast<int>(state.centres.size() / rows.width);
  std::vector<LinkCosts> costs;
  for (const RowLinks& one : rows.links) costs.emplace_back(one, state.label, k);
  for (int i = 0; i < settings.iterations; ++i) {
    update(rows, state.label, state.centres);
    if (assign(rows, state.centres, costs, state.label) == 0) break;
  }
  update(rows, state.label, state.centres);
  return result(rows, total, state);
}

}  // namespace maskwright::cluster
