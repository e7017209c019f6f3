#include "core/imaging/sample_texture.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace maskwright::imaging {
namespace {

constexpr float kTau = 2 * std::numbers::pi_v<float>;

/// Smooth noise about `wavelength` pixels wide, roughly in [-1, 1].
cv::Mat smoothNoise(cv::Size size, double wavelengthX, double wavelengthY, SampleRandom& random) {
  const cv::Size grid(std::max(4, static_cast<int>(size.width / wavelengthX) + 4),
                      std::max(4, static_cast<int>(size.height / wavelengthY) + 4));
  cv::Mat coarse(grid, CV_32F);
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x)
      coarse.at<float>(y, x) = static_cast<float>(random.uniform(-1, 1));
  const float offsetX = static_cast<float>(random.unit()) + 1;
  const float offsetY = static_cast<float>(random.unit()) + 1;
  const cv::Matx23f map(1 / static_cast<float>(wavelengthX),
                        0,
                        offsetX,
                        0,
                        1 / static_cast<float>(wavelengthY),
                        offsetY);
  cv::Mat out;
  cv::warpAffine(
      coarse, out, map, size, cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT);
  return out;
}

/// Several octaves, each half as wide and `gain` as strong as the one before.
cv::Mat fractalNoise(cv::Size size, double wavelength, double gain, SampleRandom& random) {
  cv::Mat sum = cv::Mat::zeros(size, CV_32F);
  double strength = 1;
  for (int octave = 0; octave < 4 && wavelength >= 2; ++octave) {
    sum += strength * smoothNoise(size, wavelength, wavelength, random);
    wavelength /= 2;
    strength *= gain;
  }
  return sum;
}

cv::Mat grain(const TexturePlacement& p, SampleRandom& random) {
  const int side = static_cast<int>(std::hypot(p.size.width, p.size.height)) + 8;
  cv::Mat fibres = smoothNoise({side, side}, p.wavelength * 7, p.wavelength * 0.8, random);
  fibres += 0.6 * smoothNoise({side, side}, p.wavelength * 4, p.wavelength * 0.4, random);
  const cv::Point2f middle(side / 2.0f, side / 2.0f);
  cv::Mat map = cv::getRotationMatrix2D(middle, p.angle * 180 / std::numbers::pi, 1);
  map.at<double>(0, 2) += (p.size.width - side) / 2.0;
  map.at<double>(1, 2) += (p.size.height - side) / 2.0;
  cv::Mat out;
  cv::warpAffine(fibres, out, map, p.size, cv::INTER_LINEAR, cv::BORDER_REFLECT);
  return out;
}

/// Distance to the second nearest minus to the nearest of jittered grid points: 0 on the seams.
cv::Mat cells(const TexturePlacement& p, SampleRandom& random) {
  const float pitch = static_cast<float>(p.wavelength) * 1.3f;
  const int columns = static_cast<int>(p.size.width / pitch) + 5;
  const int rows = static_cast<int>(p.size.height / pitch) + 5;
  std::vector<cv::Point2f> points;
  std::vector<float> tones;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const auto x = static_cast<float>(column - 2 + random.uniform(0.1, 0.9));
      const auto y = static_cast<float>(row - 2 + random.uniform(0.1, 0.9));
      points.emplace_back(x * pitch, y * pitch);
      tones.push_back(static_cast<float>(random.uniform(-0.25, 0.25)));
    }
  cv::Mat out(p.size, CV_32F);
  for (int y = 0; y < p.size.height; ++y)
    for (int x = 0; x < p.size.width; ++x) {
      float first = 1e9f, second = 1e9f, tone = 0;
      const int column = static_cast<int>(x / pitch) + 2, row = static_cast<int>(y / pitch) + 2;
      for (int r = row - 1; r <= row + 1; ++r)
        for (int c = column - 1; c <= column + 1; ++c) {
          const auto at = static_cast<size_t>(r) * columns + c;
          const float d = std::hypot(points[at].x - x, points[at].y - y);
          if (d < first) {
            second = first;
            first = d;
            tone = tones[at];
          } else {
            second = std::min(second, d);
          }
        }
      out.at<float>(y, x) = std::min(1.0f, (second - first) / pitch) + tone;
    }
  return out;
}

