#include "core/ml/segment/hard_pixel_loss.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {

torch::Tensor hardPixelLoss(const torch::Tensor& logits,
                            const torch::Tensor& labels,
                            double share) {
  namespace F = torch::nn::functional;
  TORCH_CHECK(share > 0 && share <= 1, "the share of the hard pixels lies in (0, 1]");
  const auto valid = labels.ne(kIgnoredLabel).flatten();
  const int64_t taught = valid.sum().item<int64_t>();
  if (taught == 0) return logits.sum() * 0;
  const auto losses =
      F::cross_entropy(
          logits,
          labels,
          F::CrossEntropyFuncOptions().ignore_index(kIgnoredLabel).reduction(torch::kNone))
          .flatten()
          .masked_select(valid);
  constexpr double kRounding = 1e-9;  // .2 * 15 is a little more than 3, others a little less
  const auto wanted =
      static_cast<int64_t>(std::floor(share * static_cast<double>(labels.numel()) + kRounding));
  const int64_t count = std::clamp<int64_t>(wanted, 1, taught);
  if (count == taught) return losses.mean();
  return std::get<0>(losses.topk(count, 0, /*largest=*/true, /*sorted=*/false)).mean();
}

}  // namespace maskwright::ml
