#include "core/rank/similar_votes.h"

#include <algorithm>
#include <cblas.h>
#include <cmath>
#include <stdexcept>

namespace maskwright::rank {
namespace {

constexpr size_t kRowsAtOnce = 4096, kVotesAtOnce = 256;

}  // namespace

void addSimilarVotes(const RankingTable& table,
                     std::span<const SimilarVote> votes,
                     std::span<float> good,
                     std::span<float> bad) {
  const size_t rows = table.rows(), size = static_cast<size_t>(table.dimension);
  if (good.size() != rows || bad.size() != rows || table.embeddings.size() != rows * size)
    throw std::invalid_argument("votes need one value and one embedding for each candidate");
  if (size == 0 || rows == 0) return;
  std::vector<float> voters, cosines;
  for (size_t first = 0; first < votes.size(); first += kVotesAtOnce) {
    const auto part = votes.subspan(first, std::min(kVotesAtOnce, votes.size() - first));
    voters.clear();
    for (const SimilarVote& vote : part) {
      const auto embedding = table.embedding(vote.row);
      voters.insert(voters.end(), embedding.begin(), embedding.end());
    }
    for (size_t begin = 0; begin < rows; begin += kRowsAtOnce) {
      const size_t count = std::min(kRowsAtOnce, rows - begin);
      cosines.resize(count * part.size());
      cblas_sgemm(CblasRowMajor,
                  CblasNoTrans,
                  CblasTrans,
                  static_cast<int>(count),
                  static_cast<int>(part.size()),
                  table.dimension,
                  1.0F,
                  table.embeddings.data() + begin * size,
                  table.dimension,
                  voters.data(),
                  table.dimension,
                  0.0F,
                  cosines.data(),
                  static_cast<int>(part.size()));
      for (size_t i = 0; i < count; ++i) {
        for (size_t v = 0; v < part.size(); ++v) {
          const float cosine = cosines[i * part.size() + v];
          if (cosine < kLeastCosine) continue;
          if (table.image[begin + i] == table.image[part[v].row]) continue;
          (part[v].good ? good : bad)[begin + i] +=
              part[v].weight * std::exp((cosine - 1) / kSimilarTemperature);
        }
      }
    }
  }
}

}  // namespace maskwright::rank
