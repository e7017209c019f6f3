#include "core/imaging/label_map_file.h"

#include "core/base/atomic_file.h"

#include <opencv2/imgcodecs.hpp>

#include <string_view>
#include <vector>

namespace maskwright::imaging {

Result<void> writeLabelMap(const std::filesystem::path& file, const cv::Mat& labels) {
  CV_Assert(labels.type() == CV_16U);
  double most = 0;
  cv::minMaxLoc(labels, nullptr, &most);
  cv::Mat pixels = labels;
  if (most < 256) labels.convertTo(pixels, CV_8U);
  std::vector<uchar> png;
  if (!cv::imencode(".png", pixels, png))
    return Error{ErrorKind::Internal, "the label map can't be encoded", file.string()};
  std::error_code code;
  std::filesystem::create_directories(file.parent_path(), code);
  return writeFileAtomically(
      file, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

Result<cv::Mat> readLabelMap(const std::filesystem::path& file) {
  const auto bytes = readFile(file);
  if (!bytes) return bytes.error();
  cv::Mat pixels;
  try {
    if (!bytes->empty())
      pixels = cv::imdecode(
          cv::Mat(1, static_cast<int>(bytes->size()), CV_8U, const_cast<char*>(bytes->data())),
          cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception&) {
    pixels.release();
  }
  if (pixels.type() != CV_8U && pixels.type() != CV_16U) pixels.release();
  if (pixels.empty()) return Error{ErrorKind::Unreadable, "no label map", file.string()};
  if (pixels.type() == CV_8U) pixels.convertTo(pixels, CV_16U);
  return pixels;
}

}  // namespace maskwright::imaging
