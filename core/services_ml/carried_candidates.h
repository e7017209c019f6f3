#pragma once

#include "core/domain/candidate.h"
#include "core/store/connection.h"

#include <vector>

namespace maskwright {

/// Adds the earlier round's candidates of one image that the segmenter did not find again
/// (IoU < kSameObjectIou with each of `found`), with their source, profile, attributes and
/// embedding. So a short training never costs a mask: a round adds to what there is and ranks it
/// anew. `fromRound` < 0: nothing is added. Returns for each of `found`, as it came, the earlier
/// candidate that it overlaps most, from that IoU on, or none.
std::vector<CandidateId> addCarriedCandidates(store::Connection& connection,
                                              ImageId image,
                                              int fromRound,
                                              std::vector<Candidate>& found);

}  // namespace maskwright
