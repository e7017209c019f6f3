#pragma once

#include "core/base/result.h"
#include "core/domain/audit.h"
#include "core/services/review_service.h"
#include "core/store/review_query.h"

#include <optional>
#include <string>
#include <vector>

namespace maskwright {

/// Sets counts, bound and outcome of an audit from the verdicts of its sample.
void restate(Audit& audit);
/// Verdicts that are still needed until the audit may pass; 0 = it is over.
int64_t untilNextLook(const Audit& audit);

/// Accepting many masks unseen, with a guarantee: a random sample of them is judged, and only if
/// the lower bound of their precision (rank::acceptedLowerBound) reaches the target are the rest
/// accepted, as one command. All of it is stored.
class AuditService {
 public:
  AuditService(store::Connection& connection, std::string author);

  /// What would be accepted above a threshold.
  struct Preview {
    std::vector<CandidateId> members;  ///< by falling confidence
    int64_t repeats = 0;     ///< left out: overlap by half with a better one or an accepted mask
    double expected = 0;     ///< mean confidence: the estimated precision, [0, 1]
    std::vector<int> looks;  ///< sample sizes; empty = too few masks to prove anything
  };
  /// `filter`: its verdict and minimum confidence are ignored. Errors: those of the store.
  Result<Preview> preview(const store::ReviewFilter& filter, double threshold, double target);

  struct Request {
    store::ReviewFilter filter;
    double threshold = 0.9;
    double target = 0.95;  ///< (0, 1)
    double confidence = 0.95;
    std::string scope = {};
    uint64_t seed = 1;
  };
  /// Draws the sample and stores the audit; one that was left open is given up. Errors: WrongUse
  /// (too few masks to prove the target, target outside (0, 1)), those of the store.
  Result<Audit> start(const Request& request);

  /// The person's verdict on the next mask of the sample: a decision like any other. `meant`: the
  /// mask that was looked at. Errors: WrongUse (no such audit, not open, undecided, another mask is
  /// next), those of the store.
  Result<Audit> judge(AuditId id,
                      Verdict verdict,
                      std::optional<std::string> category = {},
                      std::optional<CandidateId> meant = {});
  /// Takes the last verdict back, if it is the newest command; WrongUse else.
  Result<Audit> takeBack(AuditId id);

  /// Accepts the members that are still undecided, as one command. Errors: WrongUse unless the
  /// audit passed and was not used before.
  Result<ReviewService::Outcome> accept(AuditId id);
  Result<void> giveUp(AuditId id);

 private:
  Result<Audit> load(AuditId id, bool mustBeOpen);
  store::Connection& connection_;
  std::string author_;
};

}  // namespace maskwright