/// Value of a regular texture at (u, v): pixels along and across the object's axis.
float regular(SampleTexture kind, float u, float v, float wave, float phase) {
  const float k = kTau / wave;
  switch (kind) {
    case SampleTexture::Rings:
      return std::sin(k * std::hypot(u, v) + phase);
    case SampleTexture::Rays: {
      const float spokes = 14;
      return std::sin(spokes * std::atan2(v, u) + phase);
    }
    case SampleTexture::Dots: {
      const float a = std::cos(k * u), b = std::cos(k * (0.5f * u + 0.866f * v));
      return a + b + std::cos(k * (0.5f * u - 0.866f * v));
    }
    case SampleTexture::Checker:
      return std::sin(k * u * 0.7f + phase) * std::sin(k * v * 0.7f);
    case SampleTexture::Waves:
      return std::sin(k * (u + 0.28f * wave * std::sin(k * 0.5f * v)) + phase);
    default:
      return std::sin(k * u + phase);
  }
}

cv::Mat regularField(SampleTexture kind, const TexturePlacement& p, SampleRandom& random) {
  // A slight bend keeps the drawing from looking machine-made.
  const cv::Mat bendX = smoothNoise(p.size, 40, 40, random);
  const cv::Mat bendY = smoothNoise(p.size, 40, 40, random);
  const auto wave = static_cast<float>(p.wavelength);
  const auto phase = static_cast<float>(random.uniform(0, kTau));
  const auto c = static_cast<float>(std::cos(p.angle)), s = static_cast<float>(std::sin(p.angle));
  cv::Mat out(p.size, CV_32F);
  for (int y = 0; y < p.size.height; ++y)
    for (int x = 0; x < p.size.width; ++x) {
      const float dx = x - p.centre.x + 0.14f * wave * bendX.at<float>(y, x);
      const float dy = y - p.centre.y + 0.14f * wave * bendY.at<float>(y, x);
      out.at<float>(y, x) = regular(kind, c * dx + s * dy, c * dy - s * dx, wave, phase);
    }
  return out;
}

/// Replaces each value by its rank among the values that count.
cv::Mat flattenHistogram(const cv::Mat& field, const cv::Mat& where) {
  constexpr int kBins = 4096;
  double low = 0, high = 1;
  cv::minMaxLoc(field, &low, &high);
  const auto scale = static_cast<float>((kBins - 1) / std::max(1e-6, high - low));
  std::vector<int> histogram(kBins, 0);
  for (int y = 0; y < field.rows; ++y)
    for (int x = 0; x < field.cols; ++x)
      if (where.at<uint8_t>(y, x))
        ++histogram[static_cast<size_t>((field.at<float>(y, x) - low) * scale)];
  std::vector<uint8_t> rank(kBins);
  int total = 0;
  for (const int count : histogram) total += count;
  double below = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    rank[bin] = static_cast<uint8_t>(255 * (below + histogram[bin] / 2.0) / std::max(1, total));
    below += histogram[bin];
  }
  cv::Mat out(field.size(), CV_8U);
  for (int y = 0; y < field.rows; ++y)
    for (int x = 0; x < field.cols; ++x)
      out.at<uint8_t>(y, x) = rank[static_cast<size_t>((field.at<float>(y, x) - low) * scale)];
  return out;
}

}  // namespace

cv::Mat renderTexture(SampleTexture kind,
                      const TexturePlacement& placement,
                      const cv::Mat& where,
                      SampleRandom& random) {
  CV_Assert(where.type() == CV_8U && where.size() == placement.size);
  cv::Mat field;
  switch (kind) {
    case SampleTexture::Clouds:
      field = fractalNoise(placement.size, placement.wavelength * 2.5, 0.55, random);
      break;
    case SampleTexture::Marble: {
      const cv::Mat winding = fractalNoise(placement.size, placement.wavelength * 4, 0.5, random);
      field.create(placement.size, CV_32F);
      for (int y = 0; y < field.rows; ++y)
        for (int x = 0; x < field.cols; ++x)
          field.at<float>(y, x) = std::sin(5.5f * winding.at<float>(y, x));
      break;
    }
    case SampleTexture::Grain:
      field = grain(placement, random);
      break;
    case SampleTexture::Cells:
      field = cells(placement, random);
      break;
    default:
      field = regularField(kind, placement, random);
  }
  // A trace of fine noise breaks ties, which would leave gaps in the histogram.
  field += 0.12 * smoothNoise(placement.size, 1.7, 1.7, random);
  return flattenHistogram(field, where);
}

}  // namespace maskwright::imaging
