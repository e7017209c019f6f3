#pragma once

#include "core/ml/nn/training_images.h"

#include <optional>
#include <vector>

namespace maskwright::ml {

/// Loads image `index` as uint8 (3, H, W); nothing if it can't be read.
using ImageLoader = std::function<std::optional<torch::Tensor>(int64_t index)>;

/// Decoded small images in memory up to a cap, so that training never waits for a decoder and
/// memory stays flat with the collection. What does not fit is drawn anew each epoch.
class ImagePool final : public TrainingImages {
 public:
  ImagePool(int64_t count, ImageLoader loader, int64_t capBytes = int64_t{600} << 20);

  /// Makes the subset of `epoch` resident: everything if it fits, else as many random images as the
  /// cap holds. `poll` is called per image; returning false stops early (what is there, is there).
  void prepare(uint64_t seed,
               int64_t epoch,
               const std::function<bool(int64_t)>& poll = {}) override;

  int64_t size() const override { return static_cast<int64_t>(images_.size()); }
  bool holdsAll() const override { return complete_; }
  torch::Tensor image(int64_t slot) const override { return images_.at(static_cast<size_t>(slot)); }

 private:
  int64_t count_, capBytes_;
  ImageLoader loader_;
  std::vector<torch::Tensor> images_;
  bool complete_ = false;
};

}  // namespace maskwright::ml
