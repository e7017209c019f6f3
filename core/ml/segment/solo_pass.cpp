#include "core/ml/segment/solo_pass.h"

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

SoloPass::SoloPass(SoloNet& net,
                   const torch::Tensor& images,
                   const Precision& precision,
                   Lanes* lanes)
    : net_(net), pass_(images, precision, lanes, [&](const torch::Tensor& part) {
        return listed(net->forward(part));
      }) {
  output_ = fromList(pass_.outputs());
}

void SoloPass::backward(const torch::Tensor& loss) {
  pass_.backward(loss, net_->parameters());
}

}  // namespace maskwright::ml
