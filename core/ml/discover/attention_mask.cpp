#include "core/ml/discover/attention_mask.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/patch_grid.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

std::vector<int64_t> indices(const torch::Tensor& flags) {
  const torch::Tensor found = flags.nonzero().flatten().contiguous();
  return {found.data_ptr<int64_t>(), found.data_ptr<int64_t>() + found.numel()};
}

/// Sum over heads of each patch's key with the query of that head: keys heads x N x d, queries
/// heads x d, to N. Head by head, for one product over all of them would copy the keys.
torch::Tensor agreement(const torch::Tensor& keys, const torch::Tensor& queries) {
  torch::Tensor sum = torch::zeros({keys.size(1)});
  for (int64_t head = 0; head < keys.size(0); ++head) sum.addmv_(keys[head], queries[head]);
  return sum;
}

/// The `count` greatest values as flags; ties go to the earlier patch.
torch::Tensor greatest(const torch::Tensor& values, int64_t count) {
  const torch::Tensor order =
      std::get<1>(at::sort(values, /*stable=*/true, /*dim=*/0, /*descending=*/true));
  return torch::zeros_like(values, torch::kBool).index_fill_(0, order.slice(0, 0, count), true);
}

}  // namespace

torch::Tensor massGate(const torch::Tensor& values, double mass) {
  const auto [sorted, order] = at::sort(values.to(torch::kFloat64), /*stable=*/true, 0, false);
  const torch::Tensor held = (sorted / sorted.sum()).cumsum(0) > 1 - mass;
  return torch::zeros_like(held).index_copy_(0, order, held);
}

AttentionMask attentionMask(const torch::Tensor& clsQuery,
                            const torch::Tensor& keys,
                            int rows,
                            int cols,
                            const AttentionMaskSettings& settings) {
  const c10::InferenceMode inference;
  const int64_t heads = keys.size(0), count = keys.size(1);
  const int64_t used = std::max<int64_t>(1, heads - settings.headsLeftOut);
  const torch::Tensor cells = keys.to(torch::kFloat32);
  AttentionMask out;
  out.affinity = agreement(cells.slice(0, 0, used), clsQuery.to(torch::kFloat32)).div_(used);
  out.gated = settings.gateMass < 1 && out.affinity.sum().item<double>() > 0;
  out.gate =
      out.gated ? massGate(out.affinity, settings.gateMass) : torch::ones({count}, torch::kBool);
  const torch::Tensor ranked =
      out.affinity.masked_fill(~out.gate, -std::numeric_limits<float>::infinity());
  const auto top = static_cast<int64_t>(settings.topShare * static_cast<double>(count));
  const torch::Tensor proposals = greatest(ranked, std::max<int64_t>(1, top)) & out.gate;
  out.source = ranked.argmax().item<int64_t>();

  const torch::Tensor seeds = proposals & (agreement(cells, cells.select(1, out.source)) > 0);
  out.seeds = indices(seeds);
  out.diffused = agreement(cells, cells.index_select(1, seeds.nonzero().flatten()).sum(1));
  const bool reached = out.diffused[out.source].item<float>() > 0;
  out.mask = imaging::partAt(gridMask(reached ? out.diffused > 0 : seeds, rows, cols),
                             cellOf(out.source, cols));
  return out;
}

}  // namespace maskwright::ml
