#include "core/ml/discover/mask_filters.h"

namespace maskwright::ml {

MaskProjection projectMask(const cv::Mat& mask) {
  cv::Mat rows, columns;
  cv::reduce(mask, rows, 1, cv::REDUCE_MAX);
  cv::reduce(mask, columns, 0, cv::REDUCE_MAX);
  double sum = 0;
  int occupied = 0;
  for (int y = 0; y < rows.rows; ++y) {
    if (rows.at<uint8_t>(y) == 0) continue;
    sum += y;
    ++occupied;
  }
  return {occupied > 0 ? sum / occupied : 0, cv::countNonZero(columns)};
}

bool passesFilters(const cv::Mat& mask, double score, const MaskFilters& filters) {
  if (mask.empty() || score < filters.minScore) return false;
  const int area = cv::countNonZero(mask);
  if (area == 0 || area < filters.minAreaFraction * static_cast<double>(mask.total())) return false;
  const MaskProjection projection = projectMask(mask);
  if (filters.topFraction > 0 && projection.centreRow <= filters.topFraction * mask.rows) {
    return false;
  }
  return filters.maxWidthFraction >= 1 || projection.width < filters.maxWidthFraction * mask.cols;
}

}  // namespace maskwright::ml
