#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// First-in first-out memory of teacher slots, any number a step: further negatives for batches
/// that hold few images. Not part of SlotCon; ours.
class SlotQueue {
 public:
  /// Empty; `capacity` slots of `dimension` numbers. Capacity 0 = no queue.
  SlotQueue(int64_t capacity, int64_t dimension);
  /// From stored state.
  SlotQueue(torch::Tensor storage, int64_t filled, int64_t next);

  /// (Q, D) unit vectors, in no order that matters; Q <= capacity.
  torch::Tensor vectors() const { return storage_.narrow(0, 0, filled_); }
  const torch::Tensor& storage() const { return storage_; }  ///< (capacity, D)
  int64_t filled() const { return filled_; }
  int64_t next() const { return next_; }  ///< row of the next write

  /// Overwrites the oldest. slots: (N, D) of any length; of more than fit the last ones are kept.
  void enqueue(const torch::Tensor& slots);
  void moveTo(const torch::Device& device) { storage_ = storage_.to(device); }

 private:
  torch::Tensor storage_;
  int64_t filled_ = 0, next_ = 0;
};

}  // namespace maskwright::ml
