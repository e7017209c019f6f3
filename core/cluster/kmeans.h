#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::cluster {

struct KMeansSettings {
  int k = 0;  ///< number of clusters; 0 = defaultClusterCount()
  int iterations = 25;
  int restarts = 3;  ///< best of so many starts; large inputs (> 20,000 rows) take one
  int batch = 0;     ///< rows a step of mini-batch k-means; 0 = all rows in every iteration
  uint64_t seed = 1;
};

/// Clusters 0, 1, ... by falling size.
struct KMeansResult {
  int dimension = 0;
  std::vector<int> label;        ///< per row; -1 = the row can't be clustered
  std::vector<float> distance;   ///< per row: 1 - cosine to its centroid, 0 to 2; NaN for label -1
  std::vector<float> centroids;  ///< [clusters, dimension], unit length
  std::vector<int64_t> size;     ///< per cluster, never 0
};

/// Round(sqrt(rows / 2)) within 4 and 60, and never more than rows: few enough to look through,
/// many enough that one cluster holds one kind of thing.
int defaultClusterCount(int64_t rows);

/// Spherical k-means over `embeddings` [rows, dimension] row-major, all rows used for training
/// (`batch`: in small steps, miniBatchCentres).
/// Rows are scaled to unit length first; rows with NaN, infinity or no length get label -1.
/// Fewer distinct rows than k give fewer clusters. Deterministic for the seed. No rows: empty
/// result. Throws std::invalid_argument if the span is no multiple of `dimension`, or for negative
/// numbers.
KMeansResult kmeans(std::span<const float> embeddings,
                    int dimension,
                    const KMeansSettings& settings = {});

}  // namespace maskwright::cluster
