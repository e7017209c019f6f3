// Backbone forward at discovery size in each precision; prints milliseconds and the ratios.
// Usage: bench_backbone [architecture] [height] [width]

#include "core/ml/nn/folded_resnet.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

using namespace maskwright::ml;

namespace {

/// Median of seven runs after two to warm up, in milliseconds.
double milliseconds(const std::function<void()>& work) {
  work();
  work();
  std::vector<double> times;
  for (int run = 0; run < 7; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
  }
  std::nth_element(times.begin(), times.begin() + 3, times.end());
  return times[3];
}

double agreement(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::cosine_similarity(
             a.flatten().to(torch::kFloat64), b.flatten().to(torch::kFloat64), 0)
      .item<double>();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string architecture = argc > 1 ? argv[1] : "resnet18";
  const int64_t height = argc > 2 ? std::atoi(argv[2]) : 512;
  const int64_t width = argc > 3 ? std::atoi(argv[3]) : 704;
  const int threads = configureThreads();
  const CpuCapability cpu = cpuCapability();
  std::printf("%s, %ldx%ld, %d threads, AVX512_BF16 %d, AMX_BF16 %d\n",
              architecture.c_str(),
              height,
              width,
              threads,
              cpu.avx512Bfloat16,
              cpu.amxBfloat16);
  torch::manual_seed(1);
  ResNetOptions options = resNetOptions(architecture);
  ResNet network(options);
  network->eval();
  const torch::Tensor x = torch::randn({1, 3, height, width});
  const c10::InferenceMode inference;
  const double autograd = milliseconds([&] { network->stages(x); });
  std::printf("float32 NCHW, batch norm apart      %7.1f ms\n", autograd);
  double times[4];
  torch::Tensor maps[4];
  const Precision kinds[4] = {{false, false}, {false, true}, {true, false}, {true, true}};
  for (int k = 0; k < 4; ++k) {
    const FoldedResNet folded(*network, kinds[k]);
    times[k] = milliseconds([&] { maps[k] = folded.stages(x)[4]; });
    std::printf("folded, %-27s %7.1f ms\n", precisionName(kinds[k]).c_str(), times[k]);
  }
  std::printf(
      "bfloat16 channels-last is %.2f x float32 NCHW (%.2f x with batch norm apart), "
      "%.2f x float32 channels-last; cosine of layer4 %.5f\n",
      times[0] / times[3],
      autograd / times[3],
      times[1] / times[3],
      agreement(maps[3].to(torch::kFloat32), maps[1]));
  options.lastStride = 1;
  ResNet dilated(options);
  dilated->eval();
  const FoldedResNet fine(*dilated, kinds[3]);
  std::printf("stride 16 instead of 32: %.1f ms\n", milliseconds([&] { fine.stages(x); }));
  return 0;
}
