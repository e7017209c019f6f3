#include "core/coco/rle.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

namespace maskwright::coco {
namespace {

/// As the COCO API rounds, below zero towards zero.
int rounded(double value) {
  return static_cast<int>(value + .5);  // NOLINT(bugprone-incorrect-roundings)
}

constexpr double kScale = 5;  // the finer grid of the COCO API
constexpr double kMaxCoordinate = 1e6;

struct Point {
  int x = 0, y = 0;
};

/// Receives the fine grid points along the outline and notes where it crosses a column's middle.
class Crossings {
 public:
  Crossings(int height, int width) : height_(height), width_(width) {}

  void add(Point p) {
    if (started_ && p.x != last_.x) cross(p);
    last_ = p;
    started_ = true;
  }

  /// Pixel positions, column-major, unsorted.
  std::vector<uint32_t> take() { return std::move(positions_); }

 private:
  void cross(Point p) {
    const double column = (std::min(p.x, last_.x) + .5) / kScale - .5;
    if (std::floor(column) != column || column < 0 || column > width_ - 1) return;
    double row = (std::min(p.y, last_.y) + .5) / kScale - .5;
    row = std::ceil(std::clamp(row, 0.0, static_cast<double>(height_)));
    positions_.push_back(static_cast<uint32_t>(column) * static_cast<uint32_t>(height_) +
                         static_cast<uint32_t>(row));
  }

  const int height_, width_;
  bool started_ = false;
  Point last_;
  std::vector<uint32_t> positions_;
};

/// All fine grid points of one edge, both ends included, in its direction. Always stepped from the
/// smaller end, so that an edge and its reverse give the same points.
void walkEdge(Point from, Point to, Crossings& out) {
  const int dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
  const bool flat = dx >= dy;
  const bool flip = flat ? from.x > to.x : from.y > to.y;
  if (flip) std::swap(from, to);
  const int length = std::max(dx, dy);
  const double slope =
      length == 0 ? 0 : static_cast<double>(flat ? to.y - from.y : to.x - from.x) / length;
  for (int d = 0; d <= length; ++d) {
    const int t = flip ? length - d : d;
    if (flat)
      out.add({from.x + t, rounded(from.y + slope * t)});
    else
      out.add({rounded(from.x + slope * t), from.y + t});
  }
}

int toFineGrid(double coordinate) {
  if (!(std::abs(coordinate) <= kMaxCoordinate))
    throw std::invalid_argument("polygon coordinate out of range");
  return rounded(kScale * coordinate);
}

/// Runs from sorted change positions; two changes at one place cancel.
std::vector<uint32_t> runsBetween(const std::vector<uint32_t>& sorted) {
  std::vector<uint32_t> steps(sorted.size());
  std::adjacent_difference(sorted.begin(), sorted.end(), steps.begin());
  std::vector<uint32_t> runs{steps[0]};
  for (size_t j = 1; j < steps.size();) {
    if (steps[j] > 0) {
      runs.push_back(steps[j++]);
    } else {
      ++j;
      if (j < steps.size()) runs.back() += steps[j++];
    }
  }
  return runs;
}

}  // namespace

Rle fromPolygon(std::span<const double> xy, int height, int width) {
  const size_t corners = xy.size() / 2;
  if (corners == 0) return emptyRle(height, width);
  std::vector<Point> outline(corners + 1);
  for (size_t i = 0; i < corners; ++i)
    outline[i] = {toFineGrid(xy[2 * i]), toFineGrid(xy[2 * i + 1])};
  outline[corners] = outline[0];
  Crossings crossings(height, width);
  for (size_t i = 0; i < corners; ++i) walkEdge(outline[i], outline[i + 1], crossings);
  std::vector<uint32_t> positions = crossings.take();
  positions.push_back(static_cast<uint32_t>(height) * static_cast<uint32_t>(width));
  std::sort(positions.begin(), positions.end());
  return {height, width, runsBetween(positions)};
}

Rle fromPolygons(const std::vector<std::vector<double>>& parts, int height, int width) {
  if (parts.empty()) return emptyRle(height, width);
  Rle all = fromPolygon(parts[0], height, width);
  for (size_t i = 1; i < parts.size(); ++i) all = unite(all, fromPolygon(parts[i], height, width));
  return all;
}

Rle fromBox(const Box& box, int height, int width) {
  const double x1 = box.x + box.w, y1 = box.y + box.h;
  const double corners[] = {box.x, box.y, box.x, y1, x1, y1, x1, box.y};
  return fromPolygon(corners, height, width);
}

}  // namespace maskwright::coco
