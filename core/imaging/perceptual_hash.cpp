#include "core/imaging/perceptual_hash.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace maskwright::imaging {
namespace {

constexpr int kSide = 32, kFrequencies = 8;

}  // namespace

PerceptualHash perceptualHash(const cv::Mat& bgr) {
  cv::Mat grey, small, wide, transformed;
  cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
  // Area means: every pixel counts, whatever the size of the picture.
  cv::resize(grey, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  small.convertTo(wide, CV_32F);
  cv::Scalar mean, deviation;
  cv::meanStdDev(wide, mean, deviation);
  cv::dct(wide, transformed);
  std::array<float, kFrequencies * kFrequencies> values;
  for (int y = 0; y < kFrequencies; ++y)
    for (int x = 0; x < kFrequencies; ++x)
      values[static_cast<size_t>(y * kFrequencies + x)] = transformed.at<float>(y + 1, x + 1);
  auto sorted = values;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  const float upper = sorted[sorted.size() / 2];
  const float lower = *std::max_element(sorted.begin(), sorted.begin() + sorted.size() / 2);
  const float median = (lower + upper) / 2;
  PerceptualHash hash;
  hash.contrast = deviation[0];
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i] > median) hash.bits |= uint64_t{1} << i;
  return hash;
}

}  // namespace maskwright::imaging
