#include "core/ml/discover/mask_filters.h"

#include <algorithm>
#include <vector>

namespace maskwright::ml {

MaskProjection projectMask(const cv::Mat& mask) {
  // By hand: cv::reduce took a fifth of a whole discovery.
  std::vector<uint8_t> columns(static_cast<size_t>(mask.cols), 0);
  double sum = 0;
  int occupied = 0;
  for (int y = 0; y < mask.rows; ++y) {
    const auto* row = mask.ptr<uint8_t>(y);
    uint8_t any = 0;
    for (size_t x = 0; x < columns.size(); ++x) {
      columns[x] |= row[x];
      any |= row[x];
    }
    if (any == 0) continue;
    sum += y;
    ++occupied;
  }
  const auto width = std::count_if(columns.begin(), columns.end(), [](uint8_t c) { return c > 0; });
  return {occupied > 0 ? sum / occupied : 0, static_cast<int>(width)};
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
