#include "core/services_ml/carried_candidates.h"

#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"

#include <algorithm>

namespace maskwright {

void addCarriedCandidates(store::Connection& connection,
                          ImageId image,
                          int fromRound,
                          std::vector<Candidate>& found) {
  if (fromRound < 0) return;
  store::CandidateRepository repository(connection);
  const size_t detections = found.size();
  for (auto& earlier : repository.ofImage(image, fromRound)) {
    const bool again = std::any_of(
        found.begin(), found.begin() + static_cast<ptrdiff_t>(detections), [&](const Candidate& c) {
          return coco::iou(c.mask, earlier.mask) >= kSameObjectIou;
        });
    if (again) continue;
    earlier.embedding = repository.embeddingOf(earlier.id);
    found.push_back(std::move(earlier));
  }
}

}  // namespace maskwright
