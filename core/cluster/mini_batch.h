#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::cluster {

struct MiniBatchSettings {
  int k = 1;          ///< centres, at most the number of rows
  int batch = 1000;   ///< rows a step
  int passes = 25;    ///< over all rows, at most
  int patience = 10;  ///< steps without a better smoothed similarity that end it
  uint64_t seed = 1;
};

/// Centres [k, dimension] of unit length by spherical mini-batch k-means: each step moves a centre
/// towards its rows of the batch by 1 / (rows it has had) (Sculley, "Web-scale k-means clustering",
/// 2010, algorithm 1). `rows` [n, dimension]: unit length, finite. Centres that no row has chosen
/// by the end of a pass start again at a random row. Deterministic for the seed. Throws
/// std::invalid_argument for settings out of range.
std::vector<float> miniBatchCentres(std::span<const float> rows,
                                    int dimension,
                                    const MiniBatchSettings& settings);

}  // namespace maskwright::cluster
