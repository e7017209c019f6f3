#pragma once

#include "core/cluster/kmeans.h"

namespace maskwright::cluster {

/// Mean silhouette (Rousseeuw 1987) of a clustering by cosine distance, in [-1, 1]; 0 for fewer
/// than two clusters. embeddings: [rows, dimension] row-major, any length; rows of label < 0 are
/// passed over. Of more than 1500 rows an even sample counts.
double silhouette(std::span<const float> embeddings, int dimension, const std::vector<int>& labels);

/// The number of clusters from `least` to `most` whose k-means has the greatest silhouette; the
/// smaller one of equals.
int bestClusterCount(
    std::span<const float> embeddings, int dimension, int least, int most, KMeansSettings settings);

}  // namespace maskwright::cluster
