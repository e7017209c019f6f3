#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace maskwright::imaging {

/// How stored pixels become displayed ones: transpose first, then the flips.
struct OrientationTransform {
  bool transpose = false;       ///< rows become columns
  bool flipHorizontal = false;  ///< left and right exchanged, after the transposition
  bool flipVertical = false;    ///< top and bottom exchanged, after the transposition
  bool operator==(const OrientationTransform&) const = default;
};

/// The transform of an EXIF orientation (tag 0x0112, CIPA DC-008 4.6.4). Values outside 1 to 8
/// count as 1, as every viewer does.
OrientationTransform orientationTransform(int exifValue);

/// Size in the displayed frame of a picture stored with size `stored`.
cv::Size displayedSize(cv::Size stored, int exifValue);

/// The picture in the displayed frame. For value 1 the result shares its data with `stored`.
cv::Mat applyOrientation(const cv::Mat& stored, int exifValue);

/// Orientation in an EXIF block, which starts at its TIFF header ("II*\0" or "MM\0*"; a leading
/// "Exif\0\0" is skipped). 1 if the block has none or is damaged.
int parseExifOrientation(std::span<const uint8_t> exif);

}  // namespace maskwright::imaging
