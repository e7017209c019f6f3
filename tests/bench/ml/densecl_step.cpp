// Time of one DenseCL step (32 images, 128 px, ResNet-18): float32 against bfloat16.
#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/densecl_trainer.h"

#include <chrono>
#include <cstdio>

using namespace maskwright::ml;

namespace {

double secondsPerStep(Precision precision, const std::vector<torch::Tensor>& batch) {
  DenseClTrainer trainer({}, 256, precision);
  trainer.step(batch, 0.01);
  const auto start = std::chrono::steady_clock::now();
  constexpr int kSteps = 4;
  for (int i = 0; i < kSteps; ++i) trainer.step(batch, 0.01);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / kSteps;
}

}  // namespace

int main() {
  std::printf("threads %d\n", configureThreads());
  std::vector<torch::Tensor> batch;
  for (int i = 0; i < 32; ++i)
    batch.push_back(torch::randint(0, 255, {3, 176, 234}, torch::kUInt8));
  auto generator = stepGenerator(1, 1);
  const auto start = std::chrono::steady_clock::now();
  const auto view = jitterColors(randomCrops(batch, {}, generator), {}, generator);
  std::printf("one augmented view: %.3f s\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  const double plain = secondsPerStep({}, batch);
  const double nhwc = secondsPerStep({false, true}, batch);
  const Precision best = detectPrecision(torch::kCPU);
  const double fast = secondsPerStep(best, batch);
  std::printf("float32 %.3f s, float32 channels-last %.3f s, %s %.3f s: %.2f x\n",
              plain,
              nhwc,
              precisionName(best).c_str(),
              fast,
              plain / fast);
}
