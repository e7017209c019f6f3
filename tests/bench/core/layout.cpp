// The map of many embeddings: seconds, and its trustworthiness (k = 15) against that of the
// principal plane and of places by chance; exact neighbours against those from inverted lists.
// Usage: bench_layout [ROWS] [DIMENSION] [GROUPS] (default 50000 128 100)
#include "core/cluster/layout.h"

#include "core/cluster/neighbour_graph.h"
#include "core/cluster/principal_plane.h"
#include "core/cluster/trustworthiness.h"
#include "core/cluster/unit_rows.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace maskwright;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Unit rows of a mixture; each group lies near a plane of its own of eight dimensions.
std::vector<float> mixture(size_t rows, size_t width, size_t groups) {
  constexpr size_t kInner = 8;
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> centres(groups * width), maps(groups * kInner * width), out(rows * width);
  for (float& value : centres) value = normal(random);
  for (float& value : maps) value = 0.35F * normal(random);
  for (size_t i = 0; i < rows; ++i) {
    const size_t group = random() % groups;
    const std::span row(out.data() + i * width, width);
    for (size_t d = 0; d < width; ++d) row[d] = centres[group * width + d] + 0.1F * normal(random);
    for (size_t c = 0; c < kInner; ++c) {
      const float along = normal(random);
      for (size_t d = 0; d < width; ++d) row[d] += along * maps[(group * kInner + c) * width + d];
    }
    cluster::toUnit(row);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  const auto rows = static_cast<size_t>(number(1, 50'000));
  const int width = number(2, 128);
  const auto data = mixture(rows, static_cast<size_t>(width), static_cast<size_t>(number(3, 100)));

  auto start = std::chrono::steady_clock::now();
  const auto graph = cluster::neighbourGraph(data, width);
  const double listed = secondsSince(start);
  start = std::chrono::steady_clock::now();
  const auto truth = cluster::neighbourGraph(data, width, {.exactRows = rows});
  const double exact = secondsSince(start);
  size_t same = 0;
  const auto k = static_cast<size_t>(graph.neighbours);
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = i * k; j < (i + 1) * k; ++j)
      same += std::count(&graph.index[i * k], &graph.index[(i + 1) * k], truth.index[j]) > 0;
  std::printf("neighbours of %zu x %d: %.1f s; exact %.1f s (%.1f times); %.4f of them found\n",
              rows,
              width,
              listed,
              exact,
              exact / listed,
              static_cast<double>(same) / static_cast<double>(rows * k));

  start = std::chrono::steady_clock::now();
  const auto places = cluster::layOut(data, width);
  const double seconds = secondsSince(start);
  const auto plane = cluster::principalPlane(data, width);
  auto chance = plane;
  std::shuffle(chance.begin(), chance.end(), std::mt19937(7));
  std::printf("map: %.1f s (%.2f of the exact neighbours alone)\n", seconds, seconds / exact);
  std::printf("trustworthiness: %.4f; principal plane %.4f; by chance %.4f\n",
              cluster::trustworthiness(data, width, *places),
              cluster::trustworthiness(data, width, plane),
              cluster::trustworthiness(data, width, chance));
  return 0;
}
