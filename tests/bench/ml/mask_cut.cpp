// MaskCut (three rounds at tau 0.15) and the attention mask on stored keys: seconds an image
// without features. tests/bench/python/mask_cut.py makes the keys, runs the published algorithm on
// them and compares the masks. Usage: bench_mask_cut KEYS MASKS ROWS COLS [--threads N] [--steps N]
// KEYS: ROWS * COLS x 384 float32, raw; MASKS: written, rounds x ROWS * COLS bytes of 0 or 1.

#include "core/ml/discover/mask_cut.h"

#include "core/ml/discover/attention_mask.h"
#include "core/ml/discover/patch_grid.h"
#include "core/ml/nn/precision.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

using namespace maskwright::ml;

namespace {

constexpr int64_t kWidth = 384, kHeads = 6;

torch::Tensor readKeys(const char* path, int64_t patches) {
  torch::Tensor keys = torch::empty({patches, kWidth}, torch::kFloat32);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(static_cast<char*>(keys.data_ptr()),
                 static_cast<std::streamsize>(keys.nbytes()))) {
    std::fprintf(stderr, "%s: can't be read\n", path);
    std::exit(1);
  }
  return keys;
}

/// The least seconds of so many runs.
template <typename Work>
double best(int runs, Work work) {
  double least = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    least = std::min(least, taken.count());
  }
  return least;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: bench_mask_cut KEYS MASKS ROWS COLS [--threads N] [--steps N]\n");
    return 2;
  }
  const int rows = std::atoi(argv[3]), cols = std::atoi(argv[4]);
  int threads = 0, steps = 5;
  for (int i = 5; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--threads") == 0) threads = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--steps") == 0) steps = std::atoi(argv[i + 1]);
  }
  configureThreads(threads);
  const torch::Tensor keys = readKeys(argv[1], static_cast<int64_t>(rows) * cols);
  // The official program's treatment of dropped masks: the same rounds as the other side.
  const MaskCutSettings settings{.masks = 3, .bringBackDropped = true};
  std::vector<CutRound> rounds;
  const double affinity = best(steps, [&] { PatchAffinity(keys, 0.15); });
  const double cut =
      best(steps, [&] { rounds = maskCut(PatchAffinity(keys, 0.15), rows, cols, settings); });
  std::printf("mask-cut ours best: %.4f s an image (%zu rounds; affinity %.4f s)\n",
              cut,
              rounds.size(),
              affinity);
  std::ofstream out(argv[2], std::ios::binary);
  for (const CutRound& round : rounds) {
    const cv::Mat mask = round.mask / 255;
    out.write(reinterpret_cast<const char*>(mask.data), static_cast<std::streamsize>(mask.total()));
  }
  const torch::Tensor heads = keys.view({keys.size(0), kHeads, -1}).transpose(0, 1).contiguous();
  const torch::Tensor query = heads.select(1, keys.size(0) / 2).contiguous();
  // Discovery takes an image a thread.
  at::set_num_threads(1);
  const double attention = best(steps, [&] { attentionMask(query, heads, rows, cols); });
  std::printf("attention mask best: %.3f ms an image\n", attention * 1e3);
  return 0;
}
