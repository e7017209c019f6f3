#pragma once

#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <unordered_map>
#include <vector>

namespace maskwright {

/// A poor outline is only the same one again at this IoU: one that differs more may be better.
inline constexpr double kSameOutlineIou = 0.95;

/// Hands earlier verdicts to the candidates of a new round: verdicts last.
class VerdictInheritance {
 public:
  explicit VerdictInheritance(store::Connection& connection);

  struct Outcome {
    int64_t inherited = 0, linked = 0;
  };
  /// `fresh`: stored candidates of one image without a verdict, all of `round`; what was decided in
  /// earlier rounds counts. One that is a copy of an accepted mask (before or after its edit) or
  /// has IoU >= kSameObjectIou with it is linked to it, so that it is not queued. Else one gets the
  /// verdict of a copy of it, of an object-less mask (IoU >= kSameObjectIou) or of a poor outline
  /// (bad mask, fix later: IoU >= kSameOutlineIou) as a decision of origin Inherited. Call inside a
  /// transaction. Throws SQLite::Exception.
  Outcome handDown(ImageId image, int round, const std::vector<Candidate>& fresh);
  /// Whether the image holds anything to hand down: then the transaction must be durable.
  bool concerns(ImageId image) const { return standing_.contains(image); }

 private:
  struct Decided {
    Candidate mask, original;
    store::DecisionRepository::Standing standing;
  };
  std::vector<Decided> decidedOf(ImageId image, int round);

  store::Connection& connection_;
  std::unordered_map<ImageId, std::vector<store::DecisionRepository::Standing>> standing_;
};

/// Hands down to the undecided candidates of `round` what people decided on earlier rounds' masks
/// since it was last asked: during a round, and until its candidates are looked at, they go on with
/// the earlier list. A durable transaction for each image on which something changes.
Result<VerdictInheritance::Outcome> handDownNews(store::Connection& connection, int round);

}  // namespace maskwright
