// Time of one SlotCon step of the profile small (32 images, 128 px, ResNet-18, dilated last stage):
// float32 against bfloat16, and what the parts of a step cost.
#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/slotcon_trainer.h"
#include "core/ml/pretrain/slotcon_views.h"

#include <chrono>
#include <cstdio>

using namespace maskwright::ml;

namespace {

template <typename Work>
double secondsOf(int times, const Work& work) {
  work();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
}

double secondsPerStep(Precision precision, const std::vector<torch::Tensor>& batch) {
  SlotConTrainer trainer(*slotConProfile("small", 400), 400, precision);
  return secondsOf(3, [&] { trainer.step(batch, 0.2); });
}

/// One pass of the encoder over the batch, with or without gradients.
double secondsOfPass(Precision precision, int64_t lastStride, bool backward) {
  auto options = *slotConProfile("small", 400);
  options.lastStride = lastStride;
  SlotConEncoder encoder(options);
  auto x = torch::randn({32, 3, 128, 128});
  if (precision.channelsLast) {
    x = x.contiguous(at::MemoryFormat::ChannelsLast);
    for (auto& p : encoder->parameters()) {
      if (p.dim() == 4) p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
  return secondsOf(3, [&] {
    torch::Tensor z;
    {
      const AutocastGuard autocast(torch::kCPU, precision);
      const torch::AutoGradMode gradients(backward);
      z = encoder->forward(x);
    }
    if (backward) z.to(torch::kFloat32).square().mean().backward();
  });
}

}  // namespace

int main() {
  std::printf("threads %d\n", configureThreads());
  std::vector<torch::Tensor> batch;
  for (int i = 0; i < 32; ++i)
    batch.push_back(torch::randint(0, 255, {3, 176, 234}, torch::kUInt8));
  auto generator = stepGenerator(1, 1);
  std::printf("both views: cut %.3f s", secondsOf(3, [&] { cutSlotViews(batch, {}, generator); }));
  const auto views = cutSlotViews(batch, {}, generator);
  std::printf(", coloured %.3f s\n", secondsOf(3, [&] {
                slotViewColors(views.first.images, false, generator);
                slotViewColors(views.second.images, true, generator);
              }));
  const Precision best = detectPrecision(torch::kCPU);
  for (const auto& precision : {Precision{}, Precision{false, true}, best}) {
    std::printf("%s: pass %.3f s, with gradients %.3f s (last stage strided: %.3f, %.3f)\n",
                precisionName(precision).c_str(),
                secondsOfPass(precision, 1, false),
                secondsOfPass(precision, 1, true),
                secondsOfPass(precision, 2, false),
                secondsOfPass(precision, 2, true));
  }
  const double plain = secondsPerStep({}, batch), fast = secondsPerStep(best, batch);
  std::printf("step: float32 %.3f s, %s %.3f s: %.2f x\n",
              plain,
              precisionName(best).c_str(),
              fast,
              plain / fast);
}
