// Times COCO evaluation of 5,000 images with 100 detections each, class-aware and class-agnostic.
#include "core/base/parallel.h"
#include "core/coco/evaluation.h"
#include "core/coco/rle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace maskwright;

namespace {

constexpr int kHeight = 480, kWidth = 640, kCategories = 80;

/// A rough ellipse as a polygon of 16 corners.
Rle ellipse(std::mt19937& random, double cx, double cy, double rx, double ry) {
  std::uniform_real_distribution<double> ragged(.85, 1.15);
  std::vector<double> xy;
  for (int i = 0; i < 16; ++i) {
    const double angle = 6.283185307 * i / 16, r = ragged(random);
    xy.push_back(std::clamp(cx + r * rx * std::cos(angle), 0., double(kWidth)));
    xy.push_back(std::clamp(cy + r * ry * std::sin(angle), 0., double(kHeight)));
  }
  return coco::fromPolygon(xy, kHeight, kWidth);
}

coco::Annotation object(std::mt19937& random, int64_t id, int64_t image, double scale) {
  std::uniform_real_distribution<double> unit(0, 1);
  const double radius = 8 + scale * unit(random) * unit(random) * 180;
  coco::Annotation out;
  out.id = id;
  out.image = image;
  out.category = 1 + static_cast<int64_t>(random() % kCategories);
  out.mask = ellipse(
      random, unit(random) * kWidth, unit(random) * kHeight, radius, radius * (.5 + unit(random)));
  out.box = coco::toBox(out.mask);
  out.area = static_cast<double>(coco::area(out.mask));
  out.score = unit(random);
  out.hasBox = out.hasMask = true;
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int images = argc > 1 ? std::atoi(argv[1]) : 5000;
  std::mt19937 random(1);
  std::vector<coco::Annotation> truths, detections;
  coco::EvaluationSettings settings;
  for (int i = 1; i <= images; ++i) {
    settings.images.push_back(i);
    for (int t = 0; t < 7; ++t)
      truths.push_back(object(random, static_cast<int64_t>(truths.size()) + 1, i, 1));
    for (int d = 0; d < 100; ++d) {
      auto found = object(random, static_cast<int64_t>(detections.size()) + 1, i, 1);
      if (d < 7) {  // a shifted copy of a truth, so that there is something to match
        const auto& truth = truths[truths.size() - 1 - d];
        found.mask = coco::intersect(
            truth.mask, coco::fromBox({truth.box.x + d, 0, kWidth, kHeight}, kHeight, kWidth));
        found.box = coco::toBox(found.mask);
        found.area = static_cast<double>(coco::area(found.mask));
        found.category = truth.category;
      }
      detections.push_back(std::move(found));
    }
  }
  for (int c = 1; c <= kCategories; ++c) settings.categories.push_back(c);
  settings.threads = hardwareThreads();
  for (const bool aware : {true, false}) {
    settings.useCategories = aware;
    const auto start = std::chrono::steady_clock::now();
    const auto result = coco::evaluate(truths, detections, settings);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf(
        "evaluate %d images x 100 detections, %s: %.2f s on %d threads (limit 10 s, ratio %.1f); "
        "AP %.3f\n",
        images,
        aware ? "80 categories" : "class-agnostic",
        took.count(),
        settings.threads,
        10 / took.count(),
        result.stats[0]);
  }
}
