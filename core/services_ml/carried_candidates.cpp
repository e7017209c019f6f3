#include "core/services_ml/carried_candidates.h"

#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"

namespace maskwright {

std::vector<CandidateId> addCarriedCandidates(store::Connection& connection,
                                              ImageId image,
                                              int fromRound,
                                              std::vector<Candidate>& found) {
  const size_t detections = found.size();
  std::vector<CandidateId> again(detections);
  if (fromRound < 0) return again;
  store::CandidateRepository repository(connection);
  std::vector<double> best(detections, kSameObjectIou);
  for (auto& earlier : repository.ofImage(image, fromRound)) {
    bool seen = false;
    for (size_t i = 0; i < detections; ++i) {
      const double iou = coco::iou(found[i].mask, found[i].box, earlier.mask, earlier.box);
      seen = seen || iou >= kSameObjectIou;
      if (iou < best[i]) continue;
      best[i] = iou;
      again[i] = earlier.id;
    }
    if (seen) continue;
    earlier.embedding = repository.embeddingOf(earlier.id);
    found.push_back(std::move(earlier));
  }
  return again;
}

}  // namespace maskwright
