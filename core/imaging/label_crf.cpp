#include "core/imaging/label_crf.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace maskwright::imaging {
namespace {

constexpr double kLeastProbability = 0.01;
constexpr double kPublishedLongSide = 500;  // of PASCAL VOC's photographs

/// The row with the greatest value of each column; `rows` names them.
PixelLabels best(const cv::Mat& values, const std::vector<int>& names, cv::Size size) {
  PixelLabels out{cv::Mat(size, CV_16U), cv::Mat(size, CV_32F)};
  auto* label = out.labels.ptr<uint16_t>();
  auto* score = out.scores.ptr<float>();
  const auto* first = values.ptr<float>(0);
  for (int i = 0; i < size.area(); ++i) {
    label[i] = static_cast<uint16_t>(names[0]);
    score[i] = first[i];
  }
  for (int row = 1; row < values.rows; ++row) {
    const auto* value = values.ptr<float>(row);
    for (int i = 0; i < size.area(); ++i) {
      if (value[i] <= score[i]) continue;
      score[i] = value[i];
      label[i] = static_cast<uint16_t>(names[static_cast<size_t>(row)]);
    }
  }
  return out;
}

}  // namespace

DenseCrfSettings labelCrfSettings(cv::Size picture) {
  const double reach = 67 * std::max(picture.width, picture.height) / kPublishedLongSide;
  return {.gaussianX = 1,
          .gaussianY = 1,
          .gaussianWeight = 3,
          .bilateralX = reach,
          .bilateralY = reach,
          .bilateralColour = 3,
          .bilateralWeight = 4,
          .iterations = 10};
}

PixelLabels likeliestLabels(const cv::Mat& logProbabilities, cv::Size size) {
  CV_Assert(logProbabilities.type() == CV_32F && logProbabilities.cols == size.area());
  std::vector<int> all(static_cast<size_t>(logProbabilities.rows));
  std::iota(all.begin(), all.end(), 0);
  auto out = best(logProbabilities, all, size);
  cv::exp(out.scores, out.scores);
  return out;
}

PixelLabels crfLabels(const cv::Mat& picture, const cv::Mat& logProbabilities) {
  CV_Assert(logProbabilities.type() == CV_32F);
  std::vector<int> names;
  std::vector<cv::Mat> rows;
  for (int row = 0; row < logProbabilities.rows; ++row) {
    double most = 0;
    cv::minMaxLoc(logProbabilities.row(row), nullptr, &most);
    if (most < std::log(kLeastProbability)) continue;
    names.push_back(row);
    rows.push_back(logProbabilities.row(row));
  }
  if (names.size() < 2) return likeliestLabels(logProbabilities, picture.size());
  cv::Mat unary;
  cv::vconcat(rows, unary);
  const DenseCrf field(picture, labelCrfSettings(picture.size()));
  return best(field.marginals(-unary), names, picture.size());
}

}  // namespace maskwright::imaging
