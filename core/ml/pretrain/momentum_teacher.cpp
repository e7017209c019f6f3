#include "core/ml/pretrain/momentum_teacher.h"

#include <cmath>

namespace maskwright::ml {

void updateTeacher(torch::nn::Module& teacher, const torch::nn::Module& student, double momentum) {
  const torch::NoGradGuard noGrad;
  const auto from = student.parameters();
  auto to = teacher.parameters();
  for (size_t i = 0; i < to.size(); ++i) to[i].lerp_(from[i].detach(), 1 - momentum);
}

double teacherMomentumAt(double start, double fraction) {
  return 1 - (1 - start) * (std::cos(M_PI * fraction) + 1) / 2;
}

}  // namespace maskwright::ml
