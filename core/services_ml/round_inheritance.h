#pragma once

#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <unordered_map>
#include <vector>

namespace maskwright {

/// Hands earlier verdicts to the candidates of a new round: verdicts last.
class VerdictInheritance {
 public:
  explicit VerdictInheritance(store::Connection& connection);

  struct Outcome {
    int64_t inherited = 0, linked = 0;
  };
  /// `fresh`: just stored candidates of one image. One with IoU >= kSameObjectIou to a mask that
  /// was refused (not an object, bad mask) gets that verdict as a decision of origin Inherited; one
  /// with IoU >= kSameObjectIou to an accepted mask is linked to it, so that it is not queued.
  /// Accepted masks go first. Call inside a transaction.
  Outcome handDown(ImageId image, const std::vector<Candidate>& fresh);
  /// Whether the image holds anything to hand down: then the transaction must be durable.
  bool concerns(ImageId image) const;

 private:
  store::Connection& connection_;
  AcceptedMasks accepted_;
  std::unordered_map<ImageId, std::vector<store::DecisionRepository::Standing>> refused_;
};

}  // namespace maskwright
