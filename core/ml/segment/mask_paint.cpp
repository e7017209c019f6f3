#include "core/ml/segment/mask_paint.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {

torch::Tensor paintMasks(const torch::Tensor& masks, const std::vector<double>& scores) {
  TORCH_CHECK(masks.size(0) == static_cast<int64_t>(scores.size()), "one score a mask");
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  auto owners = torch::full({masks.size(1), masks.size(2)}, -1, torch::kInt64);
  // From the least confident on; of equal ones the earlier comes last.
  for (size_t i = 0; i < order.size();) {
    size_t end = i;
    while (end < order.size() && scores[order[end]] == scores[order[i]]) ++end;
    for (size_t k = end; k-- > i;) {
      const auto index = static_cast<int64_t>(order[k]);
      owners.masked_fill_(masks[index].ne(0), index);
    }
    i = end;
  }
  return owners;
}

torch::Tensor withoutOverlaps(const torch::Tensor& masks, const std::vector<double>& scores) {
  const auto owners = paintMasks(masks, scores);
  const auto index = torch::arange(masks.size(0), torch::kInt64).view({-1, 1, 1});
  return owners.unsqueeze(0).eq(index).to(torch::kUInt8);
}

}  // namespace maskwright::ml
