#include "core/ml/nn/random_erase.h"

#include "core/ml/nn/augment.h"

#include <cmath>

namespace maskwright::ml {

torch::Tensor eraseRandomly(const torch::Tensor& image,
                            const EraseOptions& options,
                            torch::Generator& generator) {
  TORCH_CHECK_VALUE(image.dim() == 3, "eraseRandomly needs (C, H, W)");
  if (uniform(generator, 0, 1) >= options.probability) return image;
  const int64_t height = image.size(1), width = image.size(2);
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double area =
        static_cast<double>(height * width) * uniform(generator, options.minArea, options.maxArea);
    const double ratio =
        std::exp(uniform(generator, std::log(options.minRatio), std::log(options.maxRatio)));
    const auto h = static_cast<int64_t>(std::lround(std::sqrt(area * ratio)));
    const auto w = static_cast<int64_t>(std::lround(std::sqrt(area / ratio)));
    if (h < 1 || w < 1 || h >= height || w >= width) continue;
    const auto place = [&](int64_t room) {
      return static_cast<int64_t>(uniform(generator, 0, static_cast<double>(room + 1)));
    };
    const int64_t top = place(height - h), left = place(width - w);
    auto erased = image.clone();
    erased.narrow(1, top, h)
        .narrow(2, left, w)
        .copy_(torch::rand({image.size(0), h, w}, generator) * 255);
    return erased;
  }
  return image;
}

}  // namespace maskwright::ml
