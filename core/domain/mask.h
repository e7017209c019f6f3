#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace maskwright {

/// Axis-aligned box in pixels of the displayed frame (COCO order x, y, w, h).
struct Box {
  double x = 0, y = 0, w = 0, h = 0;
  bool operator==(const Box&) const = default;
};

/// Whether two boxes share more than an edge.
inline bool boxesMeet(const Box& a, const Box& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/// A binary mask as run lengths: column-major, first run is background (COCO convention).
/// The sum of `counts` is height * width. The codec is in core/coco/rle.h.
struct Rle {
  int height = 0, width = 0;
  std::vector<uint32_t> counts;
  bool operator==(const Rle&) const = default;
};

/// A binary mask as bytes, row-major, 0 or 1, size height * width.
struct Bitmap {
  int height = 0, width = 0;
  std::vector<uint8_t> data;
  Bitmap() = default;
  Bitmap(int h, int w, uint8_t value = 0)
      : height(h), width(w), data(static_cast<size_t>(h) * w, value) {}
  uint8_t at(int row, int column) const { return data[static_cast<size_t>(row) * width + column]; }
  uint8_t& at(int row, int column) { return data[static_cast<size_t>(row) * width + column]; }
  bool operator==(const Bitmap&) const = default;
};

}  // namespace maskwright
