#include "core/ml/nn/processors.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>

namespace maskwright::ml {
namespace {

struct ProcessorTimes {
  double idle = 0, total = 0;  ///< ticks of all processors since the start
};

ProcessorTimes processorTimes() {
  ProcessorTimes times;
  std::ifstream file("/proc/stat");
  std::string name;
  double ticks = 0;
  file >> name;
  for (int field = 0; field < 8 && file >> ticks; ++field) {
    times.total += ticks;
    if (field == 3 || field == 4) times.idle += ticks;  // idle, waiting for a disk
  }
  return times;
}

}  // namespace

int idleProcessors() {
  const ProcessorTimes before = processorTimes();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const ProcessorTimes after = processorTimes();
  const double total = after.total - before.total;
  if (total <= 0) return usableProcessors();
  const double share = (after.idle - before.idle) / total;
  return static_cast<int>(std::lround(share * std::thread::hardware_concurrency()));
}

int usableProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace maskwright::ml
