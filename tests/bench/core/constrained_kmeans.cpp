// k-means with wishes against k-means without, on many embeddings: what the links cost.
// Usage: bench_constrained_kmeans [ROWS] [DIMENSION] [K] (default 100000 128 60)
#include "core/cluster/constrained_kmeans.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace maskwright;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  const int rows = number(1, 100'000), width = number(2, 128);
  cluster::KMeansSettings settings;
  settings.k = number(3, 60);
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  const auto dimension = static_cast<size_t>(width);
  std::vector<float> centres(100 * dimension), data(static_cast<size_t>(rows) * dimension);
  for (float& value : centres) value = normal(random);
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = centres[(i / dimension) % 100 * dimension + i % dimension] + normal(random);

  // Ten clusters of a person with a tenth of the rows, ten categories over a fifth.
  cluster::RowLinks placed, named;
  placed.seeded = named.allApart = true;
  placed.apart = {{0, 1}, {2, 3}};
  named.together = 0.3;
  named.separate = 0.6;
  for (int i = 0; i < rows; ++i) {
    placed.group.push_back(i % 100 < 10 ? i % 100 : -1);
    named.group.push_back(i % 100 >= 80 ? i % 10 : -1);
  }
  auto start = std::chrono::steady_clock::now();
  const auto plain = cluster::kmeans(data, width, settings);
  const double without = secondsSince(start);
  start = std::chrono::steady_clock::now();
  const auto found = cluster::constrainedKMeans(data, width, settings, {{placed, named}});
  const double with = secondsSince(start);
  int64_t kept = 0, linked = 0;
  std::vector<std::vector<int64_t>> count(10, std::vector<int64_t>(found.size.size()));
  for (int i = 0; i < rows; ++i)
    if (const int g = placed.group[static_cast<size_t>(i)]; g >= 0)
      ++count[static_cast<size_t>(g)][static_cast<size_t>(found.label[static_cast<size_t>(i)])];
  for (const auto& group : count) {
    int64_t most = 0;
    for (const auto one : group) {
      linked += one;
      most = std::max(most, one);
    }
    kept += most;
  }
  std::printf("%d x %d, k = %d: without %.2f s, with %.2f s, ratio %.2f; %.1f %% of links held\n",
              rows,
              width,
              settings.k,
              without,
              with,
              with / without,
              100.0 * static_cast<double>(kept) / static_cast<double>(linked));
  return plain.size.empty() ? 1 : 0;
}
