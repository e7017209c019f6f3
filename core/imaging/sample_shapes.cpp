#include "core/imaging/sample_shapes.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace maskwright::imaging {
namespace {

using Outline = std::vector<cv::Point2f>;  // unit radius, axis along x

constexpr float kTau = 2 * std::numbers::pi_v<float>;

Outline polar(int points, auto&& radiusAt) {
  Outline outline;
  for (int i = 0; i < points; ++i) {
    const float angle = kTau * i / points;
    const float radius = radiusAt(angle);
    outline.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
  }
  return outline;
}

Outline star(SampleRandom& random) {
  const float inner = static_cast<float>(random.uniform(0.5, 0.6));
  Outline outline;
  for (int i = 0; i < 10; ++i) {
    const float radius = i % 2 ? inner : 1.0f;
    const float angle = kTau * i / 10;
    outline.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
  }
  return outline;
}

Outline leaf(SampleRandom& random) {
  const float width = static_cast<float>(random.uniform(0.42, 0.52));
  Outline outline;
  constexpr int kHalf = 40;
  for (int side : {1, -1})
    for (int i = 0; i < kHalf; ++i) {
      const float along = side * (1 - 2.0f * i / kHalf);
      const float belly = std::pow(std::max(0.0f, 1 - along * along), 0.85f);
      outline.emplace_back(along, side * width * belly * (1 - 0.2f * along));
    }
  return outline;
}

Outline gem(SampleRandom& random) {
  const int corners = 5 + random.below(3);
  Outline outline;
  for (int i = 0; i < corners; ++i) {
    const float angle = kTau * (i + static_cast<float>(random.uniform(-0.12, 0.12))) / corners;
    const float radius = static_cast<float>(random.uniform(0.85, 1));
    outline.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
  }
  return outline;
}

/// Half widths along the axis, from the foot to the lip, mirrored.
Outline bottle(SampleRandom& random) {
  const float belly = static_cast<float>(random.uniform(0.38, 0.46));
  const float neck = static_cast<float>(random.uniform(0.13, 0.18));
  const std::vector<cv::Point2f> half{{-1.0f, belly * 0.8f},
                                      {-0.94f, belly * 0.96f},
                                      {-0.8f, belly},
                                      {0.05f, belly},
                                      {0.2f, belly * 0.93f},
                                      {0.34f, belly * 0.68f},
                                      {0.46f, neck * 1.2f},
                                      {0.56f, neck},
                                      {0.86f, neck},
                                      {0.87f, neck * 1.4f},
                                      {1.0f, neck * 1.4f}};
  Outline outline(half.begin(), half.end());
  const Outline back(half.rbegin(), half.rend());
  for (const auto& point : back) outline.emplace_back(point.x, -point.y);
  return outline;
}

Outline pebble(SampleRandom& random) {
  const auto a = static_cast<float>(random.uniform(0.08, 0.16));
  const auto b = static_cast<float>(random.uniform(0.04, 0.1));
  const auto p = static_cast<float>(random.uniform(0, kTau));
  const auto q = static_cast<float>(random.uniform(0, kTau));
  return polar(72, [=](float t) {
    const float base = 1 / std::sqrt(1 + 0.7f * std::sin(t) * std::sin(t));
    return base * (0.88f + a * std::cos(2 * t + p) + b * std::cos(3 * t + q));
  });
}

Outline outlineOf(int classIndex, SampleRandom& random) {
  switch (classIndex) {
    case 0:
    case 3:
      return polar(96, [](float) { return 1.0f; });
    case 1:
      return star(random);
    case 2:
      return leaf(random);
    case 4:
      return gem(random);
    case 5:
      return bottle(random);
    default:
      return pebble(random);
  }
}

void fill(cv::Mat& coverage, const Outline& outline, cv::Point2f c, double radius, double angle) {
  constexpr int kShift = 4;
  const double cosine = std::cos(angle) * radius, sine = std::sin(angle) * radius;
  std::vector<cv::Point> points;
  for (const auto& p : outline)
    points.emplace_back(cvRound((c.x + cosine * p.x - sine * p.y) * (1 << kShift)),
                        cvRound((c.y + sine * p.x + cosine * p.y) * (1 << kShift)));
  cv::fillPoly(coverage, std::vector{points}, cv::Scalar(255), cv::LINE_AA, kShift);
}

}  // namespace

cv::Mat renderSilhouette(int classIndex,
                         cv::Size size,
                         cv::Point2f centre,
                         double radius,
                         double angle,
                         SampleRandom& random) {
  if (classIndex < 0 || classIndex >= static_cast<int>(kSampleClasses.size()))
    throw std::invalid_argument("no such sample class");
  cv::Mat coverage = cv::Mat::zeros(size, CV_8U);
  fill(coverage, outlineOf(classIndex, random), centre, radius, angle);
  if (kSampleClasses[static_cast<size_t>(classIndex)].name == "ring") {
    cv::Mat hole = cv::Mat::zeros(size, CV_8U);
    const double inner = radius * random.uniform(0.4, 0.5);
    fill(hole, polar(96, [](float) { return 1.0f; }), centre, inner, 0);
    coverage -= hole;
  }
  return coverage;
}

}  // namespace maskwright::imaging
