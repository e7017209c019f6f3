#include "core/ml/segment/batch_pass.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace maskwright::ml {

std::unique_ptr<Lanes> lanesFor(int64_t batch) {
  const int threads = at::get_num_threads();
  const int count = static_cast<int>(std::min<int64_t>(batch, threads));
  return count > 1 ? std::make_unique<Lanes>(count, threads / count) : nullptr;
}

BatchPass::BatchPass(const torch::Tensor& images,
                     const Precision& precision,
                     Lanes* lanes,
                     const LanePass::Network& network) {
  const auto run = [&](const torch::Tensor& part) {
    const AutocastGuard autocast(part.device(), precision);
    return network(precision.channelsLast ? part.contiguous(at::MemoryFormat::ChannelsLast) : part);
  };
  if (lanes == nullptr || images.size(0) < 2) {
    outputs_ = run(images);
    return;
  }
  pass_ = std::make_unique<LanePass>(*lanes, images, run);
  outputs_ = pass_->outputs();
}

void BatchPass::backward(const torch::Tensor& loss, const std::vector<torch::Tensor>& parameters) {
  loss.backward();
  if (pass_) pass_->backward(parameters);
}

}  // namespace maskwright::ml
