#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// teacher <- momentum * teacher + (1 - momentum) * student, parameters only (a teacher with batch
/// norm gathers statistics of its own). Both are modules of one kind.
void updateTeacher(torch::nn::Module& teacher, const torch::nn::Module& student, double momentum);

/// 1 - (1 - start) * (1 + cos(pi * fraction)) / 2: from `start` to 1 over the schedule.
double teacherMomentumAt(double start, double fraction);

}  // namespace maskwright::ml
