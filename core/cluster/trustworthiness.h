#pragma once

#include "core/cluster/layout.h"

namespace maskwright::cluster {

/// How far the neighbours on the map are neighbours among the rows (Venna & Kaski 2001, eq. 2): 1 -
/// 2 / (n k (2n - 3k - 1)) * sum over rows i and their k nearest on the map j that are none of i's
/// k nearest rows of (rank of j among the rows by cosine distance from i - k). 1: all are; about
/// 0.5: a map by chance. Equal distances rank by index. rows: unit length, [places.size(),
/// dimension]; more than `sample` rows: the sum is taken over every (n / sample)-th i and scaled.
/// Throws std::invalid_argument if a size does not fit or not 1 <= k < n / 2.
double trustworthiness(std::span<const float> unitRows,
                       int dimension,
                       std::span<const Place> places,
                       int k = 15,
                       size_t sample = 1000,
                       int threads = 0);

}  // namespace maskwright::cluster
