// One SOLO training step (4 rendered pictures): bfloat16 against float32.
//   bench_solo_step [preview|small] [--threads N] [--steps N]
#include "core/imaging/sample_scene.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_trainer.h"
#include "tests/bench/ml/bench_arguments.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kWarmUp = 6;  // steps; each new size of the canvas costs once

SoloSample sampleOf(int index, const SoloProfile& profile) {
  const auto scene = imaging::renderSampleScene(3, index);
  const cv::Size size = shortSideSize(scene.bgr.size(), static_cast<int>(profile.shortSide), 3);
  SoloSample sample;
  sample.image = rgbBytes(scene.bgr, size);
  std::vector<torch::Tensor> masks;
  for (const auto& object : scene.objects) {
    const auto full = torch::from_blob(const_cast<uint8_t*>(object.mask.data.data()),
                                       {1, 1, scene.bgr.rows, scene.bgr.cols},
                                       torch::kUInt8)
                          .to(torch::kFloat32);
    masks.push_back(
        at::upsample_bilinear2d(full, {size.height, size.width}, false)[0][0].gt(0.5).to(
            torch::kUInt8));
  }
  auto& i = sample.instances;
  const auto n = static_cast<int64_t>(masks.size());
  i.masks = torch::stack(masks);
  i.weights = torch::ones({n});
  i.verified = torch::ones({n});
  i.embeddings = torch::nn::functional::normalize(torch::randn({n, profile.embedding}));
  i.negatives = i.ignored = outlineRows(i.masks.narrow(0, 0, 0));
  return sample;
}

struct Shares {
  double batch = 0, update = 0;
  double all() const { return batch + update; }
};

Shares secondsPerStep(const Precision& precision,
                      const std::vector<SoloSample>& samples,
                      const SoloProfile& profile,
                      int steps) {
  SoloTrainOptions options;
  options.profile = profile;
  SoloTrainer trainer(options, precision);
  SoloImageLists lists;
  for (size_t i = 0; i < samples.size(); ++i) lists.others.push_back(static_cast<int64_t>(i));
  const SoloSampleLoader loader = [&](int64_t i) {
    return std::optional(samples[static_cast<size_t>(i)]);
  };
  SoloDraw draw(lists, options.shares, loader, profile.batch);
  Shares shares;
  for (int k = -kWarmUp; k < steps; ++k) {
    if (k == 0) shares = {};
    auto generator = stepGenerator(1, k + kWarmUp);
    auto start = Clock::now();
    const auto lap = [&](double& share) {
      const auto now = Clock::now();
      share += std::chrono::duration<double>(now - start).count() / steps;
      start = now;
    };
    const auto batch = makeSoloBatch(draw.next(generator), options.profile.views, generator);
    lap(shares.batch);
    trainer.step(batch, 1.0);
    lap(shares.update);
  }
  return shares;
}

void print(const char* name, const Shares& s) {
  std::printf("solo ours %s: %.3f s a step, %.0f %% of it for the views, %.2f images/s\n",
              name,
              s.all(),
              100 * s.batch / s.all(),
              4 / s.all());
}

}  // namespace

int main(int argc, char** argv) {
  const BenchArguments arguments(argc, argv);
  std::printf("threads %d\n", configureThreads(arguments.threads));
  const OneBlasThread oneBlasThread;
  torch::manual_seed(1);
  const SoloProfile& profile = soloProfile(arguments.folder.empty() ? "preview" : arguments.folder);
  std::vector<SoloSample> samples;
  for (int i = 0; i < 16; ++i) samples.push_back(sampleOf(i, profile));
  const auto plain = secondsPerStep({}, samples, profile, arguments.steps);
  print("float32", plain);
  const auto best = secondsPerStep(detectPrecision(torch::kCPU), samples, profile, arguments.steps);
  print(precisionName(detectPrecision(torch::kCPU)).c_str(), best);
  std::printf("ratio %.2f\n", plain.all() / best.all());
  std::printf("solo ours best: %.2f images/s\n", 4 / std::min(plain.all(), best.all()));
}
