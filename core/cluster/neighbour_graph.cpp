#include "core/cluster/neighbour_graph.h"

#include "core/base/parallel.h"
#include "core/cluster/unit_rows.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/VectorTransform.h>
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
constexpr size_t kSpare = 8;      // found besides, so that the order can be made anew
constexpr size_t kLongRow = 192;  // longer rows are searched by their principal components
constexpr size_t kComponents = 96;
constexpr size_t kComponentRows = 20'000;  // that those are taken from

/// Finds more than enough rows near to each; which of them are the nearest is for others to say.
class Search {
 public:
  Search(std::span<const float> rows, size_t count, size_t width, bool exact, size_t k)
      : rows_(rows), count_(count), width_(width), found_(std::min(count, k + 1 + kSpare)) {
    if (exact) return;
    if (width > kLongRow) {
      shorten();
      found_ = std::min(count, 3 * k + 1 + kSpare);
    }
    fillLists();
  }

  size_t found() const { return found_; }  ///< for each row

  /// `found`: [many, found()], -1 where there are fewer.
  void near(size_t from, size_t many, Id* found) const {
    std::vector<float> distance(many * found_);
    const float* asked = rows_.data() + from * width_;
    if (lists_)
      lists_->search(static_cast<Id>(many), asked, static_cast<Id>(found_), distance.data(), found);
    else
      faiss::knn_inner_product(
          asked, rows_.data(), width_, many, count_, found_, distance.data(), found);
  }

 private:
  void shorten() {
    faiss::PCAMatrix components(static_cast<int>(width_), static_cast<int>(kComponents));
    const size_t used = std::min(count_, kComponentRows);
    std::vector<float> sample(used * width_);
    for (size_t i = 0; i < used; ++i)
      std::copy_n(rows_.data() + i * count_ / used * width_, width_, &sample[i * width_]);
    components.train(static_cast<Id>(used), sample.data());
    short_.resize(count_ * kComponents);
    components.apply_noalloc(static_cast<Id>(count_), rows_.data(), short_.data());
    rows_ = short_;
    width_ = kComponents;
  }

  void fillLists() {
    // For unit rows the same order; components have no unit length.
    const auto metric = short_.empty() ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2;
    const auto lists = static_cast<size_t>(2 * std::sqrt(static_cast<double>(count_)));
    auto* centres = new faiss::IndexFlat(static_cast<Id>(width_), metric);
    lists_ = std::make_unique<faiss::IndexIVFFlat>(centres, width_, lists, metric);
    lists_->own_fields = true;
    lists_->cp.niter = 10;
    lists_->cp.max_points_per_centroid = kRowsPerCentre;
    lists_->cp.min_points_per_centroid = 1;
    lists_->train(static_cast<Id>(count_), rows_.data());
    lists_->add(static_cast<Id>(count_), rows_.data());
    lists_->nprobe = std::min(kProbes, lists);
  }

  std::span<const float> rows_;
  size_t count_, width_, found_;
  std::vector<float> short_;
  std::unique_ptr<faiss::IndexIVFFlat> lists_;
};

/// The nearest of what was found for row i, itself left out, measured anew: sums of a library run
/// in the order that its threads give them.
void keepNearest(size_t i,
                 std::span<const Id> found,
                 std::span<const float> rows,
                 size_t width,
                 NeighbourGraph& graph) {
  std::vector<std::pair<float, int32_t>> order;
  for (const Id j : found) {
    if (j < 0 || j == static_cast<Id>(i)) continue;
    const float cosine = innerProduct(rows.subspan(i * width, width),
                                      rows.subspan(static_cast<size_t>(j) * width, width));
    order.emplace_back(std::clamp(1 - cosine, 0.0F, 2.0F), static_cast<int32_t>(j));
  }
  std::sort(order.begin(), order.end());
  // Too few rows in the lists that were looked into: the last stands in again, any row for none.
  if (order.empty()) order.emplace_back(1.0F, static_cast<int32_t>(i == 0));
  const auto k = static_cast<size_t>(graph.neighbours);
  for (size_t n = 0; n < k; ++n) {
    const auto& [distance, row] = order[std::min(n, order.size() - 1)];
    graph.distance[i * k + n] = distance;
    graph.index[i * k + n] = row;
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
  const Search search(unitRows, rows, width, rows <= settings.exactRows, k);
  std::vector<Id> found(kBlock * search.found());
  for (size_t from = 0; from < rows && !cancel.stop_requested(); from += kBlock) {
    const size_t many = std::min(kBlock, rows - from);
    search.near(from, many, found.data());
    parallelFor(many, hardwareThreads(), [&](size_t i) {
      const std::span<const Id> row(&found[i * search.found()], search.found());
      keepNearest(from + i, row, unitRows, width, graph);
    });
    if (progress) progress(static_cast<double>(from + many) / static_cast<double>(rows));
  }
  return graph;
}

}  // namespace maskwright::cluster
