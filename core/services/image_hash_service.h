#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/project.h"

#include <cstdint>

namespace maskwright {

struct ImageHashSummary {
  int64_t hashed = 0;      ///< now
  int64_t known = 0;       ///< before, of the same content
  int64_t unreadable = 0;  ///< listed as issues
};

/// Hashes (perceptualHash) the present images that have no hash of their present content, and
/// stores that in short transactions: a killed run goes on where it stopped. Decodes, so it is the
/// engine's. Errors: Cancelled, and what the store says.
Result<ImageHashSummary> hashImages(store::Project& project,
                                    const CancelToken& cancel,
                                    ProgressSink& sink);

}  // namespace maskwright
