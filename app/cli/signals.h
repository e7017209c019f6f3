#pragma once

#include "core/base/cancel.h"

namespace maskwright::cli {

/// A token that stops on the first SIGINT or SIGTERM. A second one ends the program the hard way.
CancelToken stopOnSignals();

}  // namespace maskwright::cli
