#pragma once

#include "core/services_ml/backbone_provider.h"

namespace maskwright {

/// Whether a safetensors file holds a vision transformer of the DINO family rather than a ResNet.
/// False too if it can't be read: whoever reads it next says why.
bool holdsVit(const std::filesystem::path& file);

/// The vision transformer for `attention` and `mask-cut`: the asked file (copied into the project's
/// models on first use), else the newest one of the project (a file brought before, or trained by
/// `pretrain --method dino`). None ships with the program: without either the error says what is
/// needed.
/// `heads`: of the attention, 0 = what the file tells.
/// Errors: WrongUse (none, or the heads can't be told), NotFound, Unreadable, Unwritable.
Result<BackboneChoice> provideVit(store::Project& project,
                                  const std::filesystem::path& weights,
                                  int64_t heads,
                                  ProgressSink& sink);

}  // namespace maskwright
