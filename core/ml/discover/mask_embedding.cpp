#include "core/ml/discover/mask_embedding.h"

namespace maskwright::ml {
namespace {

torch::Tensor unitRows(const torch::Tensor& rows) {
  return rows / rows.norm(2, /*dim=*/1, /*keepdim=*/true).clamp_min(1e-12);
}

}  // namespace

torch::Tensor maskEmbeddings(const std::vector<torch::Tensor>& maps,
                             const torch::Tensor& soft,
                             double threshold) {
  const torch::NoGradGuard noGrad;
  const int64_t masks = soft.size(0);
  const torch::Tensor weight = (soft * (soft >= threshold)).to(torch::kFloat32).unsqueeze(0);
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& map : maps) {
    const torch::Tensor cells = map.flatten(1).to(torch::kFloat32);  // C x hw
    torch::Tensor fitted = weight;
    if (masks > 0 && (map.size(1) != soft.size(1) || map.size(2) != soft.size(2))) {
      fitted = at::upsample_bilinear2d(weight, {map.size(1), map.size(2)}, false);
    }
    const torch::Tensor pooled =
        fitted.squeeze(0).reshape({masks, cells.size(1)}).matmul(cells.t());
    parts.push_back(unitRows(pooled));
  }
  return unitRows(torch::cat(parts, 1));
}

std::vector<float> maskStability(const torch::Tensor& soft, double threshold, double margin) {
  const torch::NoGradGuard noGrad;
  if (soft.size(0) == 0) return {};
  const torch::Tensor fine =
      at::upsample_bilinear2d(soft.unsqueeze(0), {soft.size(1) * 4, soft.size(2) * 4}, false)
          .squeeze(0)
          .flatten(1);
  const torch::Tensor inner = (fine >= threshold + margin).sum(1).to(torch::kFloat32);
  const torch::Tensor outer = (fine >= threshold - margin).sum(1).to(torch::kFloat32);
  const torch::Tensor ratio = (inner / outer.clamp_min(1)).contiguous();
  return {ratio.data_ptr<float>(), ratio.data_ptr<float>() + ratio.numel()};
}

}  // namespace maskwright::ml
