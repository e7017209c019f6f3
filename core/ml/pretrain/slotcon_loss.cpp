#include "core/ml/pretrain/slotcon_loss.h"

#include <limits>

namespace maskwright::ml {
namespace {

torch::Tensor unit(const torch::Tensor& x) {
  return x / x.norm(2, {1}, true).clamp_min(1e-12);
}

/// (N, M) bool: own key, and with classes the keys of the same class.
torch::Tensor positiveKeys(const torch::Tensor& positives, int64_t keys, const SlotExtras& extras) {
  auto mask = torch::zeros({positives.size(0), keys}, positives.options().dtype(torch::kBool));
  mask.scatter_(1, positives.unsqueeze(1), true);
  if (!extras.anchorClasses.defined()) return mask;
  const auto anchor = extras.anchorClasses.unsqueeze(1);
  return mask.logical_or(
      anchor.eq(extras.keyClasses.unsqueeze(0)).logical_and(anchor.ge(0).expand_as(mask)));
}

}  // namespace

SlotPairs pairSlots(const torch::Tensor& student, const torch::Tensor& teacher) {
  const auto kept = teacher.flatten();
  SlotPairs pairs;
  pairs.keys = kept.nonzero().squeeze(1);
  pairs.anchors = kept.logical_and(student.flatten()).nonzero().squeeze(1);
  const auto row = kept.to(torch::kInt64).cumsum(0) - 1;
  pairs.positives = row.index_select(0, pairs.anchors);
  return pairs;
}

torch::Tensor slotInfoNce(const torch::Tensor& anchors,
                          const torch::Tensor& keys,
                          const torch::Tensor& positives,
                          const SlotExtras& extras,
                          double temperature) {
  const auto a = unit(anchors.to(torch::kFloat32));
  const auto k = unit(keys.to(torch::kFloat32).detach());
  const auto logits = a.mm(k.t()) / temperature;
  const auto positive = positiveKeys(positives, k.size(0), extras);
  auto negatives = logits.masked_fill(positive, -std::numeric_limits<float>::infinity());
  if (extras.queue.defined() && extras.queue.size(0) > 0)
    negatives = torch::cat({negatives, a.mm(extras.queue.t()) / temperature}, 1);
  // -log(e^p / (e^p + sum of negatives)) = softplus(log sum of negatives - p). Without any negative
  // the floor keeps the logarithm finite and the loss 0.
  const auto against = negatives.clamp_min(-1e4).logsumexp(1, true);
  const auto each = torch::softplus(against - logits);
  const auto weight = positive.to(torch::kFloat32);
  const auto perAnchor = (each * weight).sum(1) / weight.sum(1);
  return perAnchor.mean() * (2 * temperature);
}

}  // namespace maskwright::ml
