// k-means of many embeddings, all rows in every iteration, against one assignment pass of plain
// loops over a hundredth of the rows, scaled: how many such passes an iteration costs.
// Usage: bench_kmeans [ROWS] [DIMENSION] [K] [ITERATIONS] (default 1000000 128 300 20)
#include "core/cluster/kmeans.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace maskwright;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Nearest centre of each row by plain loops; returns a sum so that it isn't left out.
double plainPass(const float* rows, size_t count, const std::vector<float>& centres, size_t width) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) {
    float best = -2;
    for (size_t c = 0; c < centres.size() / width; ++c) {
      float dot = 0;
      for (size_t d = 0; d < width; ++d) dot += rows[i * width + d] * centres[c * width + d];
      best = std::max(best, dot);
    }
    sum += best;
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  const int rows = number(1, 1'000'000), width = number(2, 128);
  cluster::KMeansSettings settings;
  settings.k = number(3, 300);
  settings.iterations = number(4, 20);
  // Five hundred soft groups: neither one cloud nor clear clusters.
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  const auto dimension = static_cast<size_t>(width);
  std::vector<float> centres(500 * dimension), data(static_cast<size_t>(rows) * dimension);
  for (float& value : centres) value = normal(random);
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = centres[(i / dimension) % 500 * dimension + i % dimension] + normal(random);

  auto start = std::chrono::steady_clock::now();
  const auto all = cluster::kmeans(data, width, settings);
  const double whole = secondsSince(start);
  start = std::chrono::steady_clock::now();
  settings.batch = 10'000;
  const auto some = cluster::kmeans(data, width, settings);
  const double small = secondsSince(start);
  const size_t share = std::max<size_t>(1, static_cast<size_t>(rows) / 100);
  start = std::chrono::steady_clock::now();
  const double sum = plainPass(data.data(), share, all.centroids, dimension);
  const double plain = secondsSince(start) * static_cast<double>(rows) / static_cast<double>(share);
  const auto mean = [](const std::vector<float>& distance) {
    double total = 0;
    for (const float value : distance) total += value;
    return total / static_cast<double>(distance.size());
  };
  std::printf("k-means of %d x %d into %d, %d iterations of all rows: %.1f s, mean distance %.4f\n",
              rows,
              width,
              settings.k,
              settings.iterations,
              whole,
              mean(all.distance));
  std::printf("mini-batches of %d: %.1f s, mean distance %.4f\n",
              settings.batch,
              small,
              mean(some.distance));
  std::printf("plain pass: %.1f s (checksum %.3g); %.2f plain passes an iteration\n",
              plain,
              sum,
              whole / settings.iterations / plain);
  return 0;
}
