#pragma once

// Every difference between LibTorch 1.13 and 2.x that we meet lives here and nowhere else.

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace maskwright::ml::compat {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#define MASKWRIGHT_TORCH_UNIFIED_AUTOCAST 1
#else
#define MASKWRIGHT_TORCH_UNIFIED_AUTOCAST 0
#endif

/// Whether operations on this kind of device are autocast now.
inline bool autocastEnabled(at::DeviceType device) {
#if MASKWRIGHT_TORCH_UNIFIED_AUTOCAST
  return at::autocast::is_autocast_enabled(device);
#else
  return device == at::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
}

/// Switches autocast for this thread and kind of device.
inline void setAutocast(at::DeviceType device, bool enabled, at::ScalarType type) {
#if MASKWRIGHT_TORCH_UNIFIED_AUTOCAST
  at::autocast::set_autocast_dtype(device, type);
  at::autocast::set_autocast_enabled(device, enabled);
#else
  if (device == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(type);
    at::autocast::set_cpu_enabled(enabled);
  } else {
    at::autocast::set_autocast_gpu_dtype(type);
    at::autocast::set_enabled(enabled);
  }
#endif
}

/// The type that autocast uses on this kind of device.
inline at::ScalarType autocastType(at::DeviceType device) {
#if MASKWRIGHT_TORCH_UNIFIED_AUTOCAST
  return at::autocast::get_autocast_dtype(device);
#else
  return device == at::kCPU ? at::autocast::get_autocast_cpu_dtype()
                            : at::autocast::get_autocast_gpu_dtype();
#endif
}

}  // namespace maskwright::ml::compat
