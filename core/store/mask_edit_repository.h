#pragma once

#include "core/domain/mask_edit.h"
#include "core/store/connection.h"

#include <optional>
#include <vector>

namespace maskwright::store {

/// Rows of `mask_edit`. Throws SQLite::Exception. Write inside the transaction of the edit's
/// decision; core/services/review_edit.cpp does.
class MaskEditRepository {
 public:
  explicit MaskEditRepository(Connection& connection) : connection_(connection) {}

  /// `id`, `editedMs` (if 0) are set here; the decision must be of the same candidate and command.
  MaskEditId append(const MaskEdit& edit);
  std::vector<MaskEdit> history(CandidateId candidate);    ///< oldest first, undone ones too
  std::optional<MaskEdit> present(CandidateId candidate);  ///< nothing: its own mask counts
  std::vector<CandidateId> edited();  ///< candidates whose mask is an edited one, by id
  int64_t countPresent();             ///< candidates whose mask is an edited one

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
