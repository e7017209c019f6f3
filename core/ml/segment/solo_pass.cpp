#include "core/ml/segment/solo_pass.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace maskwright::ml {
namespace {

/// The mask features, then categories, kernels and embeddings of each level.
std::vector<torch::Tensor> listed(const SoloOutput& output) {
  std::vector<torch::Tensor> all{output.maskFeatures};
  for (const auto* part : {&output.categories, &output.kernels, &output.embeddings})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

SoloOutput fromList(const std::vector<torch::Tensor>& all) {
  SoloOutput output;
  output.maskFeatures = all[0];
  const auto levels = static_cast<std::ptrdiff_t>((all.size() - 1) / 3);
  auto at = all.begin() + 1;
  for (auto* part : {&output.categories, &output.kernels, &output.embeddings}) {
    part->assign(at, at + levels);
    at += levels;
  }
  return output;
}

}  // namespace

std::unique_ptr<Lanes> lanesFor(int64_t batch) {
  const int threads = at::get_num_threads();
  const int count = static_cast<int>(std::min<int64_t>(batch, threads));
  return count > 1 ? std::make_unique<Lanes>(count, threads / count) : nullptr;
}

SoloPass::SoloPass(SoloNet& net,
                   const torch::Tensor& images,
                   const Precision& precision,
                   Lanes* lanes)
    : net_(net) {
  const auto run = [&](const torch::Tensor& part) {
    const AutocastGuard autocast(part.device(), precision);
    return net->forward(precision.channelsLast ? part.contiguous(at::MemoryFormat::ChannelsLast)
                                               : part);
  };
  if (lanes == nullptr || images.size(0) < 2) {
    output_ = run(images);
    output_.maps.clear();
    return;
  }
  pass_ = std::make_unique<LanePass>(
      *lanes, images, [&](const torch::Tensor& part) { return listed(run(part)); });
  output_ = fromList(pass_->outputs());
}

void SoloPass::backward(const torch::Tensor& loss) {
  loss.backward();
  if (pass_) pass_->backward(net_->parameters());
}

}  // namespace maskwright::ml
