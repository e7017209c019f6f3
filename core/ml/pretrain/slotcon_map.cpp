#include "core/ml/pretrain/slotcon_map.h"

#include "core/ml/pretrain/slotcon_grouping.h"

namespace maskwright::ml {

torch::Tensor teacherScores(const SlotConTeacher& teacher,
                            const torch::Tensor& picture,
                            const Precision& precision) {
  const c10::InferenceMode inference;
  auto encoder = teacher.encoder;
  torch::Tensor cells;
  {
    const AutocastGuard autocast(torch::kCPU, precision);
    cells = encoder->forward(
        precision.channelsLast ? picture.contiguous(at::MemoryFormat::ChannelsLast) : picture);
  }
  return prototypeScores(cells, encoder->prototypes)[0];
}

PrototypeMap prototypeMap(const torch::Tensor& scores, int64_t height, int64_t width) {
  const c10::InferenceMode inference;
  const auto fine =
      at::upsample_bilinear2d(scores.unsqueeze(0), {height, width}, /*align_corners=*/false)[0];
  const auto [best, which] = fine.max(0);
  return {which, best};
}

}  // namespace maskwright::ml
