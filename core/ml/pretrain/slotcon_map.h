#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/slotcon_model.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// The prototypes of one picture, pixel by pixel.
struct PrototypeMap {
  torch::Tensor labels;  ///< (h, w) int64: prototype with the largest cosine
  torch::Tensor scores;  ///< (h, w) float32: that cosine, [-1, 1]
};

/// Cosines of the teacher's cells with its prototypes. picture: (1, 3, H, W), normalised.
/// (K, H / stride, W / stride) float32. Thread-safe for a teacher in eval mode.
torch::Tensor teacherScores(const SlotConTeacher& teacher,
                            const torch::Tensor& picture,
                            const Precision& precision);

/// Scores (K, h, w) enlarged bilinearly to height x width, then the best prototype of each pixel.
PrototypeMap prototypeMap(const torch::Tensor& scores, int64_t height, int64_t width);

}  // namespace maskwright::ml
