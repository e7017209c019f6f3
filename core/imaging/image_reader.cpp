#include "core/imaging/image_reader.h"

#include "core/imaging/orientation.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <vector>

namespace maskwright::imaging {
namespace {

Result<std::vector<uint8_t>> readBytes(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code))
    return Error{ErrorKind::NotFound, "no such file", path.string()};
  const auto size = std::filesystem::file_size(path, code);
  std::ifstream file(path, std::ios::binary);
  if (code || !file)
    return Error{ErrorKind::Unreadable, "can't be opened for reading", path.string()};
  std::vector<uint8_t> bytes(size);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (file.gcount() != static_cast<std::streamsize>(size))
    return Error{ErrorKind::Unreadable, "can't be read to its end", path.string()};
  return bytes;
}

int decodeFlags(const ImageInfo& info, int shortSide) {
  const int smaller = std::min(info.storedWidth, info.storedHeight);
  int flags = cv::IMREAD_COLOR;
  if (info.format == ImageFormat::Jpeg && shortSide > 0) {
    if (smaller / 8 >= shortSide)
      flags = cv::IMREAD_REDUCED_COLOR_8;
    else if (smaller / 4 >= shortSide)
      flags = cv::IMREAD_REDUCED_COLOR_4;
    else if (smaller / 2 >= shortSide)
      flags = cv::IMREAD_REDUCED_COLOR_2;
  }
  return flags | cv::IMREAD_IGNORE_ORIENTATION;
}

}  // namespace

Result<DecodedImage> readImage(const std::filesystem::path& path, int shortSide) {
  static std::once_flag quiet;
  std::call_once(quiet,
                 [] { cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); });
  // The header first: a film renamed to .jpg is not read into memory.
  const auto info = readImageInfo(path);
  if (!info) return info.error();
  auto bytes = readBytes(path);
  if (!bytes) return bytes.error();
  const std::string kind(formatName(info->format));
  if (!isComplete(*bytes, info->format))
    return Error{ErrorKind::Unreadable, "truncated " + kind + " file", path.string()};
  if (info->format == ImageFormat::Tiff) clearTiffOrientation(*bytes);
  cv::Mat decoded;
  try {
    decoded = cv::imdecode(*bytes, decodeFlags(*info, shortSide));
  } catch (const cv::Exception& failure) {
    return Error{ErrorKind::Unreadable, "can't be decoded as " + kind, path.string()};
  }
  if (decoded.empty())
    return Error{ErrorKind::Unreadable, "damaged " + kind + " file", path.string()};
  return DecodedImage{applyOrientation(decoded, info->orientation), *info};
}

}  // namespace maskwright::imaging
