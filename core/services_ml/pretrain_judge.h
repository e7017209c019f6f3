#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/project.h"

#include <filesystem>
#include <string>

namespace maskwright {

/// Whether weights that were just trained shall be the ones in use.
struct PretrainJudgement {
  bool better = true;
  std::string notKept;                    ///< why not; empty if they are
  double quality = 0, qualityBefore = 0;  ///< 0 = there was nothing to compare with
};

/// A ResNet: whether `weights` give no worse masks (maskQuality) than the newest ones of the
/// project, else than `init`. Kept if there are neither. Errors: as maskQuality().
Result<PretrainJudgement> judgeBackbone(store::Project& project,
                                        const std::filesystem::path& weights,
                                        const std::filesystem::path& init,
                                        const CancelToken& cancel,
                                        ProgressSink& sink);

/// A vision transformer. No measure without labels is known to rank transformers, so none is
/// compared: it is kept unless the newest one of the project was brought as a file, which is taken
/// to be better than what the project's images teach.
PretrainJudgement judgeVit(store::Project& project,
                           const std::filesystem::path& weights,
                           ProgressSink& sink);

}  // namespace maskwright
