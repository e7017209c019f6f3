#include "core/ml/pretrain/slotcon_views.h"

#include "core/ml/nn/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace maskwright::ml {
namespace {

using torch::indexing::Slice;

constexpr int kTries = 10, kRedraws = 20;
constexpr double kSolarize = 0.2;

/// A crop in pixels; `targetArea` is what was drawn before its sides were rounded.
struct Window {
  int64_t left = 0, top = 0, width = 0, height = 0;
  double targetArea = 0;
};

/// Sides of the part that both windows hold, and where it begins.
struct Overlap {
  double left, top, right, bottom;
  double area() const { return std::max(0.0, right - left) * std::max(0.0, bottom - top); }
};

Overlap overlapOf(const Window& a, const Window& b) {
  return {static_cast<double>(std::max(a.left, b.left)),
          static_cast<double>(std::max(a.top, b.top)),
          static_cast<double>(std::min(a.left + a.width, b.left + b.width)),
          static_cast<double>(std::min(a.top + a.height, b.top + b.height))};
}

/// One try of a random resized crop: nothing if it does not fit into h x w.
std::optional<Window> tryWindow(int64_t h,
                                int64_t w,
                                const SlotViewOptions& options,
                                torch::Generator& generator) {
  const double area =
      static_cast<double>(h * w) * uniform(generator, options.minArea, options.maxArea);
  const double aspect = std::exp(uniform(generator, std::log(3.0 / 4), std::log(4.0 / 3)));
  const auto width = static_cast<int64_t>(std::lround(std::sqrt(area * aspect)));
  const auto height = static_cast<int64_t>(std::lround(std::sqrt(area / aspect)));
  if (width < 1 || height < 1 || width > w || height > h) return std::nullopt;
  const auto left = static_cast<int64_t>(uniform(generator, 0, static_cast<double>(w - width + 1)));
  const auto top = static_cast<int64_t>(uniform(generator, 0, static_cast<double>(h - height + 1)));
  return Window{left, top, width, height, area};
}

/// Ten tries, then the middle with an aspect in [3/4, 4/3].
Window freeWindow(int64_t h,
                  int64_t w,
                  const SlotViewOptions& options,
                  torch::Generator& generator) {
  for (int i = 0; i < kTries; ++i) {
    if (const auto window = tryWindow(h, w, options, generator)) return *window;
  }
  const auto width = std::min(w, static_cast<int64_t>(std::lround(static_cast<double>(h) * 4 / 3)));
  const auto height =
      std::min(h, static_cast<int64_t>(std::lround(static_cast<double>(w) * 4 / 3)));
  return {(w - width) / 2, (h - height) / 2, width, height, static_cast<double>(width * height)};
}

Window secondWindow(const Window& first,
                    int64_t h,
                    int64_t w,
                    const SlotViewOptions& options,
                    torch::Generator& generator) {
  for (int i = 0; i < kTries; ++i) {
    const auto window = tryWindow(h, w, options, generator);
    if (window && overlapOf(first, *window).area() >= options.minOverlap * window->targetArea)
      return *window;
  }
  Window window = freeWindow(h, w, options, generator);
  for (int i = 0; i < kRedraws && overlapOf(first, window).area() <= 0; ++i)
    window = freeWindow(h, w, options, generator);
  return window;
}

torch::Tensor cut(const torch::Tensor& image, const Window& window, bool flip, int64_t size) {
  auto crop = image.index({Slice(),
                           Slice(window.top, window.top + window.height),
                           Slice(window.left, window.left + window.width)});
  if (flip) crop = crop.flip(2);
  return bicubicSquare(crop, size);
}

/// The overlap in the frame of a window as it is shown.
std::array<float, 4> boxIn(const Overlap& overlap, const Window& window, bool flip) {
  const auto x = [&](double value) {
    return (value - static_cast<double>(window.left)) / static_cast<double>(window.width);
  };
  const auto y = [&](double value) {
    return static_cast<float>((value - static_cast<double>(window.top)) /
                              static_cast<double>(window.height));
  };
  double x1 = x(overlap.left), x2 = x(overlap.right);
  if (flip) {
    const double mirrored = 1 - x2;
    x2 = 1 - x1;
    x1 = mirrored;
  }
  return {static_cast<float>(x1), y(overlap.top), static_cast<float>(x2), y(overlap.bottom)};
}

/// Collects one view of the batch.
struct Builder {
  std::vector<torch::Tensor> images;
  std::vector<float> boxes;
  std::vector<uint8_t> flips;

  void add(const torch::Tensor& image,
           const Window& window,
           const Overlap& overlap,
           bool flip,
           int64_t size) {
    images.push_back(cut(image, window, flip, size));
    const auto box = boxIn(overlap, window, flip);
    boxes.insert(boxes.end(), box.begin(), box.end());
    flips.push_back(flip ? 1 : 0);
  }
  SlotView view() const {
    const auto all = torch::cat(images);
    return {all,
            torch::tensor(boxes).view({-1, 4}).to(all.device()),
            torch::tensor(flips, torch::kUInt8).to(all.device(), torch::kBool)};
  }
};

}  // namespace

SlotViewPair cutSlotViews(const std::vector<torch::Tensor>& images,
                          const SlotViewOptions& options,
                          torch::Generator& generator) {
  Builder first, second;
  std::vector<uint8_t> overlaps;
  for (const auto& image : images) {
    const int64_t h = image.size(1), w = image.size(2);
    Window a{0, 0, w, h, static_cast<double>(h * w)}, b = a;
    bool flipA = false, flipB = false;
    if (options.crops) {
      a = freeWindow(h, w, options, generator);
      b = secondWindow(a, h, w, options, generator);
      flipA = uniform(generator, 0, 1) < options.flip;
      flipB = uniform(generator, 0, 1) < options.flip;
    }
    Overlap overlap = overlapOf(a, b);
    overlaps.push_back(overlap.area() > 0 ? 1 : 0);
    first.add(image, a, overlap, flipA, options.size);
    second.add(image, b, overlap, flipB, options.size);
  }
  const auto x = first.view();
  return {
      x, second.view(), torch::tensor(overlaps, torch::kUInt8).to(x.boxes.device(), torch::kBool)};
}

torch::Tensor slotViewColors(const torch::Tensor& images,
                             bool second,
                             torch::Generator& generator) {
  const auto x = jitterColors(images, {.saturation = 0.2, .blur = second ? 0.1 : 1.0}, generator);
  return second ? solarized(x, kSolarize, generator) : x;
}

}  // namespace maskwright::ml
