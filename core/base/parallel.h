#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace maskwright {

/// Number of hardware threads, at least 1.
inline int hardwareThreads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Calls work(i) for each i in [0, count) on up to `threads` threads, each taking the next free i.
/// Returns when all are done; the first exception is thrown again here.
template <typename Work>
void parallelFor(size_t count, int threads, Work work) {
  std::atomic<size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto drain = [&] {
    try {
      for (size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::jthread> helpers;
  for (int t = 1; t < threads && static_cast<size_t>(t) < count; ++t) helpers.emplace_back(drain);
  drain();
  helpers.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace maskwright
