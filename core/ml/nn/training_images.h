#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>

namespace maskwright::ml {

/// Where a pre-training gets its pictures from: decoded ones in memory (ImagePool) or a tensor pack
/// (PackImages).
class TrainingImages {
 public:
  virtual ~TrainingImages() = default;

  /// Makes the subset of `epoch` ready. `poll` may be called per image with its number; returning
  /// false stops early (what is ready, is ready).
  virtual void prepare(uint64_t seed,
                       int64_t epoch,
                       const std::function<bool(int64_t)>& poll = {}) = 0;
  /// Images that are ready.
  virtual int64_t size() const = 0;
  /// Whether those are all, so that later calls of prepare() change nothing.
  virtual bool holdsAll() const = 0;
  /// uint8 (3, H, W) of slot 0..size() - 1, on any device; not to be changed.
  virtual torch::Tensor image(int64_t slot) const = 0;
};

}  // namespace maskwright::ml
