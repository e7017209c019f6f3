#include "core/imaging/sample_scene.h"

#include "core/imaging/sample_random.h"
#include "core/imaging/sample_shapes.h"
#include "core/imaging/sample_texture.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace maskwright::imaging {
namespace {

/// Dark, middle and light colour as 0xRRGGBB; neighbours in hue, so that they sit well together.
using Palette = std::array<uint32_t, 3>;
constexpr std::array<Palette, 8> kPalettes{{
    {0x1B3A4B, 0x4D8F9C, 0xDCE9DF},  // lagoon
    {0x5A2A27, 0xC2694F, 0xF3DEC4},  // terracotta
    {0x26413C, 0x6E9C6F, 0xE6ECCB},  // fern
    {0x2E2A4F, 0x7A73AE, 0xE4DFEF},  // iris
    {0x4A3B28, 0xA98A5B, 0xF0E6D0},  // oak
    {0x3B2740, 0xA86A88, 0xF3DDE0},  // heather
    {0x22384F, 0x6C8EAD, 0xE9EEF2},  // slate
    {0x4F3A12, 0xC9983C, 0xF6EBC9},  // honey
}};
const std::array<cv::Size, 4> kSizes{{{320, 240}, {240, 320}, {320, 256}, {288, 256}}};
constexpr std::array<SampleTexture, 3> kGrounds{
    SampleTexture::Clouds, SampleTexture::Marble, SampleTexture::Grain};

struct PlacedObject {
  int classIndex = 0;
  cv::Point2f centre;
  double radius = 0, angle = 0;
  cv::Mat coverage;  // CV_8U
  int fullArea = 0;
};

cv::Mat insideOf(const cv::Mat& coverage) {
  return coverage >= 128;
}

/// Linear ramp through the palette's three colours, 256 steps.
cv::Mat rampOf(const Palette& palette) {
  cv::Mat ramp(1, 256, CV_8UC3);
  for (int i = 0; i < 256; ++i) {
    const double place = i / 255.0 * 2;
    const int from = std::min(1, static_cast<int>(place));
    for (int channel = 0; channel < 3; ++channel) {
      const int a = palette[from] >> (8 * channel) & 0xFF;
      const int b = palette[from + 1] >> (8 * channel) & 0xFF;
      ramp.at<cv::Vec3b>(0, i)[channel] = cv::saturate_cast<uint8_t>(a + (b - a) * (place - from));
    }
  }
  return ramp;
}

/// Puts up to `wanted` objects down, later ones over earlier ones, none hidden by more than half.
std::vector<PlacedObject> placeObjects(cv::Size size, int wanted, SampleRandom& random) {
  std::vector<PlacedObject> placed;
  std::vector<cv::Mat> visible;
  const double largest = std::clamp(92.0 - 9 * wanted, 42.0, 78.0);
  for (int attempt = 0; attempt < 14 * wanted && static_cast<int>(placed.size()) < wanted;
       ++attempt) {
    PlacedObject object;
    object.classIndex = random.below(static_cast<int>(kSampleClasses.size()));
    object.radius = random.uniform(28, largest);
    object.angle = random.uniform(0, 2 * std::numbers::pi);
    const double margin = object.radius * 0.7;
    object.centre = {static_cast<float>(random.uniform(margin, size.width - margin)),
                     static_cast<float>(random.uniform(margin, size.height - margin))};
    object.coverage = renderSilhouette(
        object.classIndex, size, object.centre, object.radius, object.angle, random);
    const cv::Mat inside = insideOf(object.coverage);
    object.fullArea = cv::countNonZero(inside);
    if (object.fullArea < 500) continue;
    const bool hidesTooMuch = [&] {
      for (size_t i = 0; i < placed.size(); ++i)
        if (cv::countNonZero(visible[i] & ~inside) < 0.55 * placed[i].fullArea) return true;
      return false;
    }();
    if (hidesTooMuch) continue;
    for (cv::Mat& other : visible) other &= ~inside;
    visible.push_back(inside);
    placed.push_back(std::move(object));
  }
  return placed;
}

cv::Mat colourise(const cv::Mat& tones, const cv::Mat& ramp) {
  cv::Mat three, out;
  cv::cvtColor(tones, three, cv::COLOR_GRAY2BGR);
  cv::LUT(three, ramp, out);
  return out;
}

/// Blends `over` into `picture` by `coverage`.
void blend(cv::Mat& picture, const cv::Mat& over, const cv::Mat& coverage) {
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const int a = coverage.at<uint8_t>(y, x);
      if (!a) continue;
      auto& p = picture.at<cv::Vec3b>(y, x);
      const auto& o = over.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        p[c] = static_cast<uint8_t>((p[c] * (255 - a) + o[c] * a + 127) / 255);
    }
}

/// Multiplies brightness by 1 + amount (CV_32F).
void shade(cv::Mat& picture, const cv::Mat& amount) {
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const float factor = 1 + amount.at<float>(y, x);
      for (int c = 0; c < 3; ++c) {
        auto& value = picture.at<cv::Vec3b>(y, x)[c];
        value = cv::saturate_cast<uint8_t>(value * factor);
      }
    }
}

/// A soft shadow on what lies below, towards `light`'s far side.
void dropShadow(cv::Mat& picture, const cv::Mat& coverage, cv::Point2f light) {
  cv::Mat shadow;
  const cv::Matx23f shift(1, 0, -3.0f * light.x, 0, 1, -3.0f * light.y);
  cv::warpAffine(coverage, shadow, shift, coverage.size());
  cv::GaussianBlur(shadow, shadow, {}, 2.2);
  cv::Mat amount;
  shadow.convertTo(amount, CV_32F, -0.34 / 255);
  shade(picture, amount);
}

