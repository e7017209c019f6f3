#include "core/services_ml/round_inheritance.h"

#include "core/coco/rle.h"

namespace maskwright {

VerdictInheritance::VerdictInheritance(store::Connection& connection)
    : connection_(connection), accepted_(connection) {
  for (const auto& standing : store::DecisionRepository(connection).standing()) {
    const Verdict verdict = standing.state.verdict;
    if (verdict == Verdict::NotAnObject || verdict == Verdict::BadMask) {
      refused_[standing.image].push_back(standing);
    }
  }
}

bool VerdictInheritance::concerns(ImageId image) const {
  return refused_.contains(image) || accepted_.has(image);
}

VerdictInheritance::Outcome VerdictInheritance::handDown(ImageId image,
                                                         const std::vector<Candidate>& fresh) {
  Outcome outcome;
  if (!concerns(image) || fresh.empty()) return outcome;
  store::CandidateRepository candidates(connection_);
  store::DecisionRepository decisions(connection_);
  const auto accepted = accepted_.ofImage(image);
  std::vector<std::pair<Candidate, VerdictState>> refused;
  if (const auto found = refused_.find(image); found != refused_.end()) {
    for (const auto& standing : found->second) {
      if (auto candidate = candidates.byId(standing.candidate)) {
        refused.emplace_back(std::move(*candidate), standing.state);
      }
    }
  }
  for (const auto& candidate : fresh) {
    const StandingMask* same = nullptr;
    double best = kSameObjectIou;
    for (const auto& mask : accepted) {
      const double iou = coco::iou(candidate.mask, mask.candidate.mask);
      if (iou >= best) {
        best = iou;
        same = &mask;
      }
    }
    if (same) {
      candidates.link(candidate.id, same->candidate.id);
      ++outcome.linked;
      continue;
    }
    const VerdictState* verdict = nullptr;
    best = kSameObjectIou;
    for (const auto& [mask, state] : refused) {
      const double iou = coco::iou(candidate.mask, mask.mask);
      if (iou >= best) {
        best = iou;
        verdict = &state;
      }
    }
    if (!verdict) continue;
    Decision decision;
    decision.candidate = candidate.id;
    decision.now = *verdict;
    decision.origin = DecisionOrigin::Inherited;
    decision.author = "maskwright";
    decisions.append(decision);
    ++outcome.inherited;
  }
  return outcome;
}

}  // namespace maskwright
