// Nearest embeddings from the compressed, mapped index against an exact search in single precision:
// milliseconds a query and the share of the exact 100 nearest that it finds.
// Usage: bench_similar_index [ROWS] [DIMENSION] [QUERIES] (default 1000000 128 200)
#include "core/cluster/similar_index.h"

#include <faiss/utils/distances.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <set>

using namespace maskwright;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Unit rows of a mixture of soft groups that lies near a space of `inner` dimensions, as features
/// of a network do.
std::vector<float> mixture(size_t rows, size_t width, size_t inner) {
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> map(inner * width), centres(1000 * inner), out(rows * width), point(inner);
  for (float& value : map) value = normal(random);
  for (float& value : centres) value = 1.5F * normal(random);
  for (size_t i = 0; i < rows; ++i) {
    const size_t group = random() % 1000;
    for (size_t c = 0; c < inner; ++c) point[c] = centres[group * inner + c] + normal(random);
    float* row = out.data() + i * width;
    for (size_t c = 0; c < inner; ++c)
      for (size_t d = 0; d < width; ++d) row[d] += point[c] * map[c * width + d];
    double squares = 0;
    for (size_t d = 0; d < width; ++d) row[d] += 0.5F * normal(random), squares += row[d] * row[d];
    for (size_t d = 0; d < width; ++d) row[d] /= static_cast<float>(std::sqrt(squares));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  const auto rows = static_cast<size_t>(number(1, 1'000'000));
  const auto width = static_cast<size_t>(number(2, 128));
  const auto queries = static_cast<size_t>(number(3, 200));
  const auto data = mixture(rows, width, 24);
  std::vector<int64_t> ids(rows);
  std::iota(ids.begin(), ids.end(), 0);
  const auto file = std::filesystem::temp_directory_path() / "bench_similar.faiss";

  auto start = std::chrono::steady_clock::now();
  const auto built = cluster::SimilarIndex::build(data, static_cast<int>(width), ids, file);
  const double building = secondsSince(start);
  if (!built) return std::fprintf(stderr, "%s\n", built.error().text().c_str()), 1;
  start = std::chrono::steady_clock::now();
  const auto index = cluster::SimilarIndex::open(file);
  const double opening = secondsSince(start);
  if (!index) return std::fprintf(stderr, "%s\n", index.error().text().c_str()), 1;

  constexpr size_t kNearest = 100;
  double all = 0, slowest = 0, exact = 0;
  size_t hits = 0;
  std::vector<float> cosine(kNearest);
  std::vector<int64_t> nearest(kNearest);
  for (size_t q = 0; q < queries; ++q) {
    const float* row = data.data() + (q * 7919 + 13) % rows * width;
    start = std::chrono::steady_clock::now();
    const auto found = index->nearest({row, width}, kNearest);
    const double took = secondsSince(start);
    all += took, slowest = std::max(slowest, took);
    start = std::chrono::steady_clock::now();
    faiss::knn_inner_product(
        row, data.data(), width, 1, rows, kNearest, cosine.data(), nearest.data());
    exact += secondsSince(start);
    const std::set<int64_t> truth(nearest.begin(), nearest.end());
    for (const auto& one : found) hits += truth.contains(one.id);
  }
  std::printf(
      "%zu x %zu: built in %.1f s, %d lists, %d probed, file %.1f MB (%.2f of half precision), "
      "opened in %.1f ms\n",
      rows,
      width,
      building,
      built->lists,
      built->probes,
      static_cast<double>(std::filesystem::file_size(file)) / 1e6,
      static_cast<double>(std::filesystem::file_size(file)) /
          (2.0 * static_cast<double>(rows * width)),
      1e3 * opening);
  std::printf("a query: %.2f ms, slowest %.2f ms; exact %.2f ms (%.1f times); recall@100 %.4f\n",
              1e3 * all / static_cast<double>(queries),
              1e3 * slowest,
              1e3 * exact / static_cast<double>(queries),
              exact / all,
              static_cast<double>(hits) / static_cast<double>(queries * kNearest));
  std::filesystem::remove(file);
  return 0;
}
