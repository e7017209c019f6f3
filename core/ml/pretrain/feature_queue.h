#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// First-in first-out memory of unit vectors, the negatives of MoCo and DenseCL.
class FeatureQueue {
 public:
  /// Random unit columns. `length` must be a multiple of the batch that will be enqueued.
  FeatureQueue(int64_t dimension, int64_t length, torch::Generator generator);
  /// From stored state: vectors (D, K), position of the next write.
  FeatureQueue(torch::Tensor vectors, int64_t position);

  /// Columns (D, K).
  const torch::Tensor& vectors() const { return vectors_; }
  int64_t position() const { return position_; }
  int64_t length() const { return vectors_.size(1); }

  /// Overwrites the oldest with keys (B, D). Throws std::invalid_argument if K % B != 0.
  void enqueue(const torch::Tensor& keys);
  void moveTo(const torch::Device& device) { vectors_ = vectors_.to(device); }

 private:
  torch::Tensor vectors_;
  int64_t position_ = 0;
};

/// Length for a collection: the largest power of two <= images (at least the batch, at most 65536)
/// that is a multiple of the batch. Larger queues would hold several copies of each image, which
/// then push their own image away. Throws std::invalid_argument unless batch is a power of two.
int64_t queueLength(int64_t images, int64_t batch);

}  // namespace maskwright::ml
