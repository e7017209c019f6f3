#include "core/ml/pretrain/feature_queue.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

namespace maskwright::ml {

FeatureQueue::FeatureQueue(int64_t dimension, int64_t length, torch::Generator generator)
    : vectors_(torch::randn({dimension, length}, generator)) {
  vectors_ = vectors_ / vectors_.norm(2, {0}, true).clamp_min(1e-12);
}

FeatureQueue::FeatureQueue(torch::Tensor vectors, int64_t position)
    : vectors_(std::move(vectors)), position_(position) {}

void FeatureQueue::enqueue(const torch::Tensor& keys) {
  const int64_t batch = keys.size(0);
  if (batch == 0 || length() % batch != 0) {
    throw std::invalid_argument("the queue's length is no multiple of the batch");
  }
  const torch::NoGradGuard noGrad;
  vectors_.narrow(1, position_, batch).copy_(keys.t());
  position_ = (position_ + batch) % length();
}

int64_t queueLength(int64_t images, int64_t batch) {
  if (batch < 1 || !std::has_single_bit(static_cast<uint64_t>(batch))) {
    throw std::invalid_argument("the batch must be a power of two");
  }
  const auto power =
      static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(std::max<int64_t>(images, 1))));
  return std::clamp<int64_t>(power, batch, 65536);
}

}  // namespace maskwright::ml
