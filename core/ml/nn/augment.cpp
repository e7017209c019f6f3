#include "core/ml/nn/augment.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;
using torch::indexing::Slice;

constexpr double kTurn = 6.283185307179586;

/// A crop window in pixels.
struct Window {
  int64_t top, left, height, width;
};

Window drawWindow(int64_t h, int64_t w, const CropOptions& options, torch::Generator& generator) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double area =
        static_cast<double>(h * w) * uniform(generator, options.minArea, options.maxArea);
    const double aspect = std::exp(uniform(generator, std::log(3.0 / 4), std::log(4.0 / 3)));
    const auto width = static_cast<int64_t>(std::lround(std::sqrt(area * aspect)));
    const auto height = static_cast<int64_t>(std::lround(std::sqrt(area / aspect)));
    if (width < 1 || height < 1 || width > w || height > h) continue;
    const auto top =
        static_cast<int64_t>(uniform(generator, 0, static_cast<double>(h - height + 1)));
    const auto left =
        static_cast<int64_t>(uniform(generator, 0, static_cast<double>(w - width + 1)));
    return {top, left, height, width};
  }
  const int64_t side = std::min(h, w);
  return {(h - side) / 2, (w - side) / 2, side, side};
}

torch::Tensor rowMajor(std::initializer_list<float> values) {
  return torch::tensor(std::vector<float>(values)).view({3, 3});
}

/// The matrix of one image's saturation, hue and grayscale draws.
torch::Tensor colorMatrix(const ColorOptions& options,
                          bool jitter,
                          bool gray,
                          torch::Generator& generator) {
  const auto luma = rowMajor({.299f, .587f, .114f, .299f, .587f, .114f, .299f, .587f, .114f});
  if (gray) return luma;
  if (!jitter) return torch::eye(3);
  const double s = uniform(generator, 1 - options.saturation, 1 + options.saturation);
  const double turn = kTurn * uniform(generator, -options.hue, options.hue);
  const auto yiq = rowMajor({.299f, .587f, .114f, .596f, -.274f, -.322f, .211f, -.523f, .312f});
  const auto c = static_cast<float>(std::cos(turn)), n = static_cast<float>(std::sin(turn));
  const auto rotation = rowMajor({1, 0, 0, 0, c, -n, 0, n, c});
  const auto hue = torch::inverse(yiq).mm(rotation).mm(yiq);
  return (s * torch::eye(3) + (1 - s) * luma).mm(hue);
}

}  // namespace

torch::Tensor normalizeImage(const torch::Tensor& image) {
  const auto options = torch::TensorOptions(torch::kFloat32).device(image.device());
  const auto mean = torch::tensor({123.675f, 116.28f, 103.53f}, options).view({3, 1, 1});
  const auto deviation = torch::tensor({58.395f, 57.12f, 57.375f}, options).view({3, 1, 1});
  return (image.to(torch::kFloat32) - mean) / deviation;
}

double uniform(torch::Generator& generator, double low, double high) {
  return low + (high - low) * torch::rand({1}, generator).item<double>();
}

torch::Generator stepGenerator(uint64_t seed, int64_t step) {
  // SplitMix64: neighbouring steps must not give related streams.
  uint64_t z = seed * 0x9E3779B97F4A7C15ULL + static_cast<uint64_t>(step) + 0x632BE59BD9B4E019ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return at::detail::createCPUGenerator(z ^ (z >> 31));
}

std::vector<torch::Tensor> onDevice(const std::vector<torch::Tensor>& images,
                                    const torch::Device& device) {
  std::vector<torch::Tensor> moved;
  for (const auto& image : images) moved.push_back(image.to(device));
  return moved;
}

torch::Tensor randomCrops(const std::vector<torch::Tensor>& images,
                          const CropOptions& options,
                          torch::Generator& generator) {
  std::vector<torch::Tensor> crops;
  for (const auto& image : images) {
    const auto window = drawWindow(image.size(1), image.size(2), options, generator);
    auto crop = image.index({Slice(),
                             Slice(window.top, window.top + window.height),
                             Slice(window.left, window.left + window.width)});
    if (uniform(generator, 0, 1) < options.flip) crop = crop.flip(2);
    if (options.bicubic) {
      crops.push_back(bicubicSquare(crop, options.size));
      continue;
    }
    crops.push_back(F::interpolate(crop.to(torch::kFloat32).unsqueeze(0),
                                   F::InterpolateFuncOptions()
                                       .size(std::vector<int64_t>{options.size, options.size})
                                       .mode(torch::kBilinear)
                                       .align_corners(false)));
  }
  return torch::cat(crops);
}

