#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/round.h"
#include "core/domain/run.h"
#include "core/services_ml/round_segmenter.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>

namespace maskwright {

/// What a round's segmenter found.
struct RoundFindings {
  int64_t images = 0;     ///< of the collection, read or not
  int64_t found = 0;      ///< masks of the segmenter itself, the rest is carried over
  int64_t inherited = 0;  ///< candidates that arrived with an earlier verdict
  int64_t linked = 0;     ///< same object as an accepted one: not queued
  int64_t sure = 0;       ///< images with a mask of the segmenter's label rule's score
  double seconds = 0;
};

/// Candidates of a round on every image that `run` has not done yet, one transaction each: masks of
/// the segmenter in `weights`, those of the round before that it did not find again, verdicts
/// handed down. Images that can't be read become issues of the run. Errors: NotFound, Unreadable
/// (weights), Cancelled. Throws SQLite::Exception.
Result<RoundFindings> findRoundCandidates(store::Project& project,
                                          const Round& round,
                                          const Run& run,
                                          const RoundSegmenter& segmenter,
                                          const SegmenterWeights& weights,
                                          const CancelToken& cancel,
                                          ProgressSink& sink);

}  // namespace maskwright
