// Learning from decisions on 100,000 invented candidates: what one more decision costs until every
// confidence is stated anew, and what it costs to begin.
//   bench_ranking [CANDIDATES [DECISIONS]]
#include "core/rank/ranking_model.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace maskwright;
using namespace maskwright::rank;

namespace {

double seconds(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

RankingTable invented(size_t rows) {
  constexpr int kDimension = 64;
  RankingTable table;
  table.dimension = kDimension;
  table.overlapStart.push_back(0);
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::uniform_real_distribution<double> uniform;
  for (size_t i = 0; i < rows; ++i) {
    CandidateAttributes a;
    a.maskness = uniform(random);
    a.compactness = uniform(random);
    a.areaFraction = 0.2 * uniform(random);
    a.outlineClosed = uniform(random);
    table.ids.emplace_back(static_cast<int64_t>(i + 1));
    table.image.push_back(static_cast<int>(i / 50));
    table.attributes.push_back(a);
    table.sourceScore.push_back(uniform(random));
    table.cluster.push_back(static_cast<int>(random() % 300));
    table.clusterDistance.push_back(0.3F);
    double squares = 0;
    const size_t begin = table.embeddings.size();
    for (int d = 0; d < kDimension; ++d) {
      table.embeddings.push_back(normal(random));
      squares += table.embeddings.back() * table.embeddings.back();
    }
    for (size_t k = begin; k < table.embeddings.size(); ++k)
      table.embeddings[k] /= static_cast<float>(std::sqrt(squares));
    if (i % 50 != 49) table.overlaps.push_back({static_cast<uint32_t>(i + 1), 0.3F, 0.5F});
    table.overlapStart.push_back(static_cast<uint32_t>(table.overlaps.size()));
  }
  return table;
}

}  // namespace

int main(int argc, char** argv) {
  const size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const size_t decisions = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2'000;
  const auto table = invented(rows);
  std::vector<double> first;
  std::vector<size_t> all;
  for (size_t i = 0; i < rows; ++i) {
    const double p = firstConfidence(table.attributes[i], table.sourceScore[i]);
    first.push_back(std::log(p / (1 - p)));
    all.push_back(i);
  }
  RankingContext context(table, first);
  std::mt19937 random(2);
  std::vector<RankingContext::Judgement> judgements;
  for (size_t i = 0; i < decisions; ++i) {
    const size_t row = i * (rows / decisions);
    const bool good = table.attributes[row].compactness + 0.2 * (random() % 3) > 0.8;
    judgements.push_back({row, good ? Verdict::Accepted : Verdict::NotAnObject});
  }
  const double begin = seconds([&] { context.decide(judgements); });
  const RankingContext::Judgement next{1, Verdict::Accepted};
  const double one = seconds([&] { context.decide({&next, 1}); });
  double fit = 0, state = 0;
  auto model = RankingModel::fit(context);
  fit = seconds([&] { model = RankingModel::fit(context); });
  if (!model) return std::fprintf(stderr, "%s\n", model.error().text().c_str()), 1;
  state = seconds([&] { (void)model->confidence(context, all); });
  std::printf("%zu candidates, %zu decisions, %s\n",
              rows,
              decisions,
              std::string(modelName(model->kind())).c_str());
  std::printf("taking in all decisions %.3f s, one more %.4f s\n", begin, one);
  std::printf("learning %.3f s, stating all confidences %.3f s\n", fit, state);
  std::printf("one decision to a new order: %.3f s (%.2f of the second that is allowed)\n",
              one + fit + state,
              one + fit + state);
  return 0;
}
