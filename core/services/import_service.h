#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/project.h"

#include <filesystem>
#include <string>

namespace maskwright {

enum class ImportAs { Candidates, Accepted };

struct ImportRequest {
  std::filesystem::path file;   ///< COCO data set or results list
  std::filesystem::path index;  ///< for a results list: the data set that names its images
  ImportAs as = ImportAs::Candidates;
  std::string author;  ///< of the decisions when accepted
};

struct ImportSummary {
  int64_t added = 0;
  int64_t known = 0;     ///< the same mask with the same category was imported before
  int64_t accepted = 0;  ///< newly accepted
  int64_t crowds = 0;    ///< crowd regions, which are no single objects and are left out
  int64_t unusable = 0;  ///< listed as issues
};

/// Adds the masks of a COCO file to the newest round as candidates of source "import"; `score`
/// becomes the source score (1 if there is none), categories the suggested ones. Accepted ones get
/// an undoable decision of origin import, unless someone has decided on them before. Masks that are
/// there already are left alone, so a second import changes nothing, and an interrupted one goes on
/// where it stopped. Unknown images and bad annotations are issues.
/// Errors: those of the file, WrongUse (results list without an index), Cancelled.
Result<ImportSummary> importCoco(store::Project& project,
                                 const ImportRequest& request,
                                 const CancelToken& cancel,
                                 ProgressSink& sink);

}  // namespace maskwright
