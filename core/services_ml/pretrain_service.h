#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace maskwright {

/// A self-supervised pre-training of the backbone on the project's own images.
struct PretrainRequest {
  std::string method = "densecl";  ///< or slotcon, dino
  std::string profile = "small";   ///< SlotCon, DINO: preview, small or full
  std::string architecture = {};   ///< resnet18 or resnet50; empty = the profile's
  std::string vit = {};            ///< DINO: tiny or small; empty = the profile's
  bool anyway = false;             ///< even where the method is known to fail on so few images
  double minutes = 5;              ///< time budget of the training itself; 0 = by epochs
  int64_t epochs = 0;
  std::filesystem::path init;  ///< weights to start from; empty = the bundled ones if they fit
  bool fromScratch = false;    ///< from random weights even so
  uint64_t seed = 1;
};

struct PretrainSummary {
  /// False: the masks it gives are worse than those of the weights so far (maskQuality()), which
  /// stay the ones that discovery uses; the file is kept. Transformers are not compared: there one
  /// that was brought as a file stays.
  bool better = true;
  std::string notKept;                    ///< why they are not in use, if they are not
  double quality = 0, qualityBefore = 0;  ///< 0 = there was nothing to compare with
  ModelId model;
  std::filesystem::path file;  ///< safetensors under models/, torchvision's or DINO's names
  std::string provenance;      ///< plain sentence: what these weights rest on
  int64_t images = 0, steps = 0;
  double seconds = 0;
  std::map<std::string, double> metrics;  ///< of the last step
};

/// Fewer readable images than this can't be pre-trained on.
inline constexpr int64_t kLeastPretrainImages = 2;

/// Trains, writes the backbone and registers it as the newest model; SlotCon also leaves its
/// teacher with prototypes as a model of kind "slotcon", DINO a model of kind "vit", which
/// attention and mask-cut use and nothing else. Says its budget, and with few images what to
/// expect. An interrupted run with the same settings goes on from its checkpoint. Errors: WrongUse
/// (unknown method, profile or architecture, too few readable images, DINO on a small collection
/// without `anyway`), NotFound/Unreadable (init), Unwritable, Cancelled, Internal (the training
/// collapsed).
Result<PretrainSummary> pretrainBackbone(store::Project& project,
                                         const PretrainRequest& request,
                                         const CancelToken& cancel,
                                         ProgressSink& sink);

}  // namespace maskwright
