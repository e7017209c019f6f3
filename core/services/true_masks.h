#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/candidate.h"
#include "core/services/coco_match.h"

#include <unordered_map>
#include <vector>

namespace maskwright {

/// True objects of one image.
struct TrueMasks {
  std::vector<Rle> masks, crowds;
  std::vector<int64_t> categories;  ///< of `masks`, ids in the file
};

/// True masks by the id of their image in the file; every image of `truth.images` has an entry. Bad
/// annotations go to `sink` as issues. Errors: those of the file.
Result<std::unordered_map<int64_t, TrueMasks>> readTrueMasks(const std::filesystem::path& file,
                                                             const CocoTruth& truth,
                                                             ProgressSink& sink);

/// Whether at least half of the candidate lies in a crowd region: nobody can say whether it is
/// right.
bool isInCrowd(const Candidate& candidate, const TrueMasks& truth);

}  // namespace maskwright
