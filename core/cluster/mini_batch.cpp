#include "core/cluster/mini_batch.h"

#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

/// Shuffles alike on every platform (std::shuffle need not).
void shuffle(std::vector<size_t>& order, std::mt19937_64& random) {
  for (size_t left = order.size(); left > 1; --left)
    std::swap(order[left - 1], order[random() % left]);
}

class Centres {
 public:
  Centres(std::span<const float> rows, size_t width, const std::vector<size_t>& first)
      : rows_(rows), width_(width), values_(first.size() * width), had_(first.size(), 0) {
    for (size_t i = 0; i < first.size(); ++i) startAt(i, first[i]);
  }

  /// One step; the mean similarity of the batch to its centres before it.
  double step(std::span<const size_t> batch) {
    const size_t k = had_.size();
    std::vector<float> points;
    points.reserve(batch.size() * width_);
    for (const size_t row : batch)
      points.insert(points.end(), rowAt(row), rowAt(row) + static_cast<std::ptrdiff_t>(width_));
    faiss::IndexFlatIP index(static_cast<faiss::Index::idx_t>(width_));
    index.add(static_cast<faiss::Index::idx_t>(k), values_.data());
    std::vector<float> cosine(batch.size());
    std::vector<faiss::Index::idx_t> nearest(batch.size());
    index.search(static_cast<faiss::Index::idx_t>(batch.size()),
                 points.data(),
                 1,
                 cosine.data(),
                 nearest.data());
    for (size_t i = 0; i < batch.size(); ++i) {
      const auto centre = static_cast<size_t>(nearest[i]);
      const float rate = 1.0f / static_cast<float>(++had_[centre]);
      float* at = values_.data() + centre * width_;
      for (size_t d = 0; d < width_; ++d) at[d] += rate * (points[i * width_ + d] - at[d]);
    }
    for (size_t centre = 0; centre < k; ++centre) normalize(centre);
    return std::accumulate(cosine.begin(), cosine.end(), 0.0) / static_cast<double>(batch.size());
  }

  /// Centres without a row begin anew elsewhere; whether there were any.
  bool restartUnused(std::mt19937_64& random) {
    bool any = false;
    for (size_t i = 0; i < had_.size(); ++i) {
      if (had_[i] > 0) continue;
      startAt(i, random() % (rows_.size() / width_));
      any = true;
    }
    return any;
  }

  std::vector<float> take() { return std::move(values_); }

 private:
  const float* rowAt(size_t row) const { return rows_.data() + row * width_; }

  void startAt(size_t centre, size_t row) {
    std::copy_n(rowAt(row), width_, values_.begin() + static_cast<std::ptrdiff_t>(centre * width_));
  }

  void normalize(size_t centre) {
    float* at = values_.data() + centre * width_;
    double squares = 0;
    for (size_t d = 0; d < width_; ++d) squares += static_cast<double>(at[d]) * at[d];
    // Opposite rows can cancel: such a centre keeps its place until rows move it.
    if (squares < 1e-20) return;
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (size_t d = 0; d < width_; ++d) at[d] *= scale;
  }

  std::span<const float> rows_;
  size_t width_;
  std::vector<float> values_;
  std::vector<int64_t> had_;
};

}  // namespace

std::vector<float> miniBatchCentres(std::span<const float> rows,
                                    int dimension,
                                    const MiniBatchSettings& settings) {
  const auto width = static_cast<size_t>(std::max(dimension, 1));
  const size_t count = rows.size() / width;
  if (dimension < 1 || rows.size() % width != 0 || settings.k < 1 || settings.batch < 1 ||
      settings.passes < 1 || settings.patience < 1 || static_cast<size_t>(settings.k) > count)
    throw std::invalid_argument("mini-batch k-means: settings out of range");
  std::mt19937_64 random(settings.seed);
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, random);
  Centres centres(rows, width, {order.begin(), order.begin() + settings.k});

  const auto batch = std::min<size_t>(static_cast<size_t>(settings.batch), count);
  double smoothed = std::numeric_limits<double>::quiet_NaN(), best = -2;
  int waited = 0;
  for (int pass = 0; pass < settings.passes && waited < settings.patience; ++pass) {
    shuffle(order, random);
    for (size_t at = 0; at < count && waited < settings.patience; at += batch) {
      const double mean = centres.step(std::span(order).subspan(at, std::min(batch, count - at)));
      // Over about ten batches: one alone says little of all rows.
      smoothed = std::isnan(smoothed) ? mean : 0.9 * smoothed + 0.1 * mean;
      waited = smoothed > best ? 0 : waited + 1;
      best = std::max(best, smoothed);
    }
    if (centres.restartUnused(random)) waited = 0;
  }
  return centres.take();
}

}  // namespace maskwright::cluster
