#include "core/ml/nn/image_pool.h"

#include "core/ml/nn/augment.h"

#include <utility>

namespace maskwright::ml {

ImagePool::ImagePool(int64_t count, ImageLoader loader, int64_t capBytes)
    : count_(count), capBytes_(capBytes), loader_(std::move(loader)) {}

void ImagePool::prepare(uint64_t seed, int64_t epoch, const std::function<bool(int64_t)>& poll) {
  if (complete_) return;
  images_.clear();
  auto generator = stepGenerator(seed ^ 0x5bf0, epoch);
  const auto order = torch::randperm(count_, generator, torch::kInt64);
  int64_t bytes = 0;
  for (int64_t i = 0; i < count_; ++i) {
    if (poll && !poll(i)) return;
    auto image = loader_(order[i].item<int64_t>());
    if (!image) continue;
    bytes += image->numel();
    images_.push_back(std::move(*image));
    if (bytes > capBytes_) return;
  }
  complete_ = true;
}

}  // namespace maskwright::ml
