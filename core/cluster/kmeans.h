#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::cluster {

struct KMeansOptions {
  int k = 0;  ///< number of clusters, 0 = defaultClusterCount(N)
  int iterations = 25;
  int restarts = 3;  ///< the run with the smallest loss wins
  uint64_t seed = 1;
};

struct KMeansResult {
  int clusters = 0;             ///< without empty ones; numbered by falling size
  std::vector<int> assignment;  ///< N cluster numbers; -1 for rows that are zero or not finite
  std::vector<float> distance;  ///< N, 1 - cosine to the own centre, in [0, 2]
  std::vector<float> centres;   ///< clusters x D, unit length
};

/// clamp(round(sqrt(N / 2)), 4, 60), never above N: many small piles are quicker to name than few
/// mixed ones, and still fit a screen.
int defaultClusterCount(int64_t points);

/// Spherical k-means (Faiss) of row-major unit vectors [N x dimension], all points in each
/// iteration, deterministic for a seed. N = 0 gives no clusters; N < k gives N. Throws
/// std::invalid_argument if the size of `vectors` is no multiple of `dimension`.
KMeansResult kMeans(std::span<const float> vectors, int dimension, const KMeansOptions& options);

}  // namespace maskwright::cluster
