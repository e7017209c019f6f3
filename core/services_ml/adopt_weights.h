#pragma once

#include "core/domain/run.h"
#include "core/services_ml/backbone_provider.h"

#include <map>

namespace maskwright {

/// A stored model as the choice of a job.
BackboneChoice choiceOf(const store::Project& project, const Model& model);

/// Copies a weights file into the project, so that the project can repeat its jobs anywhere, and
/// registers it once (by content). `metadata`: the file's own; its `provenance` is told on.
/// Errors: Unreadable, Unwritable.
Result<Model> adoptWeights(store::Project& project,
                           const std::filesystem::path& file,
                           const std::string& kind,
                           const std::string& architecture,
                           const std::map<std::string, std::string>& metadata);

}  // namespace maskwright
