#pragma once

#include <torch/torch.h>

#include <string>

namespace maskwright::ml {

/// What this processor offers beyond float32.
struct CpuCapability {
  bool avx512Bfloat16 = false;  ///< dot products of bfloat16 pairs
  bool amxBfloat16 = false;     ///< tile matrix products of bfloat16
};
/// Read once from cpuid (and the operating system's permission for the wide registers).
CpuCapability cpuCapability();

/// Sets LibTorch's threads once at program start and returns their number: `threads` if positive,
/// else OMP_NUM_THREADS if that is set, else the processors that are idle now (at least one): two
/// jobs that share the machine would spin against each other.
int configureThreads(int threads = 0);

/// Makes the calling thread compute alone: for workers that each hold one image. Undone for all by
/// configureThreads().
void useOneThread();

/// BLAS on one thread while it lives, for training: its products are small, and OpenBLAS's own
/// threads spin against LibTorch's (a SOLO step took a fifth longer with two).
class OneBlasThread {
 public:
  OneBlasThread();
  ~OneBlasThread();
  OneBlasThread(const OneBlasThread&) = delete;
  OneBlasThread& operator=(const OneBlasThread&) = delete;

 private:
  int before_;
};

/// How to run networks on a device.
struct Precision {
  bool bfloat16 = false;      ///< convolutions and products in bfloat16
  bool channelsLast = false;  ///< NHWC memory
  bool operator==(const Precision&) const = default;
};
/// bfloat16 where it is faster (CPU with AVX512_BF16 or AMX, CUDA), channels-last everywhere.
Precision detectPrecision(const torch::Device& device);
/// "bfloat16, channels-last" etc., for logs and reports.
std::string precisionName(const Precision& precision);

/// Autocast to bfloat16 on this thread while it lives, if `precision.bfloat16`; restores what was.
class AutocastGuard {
 public:
  AutocastGuard(const torch::Device& device, const Precision& precision);
  ~AutocastGuard();
  AutocastGuard(const AutocastGuard&) = delete;
  AutocastGuard& operator=(const AutocastGuard&) = delete;

 private:
  at::DeviceType device_;
  bool before_ = false, active_ = false;
  at::ScalarType typeBefore_ = at::kBFloat16;
};

}  // namespace maskwright::ml
