#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// What the views of one step say.
struct DinoLoss {
  torch::Tensor total;    ///< scalar, with gradient to the student
  torch::Tensor teacher;  ///< (G * B, K) the teacher's shares, no gradient
  int64_t pairs = 0;      ///< of views that were compared
};

/// Cross-entropy of every student view against every teacher view of the same image but the same
/// view (DINO, equation 2 and algorithm 1), averaged over pairs and images.
///   student: (V * B, K) outputs of V views, view by view, the G of the teacher first;
///   teacher: (G * B, K); centre: (K) or (1, K).
DinoLoss dinoLoss(const torch::Tensor& student,
                  const torch::Tensor& teacher,
                  const torch::Tensor& centre,
                  int64_t batch,
                  double studentTemperature,
                  double teacherTemperature);

/// keep * centre + (1 - keep) * mean of the teacher's outputs (equation 4), (K).
torch::Tensor updatedDinoCentre(const torch::Tensor& centre,
                                const torch::Tensor& teacher,
                                double keep);

}  // namespace maskwright::ml
