#include "core/ml/pretrain/slot_queue.h"

#include <algorithm>
#include <utility>

namespace maskwright::ml {

SlotQueue::SlotQueue(int64_t capacity, int64_t dimension)
    : storage_(torch::zeros({capacity, dimension})) {}

SlotQueue::SlotQueue(torch::Tensor storage, int64_t filled, int64_t next)
    : storage_(std::move(storage)), filled_(filled), next_(next) {}

void SlotQueue::enqueue(const torch::Tensor& slots) {
  const torch::NoGradGuard noGrad;
  const int64_t capacity = storage_.size(0);
  const int64_t count = std::min(capacity, slots.size(0));
  if (count == 0) return;
  const auto last = slots.narrow(0, slots.size(0) - count, count).to(torch::kFloat32);
  const auto unit = last / last.norm(2, {1}, true).clamp_min(1e-12);
  const int64_t tail = std::min(count, capacity - next_);
  storage_.narrow(0, next_, tail).copy_(unit.narrow(0, 0, tail));
  if (tail < count) storage_.narrow(0, 0, count - tail).copy_(unit.narrow(0, tail, count - tail));
  next_ = (next_ + count) % capacity;
  filled_ = std::min(capacity, filled_ + count);
}

}  // namespace maskwright::ml
