#include "core/cluster/trustworthiness.h"

#include "core/base/parallel.h"
#include "core/cluster/unit_rows.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

/// Cosine of every row to row i.
std::vector<float> cosinesTo(size_t i, std::span<const float> rows, size_t width) {
  std::vector<float> cosine(rows.size() / width);
  for (size_t j = 0; j < cosine.size(); ++j)
    cosine[j] = innerProduct(rows.subspan(i * width, width), rows.subspan(j * width, width));
  return cosine;
}

/// The k nearest others on the map.
std::vector<size_t> nearestPlaces(size_t i, std::span<const Place> places, size_t k) {
  std::vector<std::pair<float, size_t>> order;
  order.reserve(places.size());
  for (size_t j = 0; j < places.size(); ++j) {
    const float x = places[j].x - places[i].x, y = places[j].y - places[i].y;
    if (j != i) order.emplace_back(x * x + y * y, j);
  }
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(k);
  std::nth_element(order.begin(), middle, order.end());
  std::vector<size_t> nearest;
  for (auto at = order.begin(); at != middle; ++at) nearest.push_back(at->second);
  return nearest;
}

/// What row i adds to the sum.
int64_t intrusion(
    size_t i, std::span<const float> rows, size_t width, std::span<const Place> places, size_t k) {
  const auto cosine = cosinesTo(i, rows, width);
  int64_t sum = 0;
  for (const size_t j : nearestPlaces(i, places, k)) {
    int64_t rank = 1;
    for (size_t other = 0; other < cosine.size(); ++other)
      rank +=
          other != i && (cosine[other] > cosine[j] || (cosine[other] == cosine[j] && other < j));
    sum += std::max<int64_t>(0, rank - static_cast<int64_t>(k));
  }
  return sum;
}

}  // namespace

double trustworthiness(std::span<const float> unitRows,
                       int dimension,
                       std::span<const Place> places,
                       int k,
                       size_t sample,
                       int threads) {
  const size_t n = rowCount(unitRows, dimension);
  if (n != places.size() || k < 1 || 2 * static_cast<size_t>(k) >= n || sample < 1)
    throw std::invalid_argument("trustworthiness: sizes that don't fit");
  const size_t asked = std::min(n, sample);
  std::vector<int64_t> sums(asked);
  parallelFor(asked, threads > 0 ? threads : hardwareThreads(), [&](size_t s) {
    sums[s] = intrusion(
        s * n / asked, unitRows, static_cast<size_t>(dimension), places, static_cast<size_t>(k));
  });
  const double all = static_cast<double>(std::accumulate(sums.begin(), sums.end(), int64_t{0}));
  const auto size = static_cast<double>(n);
  return 1 - 2 / (static_cast<double>(asked) * k * (2 * size - 3 * k - 1)) * all;
}

}  // namespace maskwright::cluster
