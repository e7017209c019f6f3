#pragma once

#include "core/services/export_service.h"
#include "core/store/connection.h"

namespace maskwright {

/// From here on an undecided mask is probably an object that the export lacks.
inline constexpr double kLikelyConfidence = 0.5;

/// What a consumer of an export might trip on, counted before it is written.
struct ExportOutlook {
  int64_t masks = 0;          ///< accepted ones that are written
  int64_t uncategorised = 0;  ///< of them: written as the category "object"
  int64_t asRle = 0;          ///< of them: polygons can't hold them (Polygon form alone)
  int64_t merged = 0;         ///< left out: a newer accepted mask shows the same object
  int64_t images = 0;
  int64_t withoutMasks = 0;  ///< of them: nothing is written, as if there were no object
  int64_t unfinished = 0;    ///< of them: they have masks, and likely ones that nobody decided
  int64_t missing = 0;       ///< of them: not found on the disk or unreadable
};

/// Of accepted masks; `which` is taken as Accepted. Reads every mask: for a thread. Errors:
/// Cancelled, those of the store.
Result<ExportOutlook> exportOutlook(store::Connection& connection,
                                    const ExportRequest& request,
                                    const CancelToken& cancel = {});

}  // namespace maskwright
