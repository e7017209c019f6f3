#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maskwright::imaging {

/// File formats that Maskwright reads.
enum class ImageFormat { Jpeg, Png, Tiff, Bmp, WebP };

/// "JPEG", "PNG", "TIFF", "BMP" or "WebP".
std::string_view formatName(ImageFormat format);

/// Largest picture that is decoded, in pixels.
inline constexpr int64_t kMaxPixels = 200'000'000;

/// What a file's header tells, without decoding pixels.
struct ImageInfo {
  ImageFormat format = ImageFormat::Jpeg;
  int storedWidth = 0;   ///< pixels as stored
  int storedHeight = 0;  ///< pixels as stored
  int width = 0;         ///< pixels in the displayed frame (orientation applied)
  int height = 0;        ///< pixels in the displayed frame
  int orientation = 1;   ///< EXIF value 1 to 8
  bool operator==(const ImageInfo&) const = default;
};

/// Size, format and orientation of an image file; reads headers only. Recognised by content, not by
/// name. Errors: NotFound; Unreadable for an empty file, no image of a known format, a header that
/// is cut off, or more than kMaxPixels.
Result<ImageInfo> readImageInfo(const std::filesystem::path& path);

/// The same for a file in memory; `name` is the place in errors.
Result<ImageInfo> parseImageInfo(std::span<const uint8_t> file, const std::string& name);

/// Whether the file in memory reaches its end mark (JPEG: EOI, PNG: IEND, WebP and BMP: the
/// promised length). Decoders fill what is missing with grey without a word, so this is asked
/// first. TIFF has no end mark: always true, its decoder notices.
bool isComplete(std::span<const uint8_t> file, ImageFormat format);

/// Sets a TIFF file's own orientation tag to 1. OpenCV turns TIFF by itself whatever it is asked,
/// so the tag is taken away before decoding and our one rule applied after.
void clearTiffOrientation(std::vector<uint8_t>& file);

}  // namespace maskwright::imaging
