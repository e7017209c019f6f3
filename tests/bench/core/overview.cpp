// Reading the overview of a project with 100,000 candidates, and looking for near-duplicates among
// 100,000 images, against simpler work on the same data.
#include "core/services/dashboard.h"
#include "core/services/near_duplicates.h"
#include "core/store/review_query.h"
#include "tests/support/review_project.h"

#include <bit>
#include <chrono>
#include <cstdio>
#include <random>

using namespace maskwright;

namespace {

double seconds(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main() {
  test::ReviewProject project(1, 100'000, 64);
  auto& connection = project.connection();
  readDashboard(connection, 0);  // warm
  int64_t decided = 0;
  const double board = seconds([&] { decided = readDashboard(connection, 0).undecided(); });
  const double counts =
      seconds([&] { store::ReviewQuery(connection).countByVerdict(store::ReviewFilter{}); });
  std::printf("overview of %lld candidates: %.3f s, %.1f times the counts by verdict alone\n",
              static_cast<long long>(decided),
              board,
              board / counts);

  std::mt19937_64 random(1);
  std::vector<uint64_t> hashes(100'000);
  for (auto& hash : hashes) hash = random();
  const double indexed = seconds([&] { pairsWithin(hashes, kDuplicateDistance); });
  constexpr size_t kPart = 10'000;
  int64_t near = 0;
  const double compared = 100 * seconds([&] {
                            for (size_t i = 0; i < kPart; ++i)
                              for (size_t j = i + 1; j < kPart; ++j)
                                near += std::popcount(hashes[i] ^ hashes[j]) <= kDuplicateDistance;
                          });
  std::printf("pairs among 100,000 hashes: %.2f s, %.3f of comparing all (%lld found in a tenth)\n",
              indexed,
              indexed / compared,
              static_cast<long long>(near));
  return 0;
}
