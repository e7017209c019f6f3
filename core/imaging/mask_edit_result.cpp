#include "core/imaging/mask_edit_result.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace maskwright::imaging {

cv::Rect surroundOf(const cv::Mat& mask, double share, int leastPx) {
  const cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return {};
  const int margin = std::max(
      leastPx, static_cast<int>(share * static_cast<double>(std::max(box.width, box.height))));
  const cv::Rect wide(
      box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin);
  return wide & cv::Rect(0, 0, mask.cols, mask.rows);
}

}  // namespace maskwright::imaging
