#include "core/cluster/kmeans.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

/// Rows that can be compared by angle, copied side by side and set to unit length.
struct Usable {
  std::vector<float> values;
  std::vector<size_t> rows;
};

Usable usableRows(std::span<const float> vectors, int dimension) {
  Usable usable;
  const size_t count = vectors.size() / static_cast<size_t>(dimension);
  for (size_t row = 0; row < count; ++row) {
    const float* values = vectors.data() + row * dimension;
    double square = 0;
    for (int i = 0; i < dimension; ++i) square += static_cast<double>(values[i]) * values[i];
    if (!std::isfinite(square) || square < 1e-12) continue;
    const auto scale = static_cast<float>(1.0 / std::sqrt(square));
    for (int i = 0; i < dimension; ++i) usable.values.push_back(values[i] * scale);
    usable.rows.push_back(row);
  }
  return usable;
}

}  // namespace

int defaultClusterCount(int64_t points) {
  const auto wanted = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(points) / 2)));
  return static_cast<int>(std::min(points, std::clamp<int64_t>(wanted, 4, 60)));
}

KMeansResult kMeans(std::span<const float> vectors, int dimension, const KMeansOptions& options) {
  if (dimension <= 0 || vectors.size() % static_cast<size_t>(dimension) != 0)
    throw std::invalid_argument("kMeans: size of vectors is no multiple of the dimension");
  const auto usable = usableRows(vectors, dimension);
  const auto points = static_cast<int64_t>(usable.rows.size());
  KMeansResult result;
  result.assignment.assign(vectors.size() / static_cast<size_t>(dimension), -1);
  result.distance.assign(result.assignment.size(), 2.0F);
  if (points == 0) return result;

  const int k = static_cast<int>(
      std::min<int64_t>(points, options.k > 0 ? options.k : defaultClusterCount(points)));
  faiss::ClusteringParameters parameters;
  parameters.niter = options.iterations;
  parameters.nredo = options.restarts;
  parameters.spherical = true;
  parameters.seed = static_cast<int>(options.seed & 0x7fffffff);
  parameters.min_points_per_centroid = 1;
  parameters.max_points_per_centroid =
      static_cast<int>(std::min<int64_t>(points, INT32_MAX));  // all points
  faiss::Clustering clustering(dimension, k, parameters);
  faiss::IndexFlatIP index(dimension);
  clustering.train(points, usable.values.data(), index);
  std::vector<float> cosine(points);
  std::vector<faiss::Index::idx_t> label(points);
  index.search(points, usable.values.data(), 1, cosine.data(), label.data());

  std::vector<int64_t> sizes(k, 0);
  for (const auto l : label) ++sizes[static_cast<size_t>(l)];
  std::vector<int> order(k), number(k, -1);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return sizes[a] > sizes[b]; });
  for (const int old : order) {
    if (sizes[old] == 0) continue;
    number[old] = result.clusters++;
    const float* centre = clustering.centroids.data() + static_cast<size_t>(old) * dimension;
    result.centres.insert(result.centres.end(), centre, centre + dimension);
  }
  for (int64_t i = 0; i < points; ++i) {
    result.assignment[usable.rows[i]] = number[static_cast<size_t>(label[i])];
    result.distance[usable.rows[i]] = std::clamp(1.0F - cosine[i], 0.0F, 2.0F);
  }
  return result;
}

}  // namespace maskwright::cluster
