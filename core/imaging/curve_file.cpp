#include "core/imaging/curve_file.h"

#include "core/base/atomic_file.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace maskwright::imaging {
namespace {

constexpr int kWidth = 1200, kHeight = 800;
constexpr int kLeft = 96, kRight = 32, kTop = 64, kBottom = 72;
constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
const cv::Scalar kInk(60, 60, 60), kGrid(225, 225, 225);
/// Blue, orange, green, purple, sky, yellow, vermilion; OpenCV's order is B, G, R.
const std::array<cv::Scalar, 7> kColours{cv::Scalar(178, 114, 0),
                                         cv::Scalar(0, 159, 230),
                                         cv::Scalar(115, 158, 0),
                                         cv::Scalar(167, 121, 204),
                                         cv::Scalar(233, 180, 86),
                                         cv::Scalar(66, 228, 240),
                                         cv::Scalar(0, 94, 213)};

enum class Align { Left, Centre, Right };

void write(cv::Mat& image,
           const std::string& text,
           cv::Point at,
           Align align,
           double scale = 0.5,
           const cv::Scalar& colour = kInk) {
  const cv::Size size = cv::getTextSize(text, kFont, scale, 1, nullptr);
  if (align == Align::Centre) at.x -= size.width / 2;
  if (align == Align::Right) at.x -= size.width;
  cv::putText(image, text, at, kFont, scale, colour, 1, cv::LINE_AA);
}

std::string tickText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

double tickStep(double range, int most) {
  const double least = range / std::max(1, most);
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

Result<void> writeCurveChart(const CurveChart& chart, const std::filesystem::path& file) {
  double xMost = 0, yMost = 0;
  size_t points = 0;
  for (const Curve& curve : chart.curves) {
    points += curve.points.size();
    for (const auto& [x, y] : curve.points) {
      xMost = std::max(xMost, x);
      yMost = std::max(yMost, y);
    }
  }
  if (points == 0) return Error{ErrorKind::WrongUse, "a chart needs points", file.string()};
  if (xMost <= 0) xMost = 1;
  if (yMost <= 0) yMost = 1;
  const double xStep = tickStep(xMost, 10), yStep = tickStep(yMost, 8);
  yMost = std::ceil(yMost / yStep - 1e-9) * yStep;

  cv::Mat image(kHeight, kWidth, CV_8UC3, cv::Scalar::all(255));
  const auto place = [&](double x, double y) {
    return cv::Point2d(kLeft + x / xMost * (kWidth - kLeft - kRight),
                       kHeight - kBottom - y / yMost * (kHeight - kTop - kBottom));
  };
  for (int tick = 0; tick * yStep <= yMost * (1 + 1e-9); ++tick) {
    const double y = tick * yStep;
    const cv::Point at = place(0, y);
    cv::line(image, at, {kWidth - kRight, at.y}, y == 0 ? kInk : kGrid);
    write(image, tickText(y), {kLeft - 10, at.y + 5}, Align::Right);
  }
  for (int tick = 0; tick * xStep <= xMost * (1 + 1e-9); ++tick) {
    const double x = tick * xStep;
    const cv::Point at = place(x, 0);
    cv::line(image, at, {at.x, at.y + 6}, kInk);
    write(image, tickText(x), {at.x, at.y + 26}, Align::Centre);
  }
  // Parts of a pixel, so that slow curves have no stairs.
  constexpr int kShift = 4;
  for (size_t c = 0; c < chart.curves.size(); ++c) {
    std::vector<cv::Point> line;
    for (const auto& [x, y] : chart.curves[c].points) {
      const cv::Point2d at = place(x, y) * (1 << kShift);
      line.emplace_back(static_cast<int>(at.x), static_cast<int>(at.y));
    }
    const auto& colour = kColours[c % kColours.size()];
    cv::polylines(image, line, false, colour, 2, cv::LINE_AA, kShift);
    const int y = kTop + 24 + 24 * static_cast<int>(c);
    cv::line(image, {kLeft + 20, y}, {kLeft + 52, y}, colour, 3, cv::LINE_AA);
    write(image, chart.curves[c].name, {kLeft + 62, y + 5}, Align::Left);
  }
  write(image, chart.title, {kLeft, 36}, Align::Left, 0.7);
  write(image, chart.yName, {kLeft, kTop - 8}, Align::Left);
  write(image, chart.xName, {kWidth - kRight, kHeight - 18}, Align::Right);

  std::vector<uchar> bytes;
  if (!cv::imencode(".png", image, bytes))
    return Error{ErrorKind::Internal, "the chart can't be written as PNG", file.string()};
  return writeFileAtomically(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace maskwright::imaging
