#include "core/cluster/neighbour_graph.h"

#include "core/cluster/unit_rows.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/utils/distances.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

using Id = faiss::Index::idx_t;

constexpr size_t kBlock = 4096;  // rows searched between two looks at the cancel token
constexpr int kRowsPerCentre = 64;
constexpr size_t kProbes = 24;

/// Lists of rows near the same centre.
std::unique_ptr<faiss::IndexIVFFlat> invertedLists(const float* rows, size_t count, size_t width) {
  const auto lists = static_cast<size_t>(2 * std::sqrt(static_cast<double>(count)));
  auto* centres = new faiss::IndexFlatIP(static_cast<Id>(width));
  auto index =
      std::make_unique<faiss::IndexIVFFlat>(centres, width, lists, faiss::METRIC_INNER_PRODUCT);
  index->own_fields = true;
  index->cp.niter = 10;
  index->cp.max_points_per_centroid = kRowsPerCentre;
  index->cp.min_points_per_centroid = 1;
  index->train(static_cast<Id>(count), rows);
  index->add(static_cast<Id>(count), rows);
  index->nprobe = std::min(kProbes, lists);
  return index;
}

/// Takes row i out of what was found for it; where copies of it crowd it out, the last goes.
void keepOthers(size_t i, const Id* found, const float* cosine, size_t k, NeighbourGraph& graph) {
  size_t written = 0;
  for (size_t j = 0; j <= k && written < k; ++j) {
    if (found[j] == static_cast<Id>(i)) continue;
    // Too few rows in the lists that were looked into: the row before stands in, at its distance.
    const bool none = found[j] < 0;
    const size_t at = i * k + written;
    graph.index[at] = none ? (written > 0 ? graph.index[at - 1] : static_cast<int32_t>(i == 0))
                           : static_cast<int32_t>(found[j]);
    graph.distance[at] = none ? (written > 0 ? graph.distance[at - 1] : 1.0F)
                              : std::clamp(1 - cosine[j], 0.0F, 2.0F);
    ++written;
  }
}

}  // namespace

NeighbourGraph neighbourGraph(std::span<const float> unitRows,
                              int dimension,
                              const NeighbourGraphSettings& settings,
                              const CancelToken& cancel,
                              const std::function<void(double)>& progress) {
  const size_t rows = rowCount(unitRows, dimension), width = static_cast<size_t>(dimension);
  if (settings.neighbours < 1 || rows > std::numeric_limits<int32_t>::max())
    throw std::invalid_argument("neighbourGraph: settings or rows out of range");
  NeighbourGraph graph;
  if (rows < 2) return graph;
  const size_t k = std::min(static_cast<size_t>(settings.neighbours), rows - 1);
  graph.neighbours = static_cast<int>(k);
  graph.index.resize(rows * k);
  graph.distance.resize(rows * k);
  std::unique_ptr<faiss::IndexIVFFlat> lists;
  if (rows > settings.exactRows) lists = invertedLists(unitRows.data(), rows, width);
  std::vector<float> cosine(kBlock * (k + 1));
  std::vector<Id> found(kBlock * (k + 1));
  for (size_t from = 0; from < rows && !cancel.stop_requested(); from += kBlock) {
    const size_t many = std::min(kBlock, rows - from);
    const float* asked = unitRows.data() + from * width;
    if (lists)
      lists->search(
          static_cast<Id>(many), asked, static_cast<Id>(k + 1), cosine.data(), found.data());
    else
      faiss::knn_inner_product(
          asked, unitRows.data(), width, many, rows, k + 1, cosine.data(), found.data());
    for (size_t i = 0; i < many; ++i)
      keepOthers(from + i, &found[i * (k + 1)], &cosine[i * (k + 1)], k, graph);
    if (progress) progress(static_cast<double>(from + many) / static_cast<double>(rows));
  }
  return graph;
}

}  // namespace maskwright::cluster
