#include "core/ml/pretrain/slotcon_grouping.h"

namespace maskwright::ml {
namespace {

torch::Tensor unit(const torch::Tensor& x, int64_t dim) {
  return x / x.norm(2, {dim}, true).clamp_min(1e-12);
}

}  // namespace

torch::Tensor prototypeScores(const torch::Tensor& cells, const torch::Tensor& prototypes) {
  const int64_t b = cells.size(0), h = cells.size(2), w = cells.size(3);
  const auto z = unit(cells.to(torch::kFloat32).flatten(2), 1);
  const auto p = unit(prototypes.to(torch::kFloat32), 1);
  return torch::matmul(p, z).view({b, p.size(0), h, w});
}

torch::Tensor softAssignment(const torch::Tensor& scores, double temperature) {
  return torch::softmax(scores / temperature, 1) + 1e-6;
}

torch::Tensor poolSlots(const torch::Tensor& cells, const torch::Tensor& assignment) {
  const auto z = cells.to(torch::kFloat32).flatten(2);
  const auto a = assignment.flatten(2);
  return torch::bmm(a, z.transpose(1, 2)) / a.sum(2, true);
}

torch::Tensor occupiedSlots(const torch::Tensor& scores) {
  const auto winners = scores.flatten(2).argmax(1);  // (B, cells)
  auto occupied = torch::zeros({scores.size(0), scores.size(1)}, scores.options());
  return occupied.scatter_(1, winners, 1.0).gt(0);
}

torch::Tensor alignToOverlap(const torch::Tensor& scores,
                             const torch::Tensor& boxes,
                             const torch::Tensor& flipped) {
  const int64_t b = scores.size(0), h = scores.size(2), w = scores.size(3);
  const auto steps = [&](int64_t n) {
    return ((torch::arange(n, boxes.options()) + 0.5) / static_cast<double>(n)).unsqueeze(0);
  };
  const auto edge = [&](int64_t i) { return boxes.select(1, i).unsqueeze(1); };
  // Reading a row from its end is the same as mirroring the result.
  const auto along = torch::where(flipped.unsqueeze(1), 1 - steps(w), steps(w));
  const auto x = edge(0) + along * (edge(2) - edge(0));
  const auto y = edge(1) + steps(h) * (edge(3) - edge(1));
  const auto grid =
      torch::stack({x.unsqueeze(1).expand({b, h, w}), y.unsqueeze(2).expand({b, h, w})},
                   /*dim=*/3) *
          2 -
      1;
  return at::grid_sampler(scores, grid, /*bilinear*/ 0, /*border*/ 1, /*align_corners=*/false);
}

torch::Tensor groupingLoss(const torch::Tensor& student,
                           const torch::Tensor& teacher,
                           const torch::Tensor& centre,
                           const torch::Tensor& used,
                           const GroupingTemperatures& temperatures) {
  const auto rows = used.nonzero().squeeze(1);
  if (rows.numel() == 0) return torch::zeros({}, student.options());
  const auto target =
      torch::softmax(
          (teacher.detach() - centre.detach().view({1, -1, 1, 1})) / temperatures.teacher, 1)
          .index_select(0, rows);
  const auto log = torch::log_softmax(student / temperatures.student, 1).index_select(0, rows);
  return -(target * log).sum(1).mean();
}

torch::Tensor updatedCentre(const torch::Tensor& centre,
                            const torch::Tensor& first,
                            const torch::Tensor& second,
                            double keep) {
  const torch::NoGradGuard noGrad;
  const auto mean = (first.mean({0, 2, 3}) + second.mean({0, 2, 3})) / 2;
  return keep * centre + (1 - keep) * mean;
}

}  // namespace maskwright::ml
