#include "core/coco/polygon.h"

#include "core/coco/rle.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace maskwright::coco {
namespace {

struct Corner {
  int x = 0, y = 0;
  bool operator==(const Corner&) const = default;
};
using Ring = std::vector<Corner>;

/// The part of the mask inside its box with one empty pixel around, so that no look-up needs a
/// bounds check.
class Canvas {
 public:
  Canvas(const Rle& rle, const Box& box)
      : left_(static_cast<int>(box.x)),
        top_(static_cast<int>(box.y)),
        width_(static_cast<int>(box.w)),
        height_(static_cast<int>(box.h)),
        pixels_(size_t(width_ + 2) * (height_ + 2), 0) {
    const auto rows = static_cast<uint32_t>(rle.height);
    uint32_t end = 0;
    for (size_t i = 0; i + 1 < rle.counts.size(); i += 2) {
      const uint32_t begin = end + rle.counts[i];
      end = begin + rle.counts[i + 1];
      for (uint32_t p = begin; p < end; ++p)
        pixels_[index(static_cast<int>(p / rows) - left_, static_cast<int>(p % rows) - top_)] = 1;
    }
  }
  int width() const { return width_; }
  int height() const { return height_; }
  Corner origin() const { return {left_, top_}; }
  bool filled(int x, int y) const { return pixels_[index(x, y)] & 1; }
  /// An eastward edge runs along the top of a filled pixel below an empty one.
  bool startsRing(int x, int y) const { return pixels_[index(x, y)] == 1 && !filled(x, y - 1); }
  void markTop(int x, int y) { pixels_[index(x, y)] |= 2; }

 private:
  size_t index(int x, int y) const { return size_t(y + 1) * (width_ + 2) + (x + 1); }
  int left_, top_, width_, height_;
  std::vector<uint8_t> pixels_;  // bit 0 filled, bit 1 its top edge has been walked
};

// East, south, west, north; the mask is on the right-hand side of the walk.
constexpr std::array<Corner, 4> kStep{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
// Pixel ahead to the right and ahead to the left of a corner, per direction.
constexpr std::array<Corner, 4> kAheadRight{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
constexpr std::array<Corner, 4> kAheadLeft{{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};

/// Walks one ring from the top left corner of pixel (x, y) eastwards; keeps the turning corners.
Ring walkRing(Canvas& canvas, int x, int y) {
  const Corner start{x, y};
  Corner at = start;
  int direction = 0;
  Ring ring;
  do {
    if (direction == 0) canvas.markTop(at.x, at.y);
    at = {at.x + kStep[direction].x, at.y + kStep[direction].y};
    const Corner right = kAheadRight[direction], left = kAheadLeft[direction];
    int turn = 0;
    // At a corner where two pixels touch diagonally it stays with its own pixel: pieces are
    // 4-connected.
    if (!canvas.filled(at.x + right.x, at.y + right.y))
      turn = 1;
    else if (canvas.filled(at.x + left.x, at.y + left.y))
      turn = 3;
    if (turn != 0) ring.push_back(at);
    direction = (direction + turn) % 4;
  } while (at != start || direction != 0);
  return ring;
}

int64_t doubleArea(const Ring& ring) {
  int64_t sum = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Corner &a = ring[i], &b = ring[(i + 1) % ring.size()];
    sum += int64_t{a.x} * b.y - int64_t{b.x} * a.y;
  }
  return sum;
}

double distanceToSegment(Corner p, Corner a, Corner b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
  const double c = t < 0 ? 0 : t > 1 ? 1 : t;
  return std::hypot(p.x - (a.x + c * dx), p.y - (a.y + c * dy));
}

/// Marks the corners to keep between two kept ones.
void keepBetween(
    const Ring& ring, size_t from, size_t to, double tolerance, std::vector<bool>& keep) {
  std::vector<std::pair<size_t, size_t>> open{{from, to}};
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    size_t farthest = a;
    double distance = tolerance;
    for (size_t i = a + 1; i < b; ++i)
      if (const double d = distanceToSegment(ring[i], ring[a], ring[b % ring.size()]);
          d > distance) {
        distance = d;
        farthest = i;
      }
    if (farthest == a) continue;
    keep[farthest] = true;
    open.emplace_back(a, farthest);
    open.emplace_back(farthest, b);
  }
}

Ring simplify(const Ring& ring, double tolerance) {
  size_t opposite = 0;
  double distance = 0;
  for (size_t i = 1; i < ring.size(); ++i)
    if (const double d = std::hypot(ring[i].x - ring[0].x, ring[i].y - ring[0].y); d > distance) {
      distance = d;
      opposite = i;
    }
  std::vector<bool> keep(ring.size(), false);
  keep[0] = keep[opposite] = true;
  keepBetween(ring, 0, opposite, tolerance, keep);
  keepBetween(ring, opposite, ring.size(), tolerance, keep);
  Ring simple;
  for (size_t i = 0; i < ring.size(); ++i)
    if (keep[i]) simple.push_back(ring[i]);
  return simple.size() < 3 ? ring : simple;
}

}  // namespace

Outlines traceOutlines(const Rle& mask, double tolerance) {
  Outlines outlines;
  const Box box = toBox(mask);
  if (box.w == 0) return outlines;
  Canvas canvas(mask, box);
  const Corner origin = canvas.origin();
  for (int y = 0; y < canvas.height(); ++y)
    for (int x = 0; x < canvas.width(); ++x) {
      if (!canvas.startsRing(x, y)) continue;
      Ring ring = walkRing(canvas, x, y);
      if (doubleArea(ring) < 0) {
        ++outlines.holes;
        continue;
      }
      if (tolerance > 0) ring = simplify(ring, tolerance);
      auto& part = outlines.parts.emplace_back();
      part.reserve(ring.size() * 2);
      for (const Corner& corner : ring) {
        part.push_back(corner.x + origin.x);
        part.push_back(corner.y + origin.y);
      }
    }
  return outlines;
}

double roundTripIou(const Rle& mask, const Outlines& outlines) {
  const Rle back = fromPolygons(outlines.parts, mask.height, mask.width);
  if (area(mask) == 0 && area(back) == 0) return 1;
  return iou(mask, back);
}

}  // namespace maskwright::coco
