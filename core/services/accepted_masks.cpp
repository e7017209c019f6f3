#include "core/services/accepted_masks.h"

#include "core/coco/rle.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <algorithm>

namespace maskwright {

AcceptedMasks::AcceptedMasks(store::Connection& connection) : connection_(connection) {
  for (const auto& row : store::DecisionRepository(connection).standing())
    if (isPositive(row.state.verdict))
      byImage_[row.image].push_back({row.candidate, row.state, row.decidedMs});
}

std::vector<StandingMask> AcceptedMasks::ofImage(ImageId image, int64_t* merged) {
  std::vector<StandingMask> kept;
  const auto found = byImage_.find(image);
  if (found == byImage_.end()) return kept;
  auto rows = found->second;
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.decidedMs != b.decidedMs ? a.decidedMs > b.decidedMs : a.candidate > b.candidate;
  });
  store::CandidateRepository candidates(connection_);
  for (const Row& row : rows) {
    auto candidate = candidates.byId(row.candidate);
    if (!candidate) continue;
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const StandingMask& other) {
      return coco::iou(
                 candidate->mask, candidate->box, other.candidate.mask, other.candidate.box) >=
             kSameObjectIou;
    });
    if (known) {
      if (merged) ++*merged;
      continue;
    }
    const double score = confidence(*candidate);
    kept.push_back({std::move(*candidate), row.verdict, row.decidedMs, score});
  }
  std::sort(kept.begin(), kept.end(), [](const StandingMask& a, const StandingMask& b) {
    return a.candidate.id < b.candidate.id;
  });
  return kept;
}

double AcceptedMasks::confidence(const Candidate& candidate) {
  auto [ranking, fresh] = rankings_.try_emplace(candidate.round);
  if (fresh)
    for (const auto& row : store::RankingRepository(connection_).ranking(candidate.round))
      ranking->second.emplace(row.candidate, row.confidence);
  const auto found = ranking->second.find(candidate.id);
  return found == ranking->second.end() ? candidate.sourceScore : found->second;
}

}  // namespace maskwright
