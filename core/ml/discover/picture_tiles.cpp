#include "core/ml/discover/picture_tiles.h"

#include "core/ml/discover/pixel_tensor.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr double kWanted = 1.0 / 6;     // of the short side
constexpr double kLeastGain = 4.0 / 3;  // less is not worth its time
constexpr double kMostZoom = 4;
constexpr double kMostEnlarged = 2;  // beyond, there is nothing more to see

/// Starts of parts of length `side` that cover `length` and overlap by a quarter at least.
std::vector<int> starts(int length, int side) {
  const int free = length - side;
  if (free <= 0) return {0};
  const int steps = (free + side * 3 / 4 - 1) / (side * 3 / 4);
  std::vector<int> all;
  for (int i = 0; i <= steps; ++i)
    all.push_back(std::min(free, cvRound(0.25 * free * i / steps) * 4));
  return all;
}

}  // namespace

PictureTiles pictureTiles(cv::Size picture, int side, double longestAspect, double zoom) {
  PictureTiles tiles;
  const double shorter = std::min(picture.width, picture.height);
  const double times = std::min(zoom, kMostEnlarged * shorter / side);
  const auto exact = shortSideSize(picture, cvRound(times * side), longestAspect);
  const auto whole = [&](int pixels) { return std::max(side, (pixels + 2) / 4 * 4); };
  tiles.size = {whole(exact.width), whole(exact.height)};
  if (times < kLeastGain) return tiles;
  for (const int y : starts(tiles.size.height, side)) {
    for (const int x : starts(tiles.size.width, side)) tiles.parts.emplace_back(x, y, side, side);
  }
  return tiles;
}

bool isCut(const cv::Mat& mask, const cv::Rect& place, cv::Size whole) {
  const auto touches = [](const cv::Mat& line) { return cv::countNonZero(line) > 0; };
  return (place.x > 0 && touches(mask.col(0))) || (place.y > 0 && touches(mask.row(0))) ||
         (place.br().x < whole.width && touches(mask.col(mask.cols - 1))) ||
         (place.br().y < whole.height && touches(mask.row(mask.rows - 1)));
}

double zoomFor(std::vector<double> shares) {
  if (shares.empty()) return 1;
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::nth_element(shares.begin(), middle, shares.end());
  const double zoom = std::min(kMostZoom, kWanted / std::max(*middle, 1e-6));
  return zoom < kLeastGain ? 1 : zoom;
}

}  // namespace maskwright::ml
