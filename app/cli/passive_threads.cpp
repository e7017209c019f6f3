#include "app/cli/passive_threads.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <unistd.h>

namespace maskwright::cli {

void restartWithPassiveThreads(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || argv[0] == nullptr || argv[1] == nullptr) return;
  bool computes = false;
  for (const char* command : {"pretrain", "discover", "round", "cluster", "semantic"}) {
    computes = computes || std::strcmp(argv[1], command) == 0;
  }
  if (!computes || ::setenv("OMP_WAIT_POLICY", "passive", 1) != 0) return;
  ::execv("/proc/self/exe", argv);  // comes back only if it failed: then we go on as we are
}

}  // namespace maskwright::cli
