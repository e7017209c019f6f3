#include "core/ml/pretrain/dino_loss.h"

namespace maskwright::ml {

DinoLoss dinoLoss(const torch::Tensor& student,
                  const torch::Tensor& teacher,
                  const torch::Tensor& centre,
                  int64_t batch,
                  double studentTemperature,
                  double teacherTemperature) {
  DinoLoss out;
  out.teacher = ((teacher.detach() - centre) / teacherTemperature).softmax(1);
  const auto targets = out.teacher.split(batch);
  const auto views = student.split(batch);
  for (size_t v = 0; v < views.size(); ++v) {
    const auto logShares = (views[v] / studentTemperature).log_softmax(1);
    for (size_t g = 0; g < targets.size(); ++g) {
      if (g == v) continue;  // the same view: nothing to learn from
      const auto pair = -(targets[g] * logShares).sum(1).mean();
      out.total = out.total.defined() ? out.total + pair : pair;
      ++out.pairs;
    }
  }
  out.total = out.total / static_cast<double>(out.pairs);
  return out;
}

torch::Tensor updatedDinoCentre(const torch::Tensor& centre,
                                const torch::Tensor& teacher,
                                double keep) {
  return centre * keep + teacher.detach().mean(0) * (1 - keep);
}

}  // namespace maskwright::ml
