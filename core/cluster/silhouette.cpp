#include "core/cluster/silhouette.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace maskwright::cluster {
namespace {

constexpr size_t kSample = 1500;  // rows whose distances to each other are taken

struct Sample {
  std::vector<float> values;  ///< unit length
  std::vector<int> label;     ///< 0, 1, ... without gaps
  std::vector<int> size;      ///< per label
};

Sample sampleOf(std::span<const float> embeddings, size_t width, const std::vector<int>& labels) {
  std::vector<size_t> usable;
  for (size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= 0) usable.push_back(i);
  Sample sample;
  std::map<int, int> numbers;
  const size_t count = std::min(kSample, usable.size());
  for (size_t s = 0; s < count; ++s) {
    const size_t row = usable[s * usable.size() / count];
    const auto values = embeddings.subspan(row * width, width);
    double squares = 0;
    for (const float v : values) squares += static_cast<double>(v) * v;
    const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (const float v : values) sample.values.push_back(static_cast<float>(v * scale));
    const int label =
        numbers.try_emplace(labels[row], static_cast<int>(numbers.size())).first->second;
    sample.label.push_back(label);
  }
  sample.size.resize(numbers.size());
  for (const int label : sample.label) ++sample.size[static_cast<size_t>(label)];
  return sample;
}

/// Silhouette of one row from the sums of its distances to each cluster.
double silhouetteOf(const std::vector<double>& sums, const Sample& sample, size_t row) {
  const auto own = static_cast<size_t>(sample.label[row]);
  if (sample.size[own] < 2) return 0;
  const double inside = sums[own] / (sample.size[own] - 1);
  double nearest = 1e300;
  for (size_t c = 0; c < sums.size(); ++c)
    if (c != own) nearest = std::min(nearest, sums[c] / sample.size[c]);
  const double greater = std::max(inside, nearest);
  return greater > 0 ? (nearest - inside) / greater : 0;
}

}  // namespace

double silhouette(std::span<const float> embeddings,
                  int dimension,
                  const std::vector<int>& labels) {
  const auto width = static_cast<size_t>(dimension);
  const Sample sample = sampleOf(embeddings, width, labels);
  if (sample.size.size() < 2) return 0;
  double total = 0;
  for (size_t i = 0; i < sample.label.size(); ++i) {
    std::vector<double> sums(sample.size.size());
    const float* a = &sample.values[i * width];
    for (size_t j = 0; j < sample.label.size(); ++j) {
      if (j == i) continue;
      const float* b = &sample.values[j * width];
      float dot = 0;
      for (size_t d = 0; d < width; ++d) dot += a[d] * b[d];
      sums[static_cast<size_t>(sample.label[j])] += 1 - static_cast<double>(dot);
    }
    total += silhouetteOf(sums, sample, i);
  }
  return total / static_cast<double>(sample.label.size());
}

int bestClusterCount(std::span<const float> embeddings,
                     int dimension,
                     int least,
                     int most,
                     KMeansSettings settings) {
  int best = least;
  double greatest = -2;
  for (int k = least; k <= most; ++k) {
    settings.k = k;
    const auto found = kmeans(embeddings, dimension, settings);
    const double value = silhouette(embeddings, dimension, found.label);
    if (value > greatest + 1e-9) {
      greatest = value;
      best = k;
    }
  }
  return best;
}

}  // namespace maskwright::cluster
