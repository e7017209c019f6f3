#pragma once

#include "core/domain/audit.h"
#include "core/store/connection.h"

#include <optional>
#include <vector>

namespace maskwright::store {

/// Rows of `audit`, its sample and its members. Throws SQLite::Exception.
class AuditRepository {
 public:
  explicit AuditRepository(Connection& connection) : connection_(connection) {}

  /// Inserts an audit with its sample and the masks it speaks for; `id` is ignored, `startedMs`
  /// set.
  AuditId insert(const Audit& audit, const std::vector<CandidateId>& members);
  std::optional<Audit> byId(AuditId id);
  std::vector<Audit> all();  ///< oldest first
  std::vector<CandidateId> members(AuditId id);
  void setVerdict(AuditId id, int place, std::optional<Verdict> verdict);
  /// State, counts, bound and command; a state other than Open sets `finishedMs`.
  void update(const Audit& audit);
  /// Those that nobody ended: the program was killed.
  void giveUpOpen();
  /// Audits of the round that did not pass since the last one that did.
  int failedSincePass(int round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
