#pragma once

#include "core/base/result.h"
#include "core/domain/run.h"
#include "core/store/project.h"

namespace maskwright {

/// The project's newest SlotCon model. Error: NotFound, which says how to make one.
Result<Model> newestSlotCon(store::Project& project);

}  // namespace maskwright