torch::Tensor bicubicSquare(const torch::Tensor& image, int64_t size) {
  return at::_upsample_bicubic2d_aa(image.to(torch::kFloat32).unsqueeze(0).contiguous(),
                                    {size, size},
                                    /*align_corners=*/false,
                                    {},
                                    {})
      .clamp(0, 255);
}

torch::Tensor solarized(const torch::Tensor& images,
                        double probability,
                        torch::Generator& generator) {
  const auto chosen = torch::rand({images.size(0), 1, 1, 1}, generator).lt(probability);
  return torch::where(chosen.to(images.device()).logical_and(images.ge(128)), 255 - images, images);
}

torch::Tensor gaussianBlur(const torch::Tensor& images, const torch::Tensor& sigmas) {
  const int64_t b = images.size(0), c = images.size(1), h = images.size(2), w = images.size(3);
  const auto radius = std::min<int64_t>(
      std::min(h, w) - 1, static_cast<int64_t>(std::ceil(2.5 * sigmas.max().item<double>())));
  if (radius < 1) return images;
  const auto offsets = torch::arange(-radius, radius + 1, sigmas.options()).unsqueeze(0);
  const auto variance = sigmas.to(torch::kFloat32).view({b, 1}).square().clamp_min(1e-6);
  auto kernel = torch::exp(-offsets.square() / (2 * variance));
  kernel = (kernel / kernel.sum(1, true)).repeat_interleave(c, 0);
  auto x = images.reshape({1, b * c, h, w});
  const auto pad = [&](int64_t px, int64_t py) {
    return F::pad(x, F::PadFuncOptions({px, px, py, py}).mode(torch::kReflect));
  };
  const auto depthwise = [&](const torch::Tensor& input, const torch::Tensor& weight) {
    return F::conv2d(input, weight, F::Conv2dFuncOptions().groups(b * c));
  };
  x = depthwise(pad(radius, 0), kernel.view({b * c, 1, 1, -1}));
  x = depthwise(pad(0, radius), kernel.view({b * c, 1, -1, 1}));
  return x.view({b, c, h, w});
}

torch::Tensor jitterColors(const torch::Tensor& images,
                           const ColorOptions& options,
                           torch::Generator& generator) {
  const int64_t b = images.size(0), h = images.size(2), w = images.size(3);
  std::vector<torch::Tensor> matrices;
  std::vector<float> gains, contrasts, sigmas;
  const double side = static_cast<double>(std::min(h, w)) / 224.0;
  for (int64_t i = 0; i < b; ++i) {
    const bool jitter = uniform(generator, 0, 1) < options.probability;
    const bool gray = uniform(generator, 0, 1) < options.grayscale;
    matrices.push_back(colorMatrix(options, jitter, gray, generator));
    const auto factor = [&](double range) {
      return static_cast<float>(jitter ? uniform(generator, 1 - range, 1 + range) : 1.0);
    };
    gains.push_back(factor(options.brightness));
    contrasts.push_back(factor(options.contrast));
    const bool blur = uniform(generator, 0, 1) < options.blur;
    sigmas.push_back(
        static_cast<float>(blur ? side * uniform(generator, 0.1, options.maxBlurSigma) : 0.0));
  }
  const auto device = images.device();
  auto x = images * torch::tensor(gains).view({b, 1, 1, 1}).to(device);
  const auto middle = x.mean({1, 2, 3}, true);
  x = middle + (x - middle) * torch::tensor(contrasts).view({b, 1, 1, 1}).to(device);
  x = torch::bmm(torch::stack(matrices).to(device), x.reshape({b, 3, h * w})).view({b, 3, h, w});
  x = x.clamp(0, 255);
  const auto blurred = torch::tensor(sigmas).gt(0).nonzero().flatten();
  if (blurred.numel() == 0) return x;
  const auto rows = blurred.to(device);
  return x.index_copy_(0,
                       rows,
                       gaussianBlur(x.index_select(0, rows),
                                    torch::tensor(sigmas).index_select(0, blurred).to(device)));
}

}  // namespace maskwright::ml
