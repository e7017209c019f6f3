#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <unordered_map>

namespace maskwright {

/// How far a round's segmenter can be trusted beside the other sources, judged where people have
/// decided: of each list's best k masks on the decided images (k = accepted masks there), the share
/// that meets an accepted mask one to one at IoU 0.5. Returns how many masks of the others weigh as
/// much as one of the segmenter's: the others' share over its share, within [1, 20], and at least
/// 40 / accepted. It has learned from these images, so this only tells one that failed.
/// `confidence`: of the other sources' candidates of this round. Throws SQLite::Exception.
double segmenterStep(store::Connection& connection,
                     int round,
                     const std::unordered_map<CandidateId, double>& confidence);

}  // namespace maskwright
