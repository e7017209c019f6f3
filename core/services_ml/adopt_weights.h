#pragma once

#include "core/domain/run.h"
#include "core/ml/weights/load_backbone.h"
#include "core/services_ml/backbone_provider.h"

namespace maskwright {

/// A stored model as the choice of a job.
BackboneChoice choiceOf(const store::Project& project, const Model& model);

/// Brings a weights file into the project as safetensors (whatever it was), so that the project can
/// repeat its jobs anywhere, and registers it once (by content). `weights`: what it holds; its
/// provenance is told on. Error: Unwritable.
Result<Model> adoptWeights(store::Project& project,
                           const std::filesystem::path& file,
                           const std::string& kind,
                           const ml::BackboneWeights& weights);

}  // namespace maskwright
