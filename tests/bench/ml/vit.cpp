// Forward passes of a ViT-S/16 with random weights: seconds an image in float32 and in the
// processor's best precision, and how far the masks of both agree.
// Usage: bench_vit WEIGHTS [--threads N] [--steps N] [--side PIXELS]
// WEIGHTS is written (safetensors), so that tests/bench/python/vit_forward.py can read it.

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/attention_mask.h"
#include "core/ml/discover/mask_cut.h"
#include "core/ml/weights/load_vit.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace maskwright::ml;

namespace {

/// DINO's initialisation: normal of 0.02 for products, 1 and 0 for norms.
TensorMap randomWeights() {
  VitSettings settings;
  settings.embed = 384, settings.depth = 12, settings.heads = 6, settings.hidden = 1536;
  settings.gridHeight = settings.gridWidth = 14;
  torch::manual_seed(1);
  TensorMap weights;
  for (const auto& [name, shape] : vitShapes(settings)) {
    const bool norm = name.find("norm") != std::string::npos;
    const bool bias = name.ends_with("bias");
    weights[name] = bias   ? torch::zeros(shape)
                    : norm ? torch::ones(shape)
                           : torch::randn(shape) * 0.02;
  }
  return weights;
}

/// Smooth blobs of colour with some noise, normalised: 1 x 3 x side x side.
torch::Tensor picture(int64_t side, int seed) {
  torch::manual_seed(seed);
  const torch::Tensor coarse = torch::randn({1, 3, 8, 8});
  return at::upsample_bicubic2d(coarse, {side, side}, false) +
         0.2 * torch::randn({1, 3, side, side});
}

double best(int runs, const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    least = std::min(least, taken.count());
  }
  return least;
}

std::vector<cv::Mat> masksOf(const Vit& vit, const torch::Tensor& x) {
  const auto features = vit.features(x, false);
  const auto rows = static_cast<int>(features.rows), cols = static_cast<int>(features.cols);
  const torch::Tensor keys = features.block.k[0].slice(1, 1);
  std::vector<cv::Mat> masks{
      attentionMask(features.block.q[0].select(1, 0), keys, rows, cols).mask};
  // Random weights give keys of nearly one direction: what is common to all is taken out first.
  const torch::Tensor cells = keys.transpose(0, 1).flatten(1);
  for (const CutRound& round : maskCut(PatchAffinity(cells - cells.mean(0), 0.15), rows, cols))
    if (cv::countNonZero(round.mask) > 0) masks.push_back(round.mask);
  return masks;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_vit WEIGHTS [--threads N] [--steps N] [--side PIXELS]\n");
    return 2;
  }
  int threads = 0, steps = 5;
  int64_t side = 480;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--threads") == 0) threads = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--steps") == 0) steps = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--side") == 0) side = std::atoll(argv[i + 1]);
  }
  configureThreads(threads);
  if (!writeSafetensors(argv[1], randomWeights()).ok()) return 1;
  const Precision fast = detectPrecision(torch::kCPU);
  const auto wide = loadVit(argv[1], 0, {false, true}), narrow = loadVit(argv[1], 0, fast);
  if (!wide || !narrow) return 1;
  const torch::Tensor x = picture(side, 1);
  const double slow = best(steps, [&] { wide->features(x); });
  const double quick = best(steps, [&] { narrow->features(x); });
  std::printf("vit float32 best: %.4f s an image\n", slow);
  std::printf("vit ours best: %.4f s an image (%s)\n", quick, precisionName(fast).c_str());
  double sum = 0;
  int count = 0;
  for (int seed = 1; seed <= 6; ++seed) {
    const torch::Tensor other = picture(side, seed);
    const auto a = masksOf(*wide, other), b = masksOf(*narrow, other);
    for (const cv::Mat& mask : a) {
      double most = 0;
      for (const cv::Mat& candidate : b)
        most = std::max(most, maskwright::imaging::maskIou(mask, candidate));
      sum += most;
      ++count;
    }
  }
  std::printf("masks of both agree: mean best IoU %.4f of %d\n", sum / count, count);
  return 0;
}
