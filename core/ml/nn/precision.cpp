#include "core/ml/nn/precision.h"

#include "core/ml/nn/compat.h"
#include "core/ml/nn/processors.h"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace maskwright::ml {
namespace {

#if defined(__x86_64__)
/// The register sets that the operating system saves (XCR0).
uint64_t savedRegisters() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27))) return 0;
  unsigned low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t{high} << 32) | low;
}

CpuCapability readCapability() {
  CpuCapability capability;
  const uint64_t saved = savedRegisters();
  const bool zmm = (saved & 0xe6) == 0xe6;
  const bool tiles = (saved & 0x60000) == 0x60000;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return capability;
  const bool avx512 = b & (1u << 16);
  capability.amxBfloat16 = zmm && tiles && (d & (1u << 22)) && (d & (1u << 24));
  if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d)) {
    capability.avx512Bfloat16 = zmm && avx512 && (a & (1u << 5));
  }
  return capability;
}
#else
CpuCapability readCapability() {
  return {};
}
#endif

/// OpenBLAS keeps its own threads; LibTorch does not know of them.
void setBlasThreads(int threads) {
  using Setter = void (*)(int);
  if (const auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    set(threads);
  }
}

int blasThreads() {
  using Getter = int (*)();
  const auto get = reinterpret_cast<Getter>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get ? get() : 1;
}

}  // namespace

CpuCapability cpuCapability() {
  static const CpuCapability capability = readCapability();
  return capability;
}

int configureThreads(int threads) {
  if (threads <= 0) {
    if (const char* wish = std::getenv("OMP_NUM_THREADS")) threads = std::atoi(wish);
  }
  if (threads <= 0) threads = std::clamp(idleProcessors(), 1, usableProcessors());
  at::set_num_threads(threads);
  setBlasThreads(threads);
  return threads;
}

void useOneThread() {
  at::set_num_threads(1);
  setBlasThreads(1);
}

OneBlasThread::OneBlasThread() : before_(blasThreads()) {
  setBlasThreads(1);
}

OneBlasThread::~OneBlasThread() {
  setBlasThreads(before_);
}

Precision detectPrecision(const torch::Device& device) {
  if (!device.is_cpu()) return {true, true};
  const CpuCapability cpu = cpuCapability();
  return {cpu.amxBfloat16 || cpu.avx512Bfloat16, true};
}

std::string precisionName(const Precision& precision) {
  std::string name = precision.bfloat16 ? "bfloat16" : "float32";
  if (precision.channelsLast) name += ", channels-last";
  return name;
}

AutocastGuard::AutocastGuard(const torch::Device& device, const Precision& precision)
    : device_(device.type()), active_(precision.bfloat16) {
  if (!active_) return;
  before_ = compat::autocastEnabled(device_);
  typeBefore_ = compat::autocastType(device_);
  compat::setAutocast(device_, true, at::kBFloat16);
  at::autocast::increment_nesting();
}

AutocastGuard::~AutocastGuard() {
  if (!active_) return;
  // The cast weights are kept between operations of one region only.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  compat::setAutocast(device_, before_, typeBefore_);
}

}  // namespace maskwright::ml
