#pragma once

#include <chrono>

namespace maskwright::ml {

/// Adds the time since the last call to a stage.
class StageClock {
 public:
  void restart() { last_ = std::chrono::steady_clock::now(); }
  void addTo(double& seconds) {
    const auto now = std::chrono::steady_clock::now();
    seconds += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace maskwright::ml
