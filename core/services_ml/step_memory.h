#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace maskwright {

/// Memory of this machine, bytes.
double machineMemory();

/// Whether a training step of a profile fits. `needed` and `available`: bytes, the former reckoned.
/// Error: WrongUse, with what it takes and which profiles there are.
Result<void> checkStepMemory(const std::string& profile,
                             const std::string& description,
                             const std::string& batch,
                             double needed,
                             double available);

}  // namespace maskwright
