#pragma once

#include "app/cli/context.h"
#include "core/ml/weights/backbone_layout.h"

namespace maskwright::cli {

/// Prints what a weights file holds: container, architecture (or why none was recognised), tensors,
/// parameters, number types, what was stripped, passed over, missing and unexpected, metadata.
void reportCheckpoint(const ml::TensorDirectory& directory,
                      const Result<ml::BackboneLayout>& layout,
                      Context& context);

}  // namespace maskwright::cli
