#include "core/ml/pretrain/densecl_loss.h"

namespace maskwright::ml {
namespace {

torch::Tensor unit(const torch::Tensor& x, int64_t dim) {
  return x / x.norm(2, {dim}, true).clamp_min(1e-12);
}

}  // namespace

torch::Tensor matchCells(const torch::Tensor& query, const torch::Tensor& key) {
  TORCH_CHECK_VALUE(query.sizes() == key.sizes() && query.dim() == 4, "maps differ in shape");
  const torch::NoGradGuard noGrad;
  const auto q = unit(query.to(torch::kFloat32).flatten(2), 1);
  const auto k = unit(key.to(torch::kFloat32).flatten(2), 1);
  return torch::bmm(q.transpose(1, 2), k).argmax(2);
}

torch::Tensor infoNce(const torch::Tensor& anchors,
                      const torch::Tensor& positives,
                      const torch::Tensor& queue,
                      double temperature) {
  const auto positive = (anchors * positives).sum(1, true);
  const auto logits = torch::cat({positive, anchors.mm(queue)}, 1) / temperature;
  return (torch::logsumexp(logits, 1) - logits.select(1, 0)).mean();
}

DenseClLosses denseClLoss(const DenseClOutputs& outputs,
                          const FeatureQueue& globalQueue,
                          const FeatureQueue& denseQueue,
                          double temperature,
                          double lambda) {
  DenseClLosses losses;
  losses.match = matchCells(outputs.backboneQuery, outputs.backboneKey);
  const auto globalQuery = unit(outputs.globalQuery.to(torch::kFloat32), 1);
  losses.newGlobal = unit(outputs.globalKey.to(torch::kFloat32), 1).detach();
  losses.global = infoNce(globalQuery, losses.newGlobal, globalQueue.vectors(), temperature);

  const auto denseKey = outputs.denseKey.to(torch::kFloat32).detach();
  losses.newDense = unit(denseKey.mean(2), 1);
  const auto dense = unit(outputs.denseQuery.to(torch::kFloat32), 1);
  const auto keys = unit(denseKey, 1);
  const auto index = losses.match.unsqueeze(1).expand({-1, keys.size(1), -1});
  const auto matched = keys.gather(2, index);
  const auto rows = [](const torch::Tensor& x) { return x.transpose(1, 2).flatten(0, 1); };
  losses.dense = infoNce(rows(dense), rows(matched), denseQueue.vectors(), temperature);
  losses.total = (1 - lambda) * losses.global + lambda * losses.dense;
  return losses;
}

}  // namespace maskwright::ml
