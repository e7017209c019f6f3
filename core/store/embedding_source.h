#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <string>
#include <vector>

namespace maskwright::store {

/// Whether the tuned embeddings of a round hold: once a tuning of it is complete, unless most
/// candidates came later (the two kinds can't be compared with each other). Throws
/// SQLite::Exception, as all here.
bool usesTunedEmbeddings(Connection& connection, int round);

/// Names the embeddings that hold in a round, as hex digits: another name as soon as one was added
/// or removed or they come from another tuning. What was made of them is kept under it.
std::string embeddingState(Connection& connection, int round);

/// A candidate's embedding of that kind, unit length; empty if it has none.
std::vector<float> embeddingInUse(Connection& connection, CandidateId candidate, bool tuned);

}  // namespace maskwright::store
