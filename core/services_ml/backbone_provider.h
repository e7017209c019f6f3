#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace maskwright {

/// Which weights a job asks for.
struct BackboneRequest {
  std::filesystem::path weights;  ///< any known file; empty = the project's newest backbone
  bool bundled = true;            ///< without either: the weights that ship with the program
  bool pretrain = true;           ///< without any: pre-train; false = untrained, said plainly
  std::string architecture = "resnet18";  ///< of a backbone that is made here
  double pretrainMinutes = 5;
  uint64_t seed = 1;
};

/// The weights that a job uses.
struct BackboneChoice {
  ModelId model;               ///< none for untrained weights
  std::filesystem::path file;  ///< absolute; empty for untrained weights
  std::string architecture;
  std::string identity;    ///< content hash, or "untrained:ARCHITECTURE:SEED"
  std::string provenance;  ///< plain sentence: what the masks rest on
};

/// Finds the weights: the asked file (copied into the project's models on first use), else the
/// newest backbone of the project, else the bundled one, else pre-training on this collection, else
/// untrained. Tells the sink what the masks will rest on.
/// Errors: NotFound, Unreadable, Conflict (weights), Cancelled, Unwritable.
Result<BackboneChoice> provideBackbone(store::Project& project,
                                       const BackboneRequest& request,
                                       const CancelToken& cancel,
                                       ProgressSink& sink);

}  // namespace maskwright
