#include "core/rank/junk_share.h"

#include "core/rank/similar_votes.h"

#include <algorithm>
#include <cmath>

namespace maskwright::rank {
namespace {

constexpr size_t kJunkVoters = 512, kOtherVoters = 1024;
/// Weight of look-alikes that have to be there before any junk counts much.
constexpr float kBelief = 0.5F;
constexpr double kLogOdds = 4;

/// At most `most` of the rows, evenly spaced, each standing for its share of them.
void addVotes(std::span<const size_t> rows, size_t most, bool good, std::vector<SimilarVote>& out) {
  const size_t count = std::min(rows.size(), most);
  for (size_t i = 0; i < count; ++i)
    out.push_back({rows[i * rows.size() / count],
                   good,
                   static_cast<float>(rows.size()) / static_cast<float>(count)});
}

}  // namespace

std::vector<float> junkShares(const RankingTable& table, std::span<const size_t> junk) {
  if (junk.empty()) return {};
  std::vector<float> share(table.rows(), 0), near(table.rows(), 0), around(table.rows(), 0);
  for (const size_t row : junk) share[row] = 1;
  if (table.dimension > 0) {
    std::vector<size_t> others;
    for (size_t row = 0; row < table.rows(); ++row)
      if (share[row] == 0) others.push_back(row);
    std::vector<SimilarVote> votes;
    addVotes(junk, kJunkVoters, false, votes);
    addVotes(others, kOtherVoters, true, votes);
    addSimilarVotes(table, votes, around, near);
  }
  for (size_t row = 0; row < table.rows(); ++row)
    share[row] = std::max(share[row], near[row] / (near[row] + around[row] + kBelief));
  return share;
}

double demoted(double confidence, float share) {
  const double p = std::clamp(confidence, 1e-6, 1 - 1e-6);
  const double odds = p / (1 - p) * std::exp(-kLogOdds * static_cast<double>(share));
  return share > 0 ? odds / (1 + odds) : confidence;
}

}  // namespace maskwright::rank
