#pragma once

// A small problem for DINO: textures of six kinds in grey.

#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/dino_trainer.h"

namespace maskwright::test {

using namespace maskwright::ml;

inline constexpr int64_t kSide = 64, kClasses = 6, kTrained = 240, kTested = 120, kNeighbours = 5;

/// The surface of a class, true or false: stripes across, stripes down, checks, diamonds, dots,
/// clouds.
inline torch::Tensor surface(int64_t kind,
                             double period,
                             double phase,
                             torch::Generator& generator) {
  const auto wave = [&](const torch::Tensor& t) {
    return torch::sin((t + phase) * (2 * M_PI / period));
  };
  const auto x = torch::arange(kSide, torch::kFloat32).view({1, kSide}).expand({kSide, kSide});
  const auto y = torch::arange(kSide, torch::kFloat32).view({kSide, 1}).expand({kSide, kSide});
  switch (kind) {
    case 0:
      return wave(y).gt(0);
    case 1:
      return wave(x).gt(0);
    case 2:
      return (wave(x) * wave(y)).gt(0);
    case 3:
      return (wave(x + y) * wave(x - y)).gt(0);
    case 4:
      return (wave(x) + wave(y)).gt(1);
    default:
      break;
  }
  const auto cells = static_cast<int64_t>(std::lround(kSide / period * 2));
  const auto coarse = torch::randn({1, 1, cells, cells}, generator);
  return at::upsample_bilinear2d(coarse, {kSide, kSide}, false)[0][0].gt(0);
}

/// One surface in two random greys, lit from one side, with noise; its class is index % kClasses.
/// Grey, because a colour of its own would be what tells an image from the others most easily.
inline torch::Tensor surfaceImage(int64_t index) {
  auto generator = stepGenerator(991, index);
  const double period = uniform(generator, 8, 16);
  const auto mask = surface(index % kClasses, period, uniform(generator, 0, 16), generator);
  const auto first = torch::full({3, 1, 1}, 70.0), second = torch::full({3, 1, 1}, 185.0);
  const bool swap = uniform(generator, 0, 1) < 0.5;
  auto image = torch::where(mask.unsqueeze(0), swap ? first : second, swap ? second : first);
  image = image + torch::randn({3, kSide, kSide}, generator) * 8;
  return image.clamp(0, 255).to(torch::kUInt8);
}

/// CLS of the transformer for images [from, from + count), unit length.
inline torch::Tensor features(VitNetwork& network, int64_t from, int64_t count) {
  const torch::NoGradGuard noGrad;
  std::vector<torch::Tensor> images;
  for (int64_t i = 0; i < count; ++i)
    images.push_back(normalizeImage(surfaceImage(from + i).slice(1, 8, 56).slice(2, 8, 56)));
  const auto cls = network->forward(torch::stack(images));
  return cls / cls.norm(2, {1}, true);
}

/// Share of new images whose nearest neighbours among the trained ones vote for their class.
inline double neighbourAccuracy(VitNetwork& network) {
  const auto bank = features(network, 0, kTrained);
  const auto asked = features(network, kTrained, kTested);
  const auto nearest = std::get<1>(asked.mm(bank.t()).topk(kNeighbours, 1));
  const auto votes = torch::one_hot(nearest.remainder(kClasses), kClasses).sum(1);
  const auto truth = torch::arange(kTrained, kTrained + kTested).remainder(kClasses);
  return votes.argmax(1).eq(truth).to(torch::kFloat64).mean().item<double>();
}

inline DinoOptions shortTraining() {
  auto options = *dinoProfile("preview");
  options.embed = 64;
  options.depth = 3;
  options.patch = 8;
  options.dropPath = 0;
  options.crop = 48;
  options.globalArea = 0.7;
  options.locals = 0;
  options.hidden = 128;
  options.bottleneck = 32;
  options.outputs = 64;
  options.batch = 24;
  options.learningRate = 3e-4;
  options.weightDecayEnd = 0.04;
  options.teacherMomentum = 0.99;
  options.minutes = 0;
  options.steps = 500;
  options.seed = 3;
  return options;
}

}  // namespace maskwright::test
