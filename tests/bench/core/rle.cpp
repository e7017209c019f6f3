// Prints how much faster our run length code is than the plain way of doing the same.
#include "core/coco/rle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>

using namespace maskwright;

namespace {

/// Fastest of several runs, milliseconds.
template <typename Work>
double fastestMs(int repeats, Work work) {
  double best = 1e30;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

/// Column after column, pixel after pixel: the definition of the format.
Rle plainEncode(const Bitmap& mask) {
  Rle rle{mask.height, mask.width, {}};
  uint8_t value = 0;
  uint32_t run = 0;
  for (int x = 0; x < mask.width; ++x)
    for (int y = 0; y < mask.height; ++y) {
      if (mask.at(y, x) != value) {
        rle.counts.push_back(run);
        run = 0;
        value = mask.at(y, x);
      }
      ++run;
    }
  rle.counts.push_back(run);
  return rle;
}

/// Run merging as the COCO API does it, without looking at boxes.
double plainIou(const Rle& a, const Rle& b) {
  uint32_t ca = a.counts[0], cb = b.counts[0], left = 1;
  size_t ia = 1, ib = 1;
  int64_t shared = 0, all = 0;
  bool va = false, vb = false;
  while (left > 0) {
    const uint32_t c = std::min(ca, cb);
    if (va || vb) all += c;
    if (va && vb) shared += c;
    left = 0;
    ca -= c;
    if (ca == 0 && ia < a.counts.size()) ca = a.counts[ia++], va = !va;
    left += ca;
    cb -= c;
    if (cb == 0 && ib < b.counts.size()) cb = b.counts[ib++], vb = !vb;
    left += cb;
  }
  return shared == 0 ? 0 : double(shared) / double(all);
}

/// Ellipses with a ragged outline, until about `runs` runs are reached.
Bitmap blobs(int height, int width, size_t runs, uint32_t seed) {
  std::mt19937 random(seed);
  Bitmap mask(height, width);
  for (size_t made = 0; made < runs;) {
    const int cx = random() % width, cy = random() % height;
    const int rx = 20 + random() % (width / 12), ry = 20 + random() % (height / 12);
    for (int y = std::max(0, cy - ry); y < std::min(height, cy + ry); ++y)
      for (int x = std::max(0, cx - rx); x < std::min(width, cx + rx); ++x) {
        const double dx = double(x - cx) / rx, dy = double(y - cy) / ry;
        if (dx * dx + dy * dy < 0.9 + 0.1 * (random() % 1000) / 1000) mask.at(y, x) = 1;
      }
    made = coco::encode(mask).counts.size();
  }
  return mask;
}

void benchEncode() {
  const Bitmap mask = blobs(3000, 4000, 40000, 1);
  Rle fast, plain;
  const double ours = fastestMs(9, [&] { fast = coco::encode(mask); });
  const double reference = fastestMs(5, [&] { plain = plainEncode(mask); });
  Bitmap back;
  const double decoding = fastestMs(5, [&] { back = coco::decode(fast); });
  std::printf("encode 12 MP, %zu runs: %.2f ms, plain column walk %.1f ms, ratio %.1f, %s\n",
              fast.counts.size(),
              ours,
              reference,
              reference / ours,
              fast == plain ? "equal" : "DIFFERENT");
  std::printf("decode 12 MP: %.2f ms, %s\n", decoding, back == mask ? "equal" : "DIFFERENT");
}

/// `spread`: objects all over the image; otherwise all large and overlapping.
void benchIou(const char* name, bool spread) {
  std::mt19937 random(2);
  const int height = 480, width = 640;
  std::vector<Rle> masks[2];
  for (auto& list : masks)
    for (int i = 0; i < 1000; ++i) {
      const double rx = spread ? 10 + random() % 90 : 150 + random() % 150;
      const double ry = spread ? 10 + random() % 90 : 120 + random() % 110;
      const double cx = spread ? random() % width : width / 2.,
                   cy = spread ? random() % height : height / 2.;
      Bitmap mask(height, width);
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          const double dx = (x - cx) / rx, dy = (y - cy) / ry;
          mask.at(y, x) = dx * dx + dy * dy + .03 * std::sin(x * .1 + y * .15 + i) < 1;
        }
      list.push_back(coco::encode(mask));
    }
  std::vector<double> fast, plain(1000 * 1000);
  const double ours = fastestMs(3, [&] { fast = coco::iouMatrix(masks[0], masks[1]); });
  const double reference = fastestMs(1, [&] {
    for (size_t d = 0; d < 1000; ++d)
      for (size_t t = 0; t < 1000; ++t) plain[d * 1000 + t] = plainIou(masks[0][d], masks[1][t]);
  });
  std::printf("IoU of 1,000 x 1,000 masks, %s: %.0f ms, plain merging %.0f ms, ratio %.1f, %s\n",
              name,
              ours,
              reference,
              reference / ours,
              fast == plain ? "equal" : "DIFFERENT");
}

}  // namespace

int main() {
  benchEncode();
  benchIou("spread over the image", true);
  benchIou("all overlapping", false);
}
