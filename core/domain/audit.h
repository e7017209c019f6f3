#pragma once

#include "core/domain/decision.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maskwright {

using AuditId = StrongId<struct AuditTag>;

/// Values are stored; never renumber.
enum class AuditOutcome { Open = 0, Passed = 1, Failed = 2, GivenUp = 3 };

/// A random sample of what would be accepted at once, and what it proved about the whole.
struct Audit {
  AuditId id;
  int round = 0;
  double threshold = 0;      ///< confidence from which masks belong to it
  double target = 0.95;      ///< precision that must be proved
  double confidence = 0.95;  ///< of all statements of a session together
  std::string scope;         ///< for people, e.g. "cluster 12"; empty = all undecided masks
  uint64_t seed = 0;         ///< of the sample
  int attempt = 0;           ///< audits that did not pass before it
  int64_t population = 0;    ///< masks it speaks for, one for each place
  std::vector<int> looks;    ///< sample sizes at which it may end
  struct Sampled {
    CandidateId candidate;
    std::optional<Verdict> verdict;  ///< nothing = not judged
  };
  std::vector<Sampled> sample;  ///< in the order in which it is judged
  AuditOutcome outcome = AuditOutcome::Open;
  int64_t good = 0, judged = 0;
  double bound = 0;   ///< of the precision of all but the errors found, after `judged` verdicts
  CommandId command;  ///< that accepted the masks
  bool takenBack = false;  ///< that command is undone
  std::string author;
  int64_t startedMs = 0, finishedMs = 0;
};

}  // namespace maskwright