/// Brightness of a rounded rim: lit on the side of the light, dark on the other, flat inside.
cv::Mat rim(const cv::Mat& coverage, cv::Point2f light) {
  cv::Mat soft, dx, dy;
  coverage.convertTo(soft, CV_32F, 1.0 / 255);
  cv::GaussianBlur(soft, soft, {}, 1.8);
  cv::Sobel(soft, dx, CV_32F, 1, 0, 3, 0.5);
  cv::Sobel(soft, dy, CV_32F, 0, 1, 3, 0.5);
  // The gradient points into the object, the light comes from `light`.
  return -(dx * light.x + dy * light.y) * 0.65;
}

void light(cv::Mat& picture, SampleRandom& random) {
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const double strength = random.uniform(0.1, 0.24);
  const double reach = std::hypot(picture.cols, picture.rows) / 2;
  cv::Mat amount(picture.size(), CV_32F);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      amount.at<float>(y, x) = static_cast<float>(strength *
                                                  ((x - picture.cols / 2.0) * std::cos(angle) +
                                                   (y - picture.rows / 2.0) * std::sin(angle)) /
                                                  reach);
  shade(picture, amount);
}

void addNoise(cv::Mat& picture, SampleRandom& random) {
  const double sigma = random.uniform(1.5, 4);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      // Sum of uniforms: near enough to normal, and quick.
      const uint64_t bits = random.next();
      double sum = -2;
      for (int i = 0; i < 4; ++i) sum += static_cast<double>(bits >> (16 * i) & 0xFFFF) / 65535.0;
      const double grey = sum * 1.73 * sigma;
      for (int c = 0; c < 3; ++c) {
        auto& value = picture.at<cv::Vec3b>(y, x)[c];
        value = cv::saturate_cast<uint8_t>(value + grey);
      }
    }
}

cv::Rect enlarged(cv::Rect box, int margin, cv::Size limit) {
  box += cv::Size(2 * margin, 2 * margin);
  box -= cv::Point(margin, margin);
  return box & cv::Rect({}, limit);
}

void drawObject(cv::Mat& picture,
                const PlacedObject& object,
                const cv::Mat& ramp,
                cv::Point2f lightFrom,
                SampleRandom& random) {
  const SampleClass& kind = kSampleClasses[static_cast<size_t>(object.classIndex)];
  // Room for the shadow; the rest of the picture does not change.
  const cv::Rect part = enlarged(cv::boundingRect(object.coverage), 12, picture.size());
  const cv::Point2f corner(static_cast<float>(part.x), static_cast<float>(part.y));
  const TexturePlacement placement{part.size(),
                                   object.centre - corner,
                                   object.angle,
                                   kind.wavelength * random.uniform(0.9, 1.15)};
  const cv::Mat coverage = object.coverage(part);
  const cv::Mat tones = renderTexture(kind.texture, placement, insideOf(coverage), random);
  cv::Mat below = picture(part);
  dropShadow(below, coverage, lightFrom);
  cv::Mat surface = colourise(tones, ramp);
  shade(surface, rim(coverage, lightFrom));
  blend(below, surface, coverage);
}

Bitmap toBitmap(const cv::Mat& inside) {
  Bitmap out(inside.rows, inside.cols);
  for (int y = 0; y < inside.rows; ++y)
    for (int x = 0; x < inside.cols; ++x) out.at(y, x) = inside.at<uint8_t>(y, x) ? 1 : 0;
  return out;
}

}  // namespace

SampleScene renderSampleScene(uint64_t seed, int index) {
  SampleRandom random(seed, static_cast<uint64_t>(index));
  const cv::Size size = kSizes[static_cast<size_t>(random.below(kSizes.size()))];
  const cv::Mat ramp = rampOf(kPalettes[static_cast<size_t>(random.below(kPalettes.size()))]);
  const double lightAngle = random.uniform(0, 2 * std::numbers::pi);
  const cv::Point2f lightFrom(static_cast<float>(std::cos(lightAngle)),
                              static_cast<float>(std::sin(lightAngle)));
  const auto objects = placeObjects(size, 1 + random.below(6), random);

  const SampleTexture ground = kGrounds[static_cast<size_t>(random.below(kGrounds.size()))];
  const TexturePlacement placement{
      size, {}, random.uniform(0, std::numbers::pi), random.uniform(9, 13)};
  cv::Mat uncovered = cv::Mat(size, CV_8U, cv::Scalar(255));
  for (const auto& object : objects) uncovered &= ~insideOf(object.coverage);
  SampleScene scene;
  scene.bgr = colourise(renderTexture(ground, placement, uncovered, random), ramp);
  for (const auto& object : objects) drawObject(scene.bgr, object, ramp, lightFrom, random);
  light(scene.bgr, random);
  addNoise(scene.bgr, random);

  cv::Mat hidden = cv::Mat::zeros(size, CV_8U);
  // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read the ranges of this library
  for (auto it = objects.rbegin(); it != objects.rend(); ++it) {
    const cv::Mat inside = insideOf(it->coverage);
    scene.objects.insert(scene.objects.begin(), {it->classIndex, toBitmap(inside & ~hidden)});
    hidden |= inside;
  }
  return scene;
}

}  // namespace maskwright::imaging
