#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <vector>

namespace maskwright {

/// Embeddings of some candidates that can be compared: those that hold in the round, of the length
/// that most of them have.
struct MemberEmbeddings {
  std::vector<CandidateId> ids;  ///< those that have one, in the order asked
  std::vector<float> values;     ///< [ids.size(), dimension], unit rows
  int dimension = 0;
};

/// Throws SQLite::Exception, as below.
MemberEmbeddings memberEmbeddings(store::Connection& connection,
                                  int round,
                                  const std::vector<CandidateId>& ids);

/// 1 - cosine of each to the mean direction of all, [0, 2]; 1 for those without a comparable
/// embedding: beyond all that belong.
std::vector<double> distancesToCentre(store::Connection& connection,
                                      int round,
                                      const std::vector<CandidateId>& ids);

}  // namespace maskwright
