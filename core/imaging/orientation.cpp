#include "core/imaging/orientation.h"

#include <cstring>
#include <utility>

namespace maskwright::imaging {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kTypeShort = 3;

uint32_t readNumber(std::span<const uint8_t> bytes, size_t at, int count, bool bigEndian) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i)
    value |= static_cast<uint32_t>(bytes[at + i]) << (8 * (bigEndian ? count - 1 - i : i));
  return value;
}

}  // namespace

OrientationTransform orientationTransform(int exifValue) {
  switch (exifValue) {
    case 2:
      return {false, true, false};
    case 3:
      return {false, true, true};
    case 4:
      return {false, false, true};
    case 5:
      return {true, false, false};
    case 6:
      return {true, true, false};
    case 7:
      return {true, true, true};
    case 8:
      return {true, false, true};
    default:
      return {};
  }
}

cv::Size displayedSize(cv::Size stored, int exifValue) {
  return orientationTransform(exifValue).transpose ? cv::Size(stored.height, stored.width) : stored;
}

cv::Mat applyOrientation(const cv::Mat& stored, int exifValue) {
  const OrientationTransform t = orientationTransform(exifValue);
  cv::Mat out = stored;
  if (t.transpose) {
    cv::Mat turned;
    cv::transpose(out, turned);
    out = turned;
  }
  if (t.flipHorizontal || t.flipVertical) {
    cv::Mat flipped;
    cv::flip(out, flipped, t.flipHorizontal && t.flipVertical ? -1 : t.flipHorizontal ? 1 : 0);
    out = flipped;
  }
  return out;
}

int parseExifOrientation(std::span<const uint8_t> exif) {
  if (exif.size() >= 6 && std::memcmp(exif.data(), "Exif\0\0", 6) == 0) exif = exif.subspan(6);
  if (exif.size() < 8) return 1;
  const bool bigEndian = exif[0] == 'M' && exif[1] == 'M';
  if (!bigEndian && !(exif[0] == 'I' && exif[1] == 'I')) return 1;
  if (readNumber(exif, 2, 2, bigEndian) != 42) return 1;
  const size_t ifd = readNumber(exif, 4, 4, bigEndian);
  if (ifd + 2 > exif.size()) return 1;
  const size_t entries = readNumber(exif, ifd, 2, bigEndian);
  for (size_t i = 0; i < entries; ++i) {
    const size_t at = ifd + 2 + i * 12;
    if (at + 12 > exif.size()) return 1;
    if (readNumber(exif, at, 2, bigEndian) != kOrientationTag) continue;
    if (readNumber(exif, at + 2, 2, bigEndian) != kTypeShort) return 1;
    const int value = static_cast<int>(readNumber(exif, at + 8, 2, bigEndian));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

}  // namespace maskwright::imaging
