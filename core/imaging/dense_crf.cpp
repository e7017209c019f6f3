#include "core/imaging/dense_crf.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright::imaging {
namespace {

std::vector<float> bilateralPoints(const cv::Mat& picture, const DenseCrfSettings& settings) {
  CV_Assert(picture.type() == CV_8UC3 && !picture.empty());
  std::vector<float> points;
  points.reserve(picture.total() * 5);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* row = picture.ptr<uint8_t>(y);
    for (int x = 0; x < picture.cols; ++x) {
      points.push_back(static_cast<float>(x / settings.bilateralX));
      points.push_back(static_cast<float>(y / settings.bilateralY));
      for (int c = 0; c < 3; ++c)
        points.push_back(static_cast<float>(row[3 * x + c] / settings.bilateralColour));
    }
  }
  return points;
}

/// exp(-t^2 / 2 sigma^2) as far as it matters, at most to the picture's other end.
cv::Mat gaussianKernel(double sigma, int length) {
  const int radius = std::min(length - 1, cvCeil(6 * sigma));
  cv::Mat kernel(2 * radius + 1, 1, CV_32F);
  for (int t = -radius; t <= radius; ++t)
    kernel.at<float>(t + radius) = static_cast<float>(std::exp(-t * t / (2 * sigma * sigma)));
  return kernel;
}

cv::Mat inverseRoot(const cv::Mat& values) {
  cv::Mat root;
  cv::sqrt(values + 1e-20, root);
  return 1 / root;
}

/// Each row (pixel) of `values` times its factor.
cv::Mat rowsTimes(const cv::Mat& values, const cv::Mat& factors) {
  return values.mul(cv::repeat(factors, 1, values.cols));
}

/// softmax(-energy) of each row.
cv::Mat softmin(const cv::Mat& energy) {
  cv::Mat out(energy.size(), CV_32F);
  for (int p = 0; p < energy.rows; ++p) {
    const auto* from = energy.ptr<float>(p);
    auto* to = out.ptr<float>(p);
    const float least = *std::min_element(from, from + energy.cols);
    float sum = 0;
    for (int l = 0; l < energy.cols; ++l) sum += to[l] = std::exp(least - from[l]);
    for (int l = 0; l < energy.cols; ++l) to[l] /= sum;
  }
  return out;
}

}  // namespace

DenseCrf::DenseCrf(const cv::Mat& picture, const DenseCrfSettings& settings)
    : settings_(settings),
      size_(picture.size()),
      kernelX_(gaussianKernel(settings.gaussianX, picture.cols)),
      kernelY_(gaussianKernel(settings.gaussianY, picture.rows)),
      lattice_(bilateralPoints(picture, settings), 5) {
  const cv::Mat ones = cv::Mat::ones(size_.area(), 1, CV_32F);
  cv::Mat sums, near, alike;
  blurPlanes(ones, sums);
  gaussianNorm_ = inverseRoot(sums);
  lattice_.filter(ones.ptr<float>(), sums.ptr<float>(), 1);
  bilateralNorm_ = inverseRoot(sums);
  applyGaussian(ones, near);
  applyBilateral(ones, alike);
  everywhere_ = settings.gaussianWeight * near + settings.bilateralWeight * alike;
}

/// The nearness kernel on each channel; nothing beyond the picture's border.
void DenseCrf::blurPlanes(const cv::Mat& in, cv::Mat& out) const {
  out.create(in.size(), CV_32F);
  for (int c = 0; c < in.cols; ++c) {
    const cv::Mat plane = cv::Mat(in.col(c).clone()).reshape(1, size_.height);
    cv::Mat blurred;
    cv::sepFilter2D(plane, blurred, CV_32F, kernelX_, kernelY_, {-1, -1}, 0, cv::BORDER_CONSTANT);
    blurred.reshape(1, in.rows).copyTo(out.col(c));
  }
}

void DenseCrf::applyGaussian(const cv::Mat& in, cv::Mat& out) const {
  cv::Mat sums;
  blurPlanes(rowsTimes(in, gaussianNorm_), sums);
  out = rowsTimes(sums, gaussianNorm_);
}

void DenseCrf::applyBilateral(const cv::Mat& in, cv::Mat& out) const {
  const cv::Mat scaled = rowsTimes(in, bilateralNorm_);
  cv::Mat sums(in.size(), CV_32F);
  lattice_.filter(scaled.ptr<float>(), sums.ptr<float>(), in.cols);
  out = rowsTimes(sums, bilateralNorm_);
}

cv::Mat DenseCrf::marginals(const cv::Mat& unary) const {
  CV_Assert(unary.type() == CV_32F && unary.rows >= 2 && unary.cols == size_.area());
  const cv::Mat energy = unary.t();
  const int labels = unary.rows;
  cv::Mat q = softmin(energy);
  for (int i = 0; i < settings_.iterations; ++i) {
    // The labels' shares sum to one, so the last message follows from the others.
    const cv::Mat most = q.colRange(0, labels - 1).clone();
    cv::Mat near, alike;
    applyGaussian(most, near);
    applyBilateral(most, alike);
    const cv::Mat messages = settings_.gaussianWeight * near + settings_.bilateralWeight * alike;
    cv::Mat sum, next = energy.clone();
    cv::reduce(messages, sum, 1, cv::REDUCE_SUM);
    next.colRange(0, labels - 1) -= messages;
    next.col(labels - 1) -= everywhere_ - sum;
    q = softmin(next);
  }
  return q.t();
}

cv::Mat crfMask(const DenseCrf& field, const cv::Mat& mask) {
  CV_Assert(mask.type() == CV_8U && mask.size() == field.size());
  const auto sure = static_cast<float>(std::log1p(std::exp(-1.0)));
  const float unsure = sure + 1;
  const cv::Mat inside = cv::Mat(mask != 0).reshape(1, 1);
  cv::Mat unary(2, inside.cols, CV_32F);
  unary.row(0).setTo(sure);
  unary.row(0).setTo(unsure, inside);
  unary.row(1).setTo(unsure);
  unary.row(1).setTo(sure, inside);
  const cv::Mat q = field.marginals(unary);
  return cv::Mat(q.row(1) > q.row(0)).reshape(1, mask.rows);
}

}  // namespace maskwright::imaging
