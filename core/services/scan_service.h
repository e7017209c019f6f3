#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/project.h"

#include <cstdint>

namespace maskwright {

struct ScanSummary {
  int64_t found = 0, added = 0, changed = 0, missing = 0, unreadable = 0;
};

/// Finds new, changed and missing images under the project's images root. Unreadable files become
/// issues and rows in state Unreadable. Errors: NotFound (root), Unreadable, Cancelled.
Result<ScanSummary> scanImages(store::Project& project,
                               const CancelToken& cancel,
                               ProgressSink& sink);

}  // namespace maskwright
