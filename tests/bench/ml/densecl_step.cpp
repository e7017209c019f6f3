// Throughput of DenseCL training (32 images, 128 px, ResNet-18): float32 against the processor's
// best precision, what the parts of a step cost, and how long training waits for pictures.
//   bench_densecl_step [IMAGES] [--threads N] [--steps N]
// IMAGES: a folder of pictures; without one the batch is noise.
#include "core/imaging/image_reader.h"
#include "core/imaging/image_scanner.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "tests/bench/ml/bench_arguments.h"

#include <chrono>
#include <cstdio>
#include <ctime>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

constexpr int kShortSide = 160;
constexpr int64_t kMostImages = 256;

using Clock = std::chrono::steady_clock;

/// Of all threads; tells more than the clock on a machine that others use.
double processorSeconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct StepTime {
  double wall = 0, processor = 0;
};

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

ImagePool poolOf(const std::string& folder) {
  std::vector<imaging::FoundFile> files;
  if (!folder.empty()) {
    if (auto listing = imaging::listImages(folder)) files = std::move(listing->files);
    if (static_cast<int64_t>(files.size()) > kMostImages) files.resize(kMostImages);
  }
  const auto count = files.empty() ? kMostImages : static_cast<int64_t>(files.size());
  return ImagePool(count, [folder, files](int64_t i) -> std::optional<torch::Tensor> {
    if (files.empty()) return torch::randint(0, 255, {3, 160, 213}, torch::kUInt8);
    const auto path = std::filesystem::path(folder) / files[static_cast<size_t>(i)].path;
    const auto image = imaging::readImage(path, kShortSide);
    if (!image) return std::nullopt;
    return rgbBytes(image->bgr, shortSideSize(image->bgr.size(), kShortSide, 3));
  });
}

StepTime secondsPerStep(Precision precision, const ImagePool& pool, int steps) {
  DenseClTrainer trainer({}, pool.size(), precision);
  const PretrainBudget budget;
  trainer.step(epochBatch(pool, budget, 0), 0.01);
  const auto start = Clock::now();
  const double before = processorSeconds();
  for (int i = 0; i < steps; ++i) trainer.step(epochBatch(pool, budget, i + 1), 0.01);
  return {secondsSince(start) / steps, (processorSeconds() - before) / steps};
}

/// Seconds of the parts of one step.
void printParts(Precision precision, const ImagePool& pool, int steps) {
  const DenseClOptions options;
  DenseClEncoder query("resnet18", options.dimension), key("resnet18", options.dimension);
  for (auto* encoder : {&query, &key}) {
    for (auto& p : (*encoder)->parameters()) {
      if (p.dim() == 4 && precision.channelsLast)
        p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
  MomentumSgd optimizer(*query, 0.9, 1e-4);
  double crops = 0, colors = 0, keys = 0, queries = 0, backward = 0, update = 0;
  for (int i = -1; i < steps; ++i) {
    if (i == 0) crops = colors = keys = queries = backward = update = 0;
    auto generator = stepGenerator(1, i + 1);
    const auto batch = epochBatch(pool, {}, i + 1);
    auto start = Clock::now();
    const auto lap = [&](double& part) {
      part += secondsSince(start) / steps;
      start = Clock::now();
    };
    torch::Tensor views[2];
    for (auto& view : views) {
      view = randomCrops(batch, {.size = options.crop}, generator);
      lap(crops);
      view = normalizeImage(jitterColors(view, {}, generator));
      if (precision.channelsLast) view = view.contiguous(at::MemoryFormat::ChannelsLast);
      lap(colors);
    }
    updateTeacher(*key, *query, 0.99);
    lap(update);
    DenseClEncoderImpl::Output out;
    {
      const AutocastGuard autocast(torch::kCPU, precision);
      shuffledForward(key, views[0], torch::randperm(options.batch), options.keyGroups);
      lap(keys);
      out = query->forward(views[1]);
      lap(queries);
    }
    (out.global.to(torch::kFloat32).square().mean() + out.dense.to(torch::kFloat32).square().mean())
        .backward();
    lap(backward);
    optimizer.step(0.01, 5);
    lap(update);
  }
  std::printf(
      "  both views: crops %.3f s, colours %.3f s; key pass %.3f s, query pass %.3f s, backward "
      "%.3f s, updates %.3f s\n",
      crops,
      colors,
      keys,
      queries,
      backward,
      update);
}

void report(const char* name, const StepTime& t) {
  std::printf("densecl ours %s: %.3f s a step (%.3f s of processors), %.1f images/s\n",
              name,
              t.wall,
              t.processor,
              DenseClOptions{}.batch / t.wall);
}

}  // namespace

int main(int argc, char** argv) {
  const BenchArguments arguments(argc, argv);
  std::printf("threads %d\n", configureThreads(arguments.threads));
  const OneBlasThread oneBlasThread;
  ImagePool pool = poolOf(arguments.folder);
  const auto start = Clock::now();
  pool.prepare(1, 0);
  const double decoding = secondsSince(start) / static_cast<double>(pool.size());
  std::printf("%lld pictures ready: %.0f images/s by one thread\n",
              static_cast<long long>(pool.size()),
              1 / decoding);
  const Precision best = detectPrecision(torch::kCPU);
  const auto plain = secondsPerStep({}, pool, arguments.steps);
  report("float32", plain);
  const auto fast = secondsPerStep(best, pool, arguments.steps);
  report(precisionName(best).c_str(), fast);
  printParts(best, pool, arguments.steps);
  // A collection that fits into the pool is decoded once; a larger one in parts, each for 4 epochs.
  const double training = 4 * std::min(plain.wall, fast.wall) / DenseClOptions{}.batch;
  std::printf("training waits for pictures for at most %.1f %% of the time\n",
              100 * decoding / (decoding + training));
  std::printf("densecl ours best: %.2f images/s\n",
              DenseClOptions{}.batch / std::min(plain.wall, fast.wall));
}
