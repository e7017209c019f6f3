#include "core/cluster/kmeans.h"

#include "core/cluster/mini_batch.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <omp.h>
#include <set>
#include <stdexcept>
#include <string_view>

namespace maskwright::cluster {
namespace {

constexpr int64_t kManyRows = 20'000;

/// One thread for small work while this lives: waking a team costs more than it saves.
class ThreadGuard {
 public:
  explicit ThreadGuard(int64_t work) : before_(omp_get_max_threads()) {
    if (work < kSmallWork) omp_set_num_threads(1);
  }
  ~ThreadGuard() { omp_set_num_threads(before_); }
  ThreadGuard(const ThreadGuard&) = delete;
  ThreadGuard& operator=(const ThreadGuard&) = delete;

 private:
  static constexpr int64_t kSmallWork = 30'000'000;  // multiplications an iteration
  int before_;
};

/// Rows that can be clustered, unit length, and where they came from.
struct UsableRows {
  std::vector<float> values;
  std::vector<size_t> row;
};

UsableRows usableRows(std::span<const float> embeddings, size_t dimension) {
  UsableRows out;
  out.values.reserve(embeddings.size());
  for (size_t row = 0; row * dimension < embeddings.size(); ++row) {
    const auto values = embeddings.subspan(row * dimension, dimension);
    double squares = 0;
    for (const float v : values) squares += static_cast<double>(v) * v;
    // NaN and infinity reach the sum.
    if (!std::isfinite(squares) || squares < 1e-20) continue;
    const double scale = 1 / std::sqrt(squares);
    for (const float v : values) out.values.push_back(static_cast<float>(v * scale));
    out.row.push_back(row);
  }
  return out;
}

/// Number of different rows, counted up to `limit`.
int64_t distinctRows(const UsableRows& rows, size_t dimension, int64_t limit) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < rows.row.size() && static_cast<int64_t>(seen.size()) < limit; ++i)
    seen.emplace(reinterpret_cast<const char*>(rows.values.data() + i * dimension),
                 dimension * sizeof(float));
  return static_cast<int64_t>(seen.size());
}

/// Clusters by falling size, empty ones gone; equal sizes keep their order.
std::vector<int> newNumbers(const std::vector<int64_t>& size) {
  std::vector<int> order(size.size()), number(size.size(), -1);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return size[a] > size[b]; });
  for (size_t i = 0; i < order.size() && size[order[i]] > 0; ++i)
    number[order[i]] = static_cast<int>(i);
  return number;
}

/// Centroids [k, dimension] of unit length.
std::vector<float> centroidsOf(const UsableRows& rows,
                               int dimension,
                               int64_t k,
                               const KMeansSettings& settings) {
  const auto count = static_cast<int64_t>(rows.row.size());
  if (settings.batch > 0 && settings.batch < count)
    return miniBatchCentres(rows.values,
                            dimension,
                            {.k = static_cast<int>(k),
                             .batch = settings.batch,
                             .passes = settings.iterations,
                             .seed = settings.seed});
  faiss::ClusteringParameters parameters;
  parameters.niter = settings.iterations;
  parameters.nredo = count > kManyRows ? 1 : settings.restarts;
  parameters.spherical = true;
  parameters.seed = static_cast<int>(settings.seed % 2147483647);
  parameters.min_points_per_centroid = 1;
  parameters.max_points_per_centroid =
      static_cast<int>(std::min<int64_t>(count, std::numeric_limits<int>::max()));
  faiss::Clustering clustering(dimension, static_cast<int>(k), parameters);
  faiss::IndexFlatIP index(dimension);
  clustering.train(count, rows.values.data(), index);
  return clustering.centroids;
}

}  // namespace

int defaultClusterCount(int64_t rows) {
  const auto rule = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(rows) / 2)));
  return static_cast<int>(std::min(rows, std::clamp<int64_t>(rule, 4, 60)));
}

KMeansResult kmeans(std::span<const float> embeddings,
                    int dimension,
                    const KMeansSettings& settings) {
  if (dimension < 1 || embeddings.size() % static_cast<size_t>(dimension) != 0)
    throw std::invalid_argument("embeddings are no multiple of their dimension");
  if (settings.k < 0 || settings.iterations < 1 || settings.restarts < 1 || settings.batch < 0)
    throw std::invalid_argument("k-means settings out of range");
  const auto width = static_cast<size_t>(dimension);
  KMeansResult out;
  out.dimension = dimension;
  out.label.assign(embeddings.size() / width, -1);
  out.distance.assign(out.label.size(), std::numeric_limits<float>::quiet_NaN());
  const UsableRows rows = usableRows(embeddings, width);
  const auto count = static_cast<int64_t>(rows.row.size());
  if (count == 0) return out;
  const int64_t wanted = settings.k ? settings.k : defaultClusterCount(count);
  const int64_t k = distinctRows(rows, width, wanted);

  const ThreadGuard threads(count * k * dimension);
  const std::vector<float> centroids = centroidsOf(rows, dimension, k, settings);
  faiss::IndexFlatIP index(dimension);
  index.add(k, centroids.data());
  std::vector<float> cosine(rows.row.size());
  std::vector<faiss::Index::idx_t> nearest(rows.row.size());
  index.search(count, rows.values.data(), 1, cosine.data(), nearest.data());

  std::vector<int64_t> size(static_cast<size_t>(k), 0);
  for (const auto cluster : nearest) ++size[static_cast<size_t>(cluster)];
  const std::vector<int> number = newNumbers(size);
  for (size_t i = 0; i < rows.row.size(); ++i) {
    out.label[rows.row[i]] = number[static_cast<size_t>(nearest[i])];
    out.distance[rows.row[i]] = std::clamp(1 - cosine[i], 0.0f, 2.0f);
  }
  out.size.resize(static_cast<size_t>(*std::max_element(number.begin(), number.end())) + 1);
  out.centroids.resize(out.size.size() * width);
  for (size_t old = 0; old < size.size(); ++old) {
    if (number[old] < 0) continue;
    const auto fresh = static_cast<size_t>(number[old]);
    out.size[fresh] = size[old];
    std::copy_n(centroids.begin() + static_cast<std::ptrdiff_t>(old * width),
                width,
                out.centroids.begin() + static_cast<std::ptrdiff_t>(fresh * width));
  }
  return out;
}

}  // namespace maskwright::cluster
