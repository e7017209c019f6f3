#include "core/services_ml/step_memory.h"

#include <cmath>
#include <unistd.h>

namespace maskwright {

double machineMemory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

Result<void> checkStepMemory(const std::string& profile,
                             const std::string& description,
                             const std::string& batch,
                             double needed,
                             double available) {
  constexpr double kDoubt = 1.5;  // the estimate may be that much too high
  if (needed <= kDoubt * available) return {};
  const auto gigabytes = [](double bytes) { return std::to_string(std::lround(bytes / 1e9)); };
  return Error{ErrorKind::WrongUse,
               "a training step of the profile \"" + profile + "\" (" + description + ", " + batch +
                   ") takes about " + gigabytes(needed) + " GB of memory and this machine has " +
                   gigabytes(available) + "; \"small\" and \"preview\" are made for it",
               ""};
}

}  // namespace maskwright
