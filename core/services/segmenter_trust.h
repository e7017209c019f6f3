#pragma once

#include "core/domain/ids.h"
#include "core/rank/segmenter_places.h"
#include "core/store/connection.h"

#include <unordered_map>

namespace maskwright {

/// How far a round's segmenter can be trusted beside the other sources, judged where people have
/// decided. `step`: of each list's best k masks on the decided images (k = accepted masks there),
/// the share that meets an accepted mask one to one at IoU 0.5, the others' over its, within [1,
/// 20], and at least 40 / accepted. It has learned from these images, so this only tells one that
/// failed. `fine`: of the accepted masks that one of its masks meets, the share where the most
/// confident of these does so at IoU 0.75. `confidence`: of the other sources' candidates of this
/// round. Throws SQLite::Exception.
rank::SegmenterTrust segmenterTrust(store::Connection& connection,
                                    int round,
                                    const std::unordered_map<CandidateId, double>& confidence);

}  // namespace maskwright
