#include "core/ml/segment/network_input.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_batch.h"

#include <algorithm>

namespace maskwright::ml {

torch::Tensor networkInput(const torch::Tensor& image, const Precision& precision) {
  const auto up = [](int64_t side) { return (side + kCanvasStep - 1) / kCanvasStep * kCanvasStep; };
  auto input = torch::zeros({1, 3, up(image.size(1)), up(image.size(2))});
  input[0].narrow(1, 0, image.size(1)).narrow(2, 0, image.size(2)).copy_(normalizeImage(image));
  return precision.channelsLast ? input.contiguous(at::MemoryFormat::ChannelsLast) : input;
}

std::vector<torch::Tensor> withoutPadding(const std::vector<torch::Tensor>& maps,
                                          const torch::Tensor& image) {
  std::vector<torch::Tensor> parts;
  for (size_t i = 0; i < maps.size(); ++i) {
    const int64_t stride = i == 0 ? 16 : 32;
    const auto part = [&](int64_t side) { return std::max<int64_t>(1, side / stride); };
    parts.push_back(maps[i][0]
                        .narrow(1, 0, part(image.size(1)))
                        .narrow(2, 0, part(image.size(2)))
                        .to(torch::kFloat32));
  }
  return parts;
}

}  // namespace maskwright::ml
