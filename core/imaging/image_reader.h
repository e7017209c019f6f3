#pragma once

#include "core/base/result.h"
#include "core/imaging/image_header.h"

#include <opencv2/core.hpp>

#include <filesystem>

namespace maskwright::imaging {

/// A decoded picture in the displayed frame.
struct DecodedImage {
  cv::Mat bgr;     ///< CV_8UC3; alpha is dropped, 16 bits become 8, grey becomes three channels
  ImageInfo info;  ///< of the file: its full size, also where `bgr` is smaller
};

/// Reads JPEG, PNG, TIFF, BMP or WebP (recognised by content) as 8-bit BGR with the EXIF
/// orientation applied.
/// `shortSide` > 0 allows a quicker, smaller decoding of JPEG (1/2, 1/4, 1/8) whose short side is
/// still >= `shortSide` pixels; 0 = full size.
/// Errors name the file and the cause: NotFound; Unreadable for empty, truncated, damaged, unknown
/// or too large files (checked before decoding).
Result<DecodedImage> readImage(const std::filesystem::path& path, int shortSide = 0);

}  // namespace maskwright::imaging
