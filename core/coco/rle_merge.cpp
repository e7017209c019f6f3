#include "core/coco/rle.h"

#include <algorithm>
#include <stdexcept>

namespace maskwright::coco {
namespace {

void requireEqualSize(const Rle& a, const Rle& b) {
  if (a.height != b.height || a.width != b.width)
    throw std::invalid_argument("masks of different size");
}

/// Walks the runs of one mask, skipping empty ones.
struct Cursor {
  const std::vector<uint32_t>& counts;
  size_t next = 0;
  uint32_t left = 0;
  bool value = true;  // the first run read flips it to background
  bool done = false;

  explicit Cursor(const Rle& rle) : counts(rle.counts) { advance(0); }
  void advance(uint32_t by) {
    left -= by;
    while (left == 0) {
      if (next == counts.size()) {
        done = true;
        return;
      }
      left = counts[next++];
      value = !value;
    }
  }
};

template <typename Combine>
Rle combine(const Rle& a, const Rle& b, Combine keep) {
  requireEqualSize(a, b);
  Rle out{a.height, a.width, {}};
  out.counts.reserve(a.counts.size() + b.counts.size());
  Cursor ca(a), cb(b);
  bool value = false;
  uint32_t run = 0;
  while (!ca.done && !cb.done) {
    if (const bool now = keep(ca.value, cb.value); now != value) {
      out.counts.push_back(run);
      run = 0;
      value = now;
    }
    const uint32_t step = std::min(ca.left, cb.left);
    run += step;
    ca.advance(step);
    cb.advance(step);
  }
  if (run > 0 || out.counts.empty()) out.counts.push_back(run);
  return out;
}

}  // namespace

Rle merge(std::span<const Rle> masks, bool intersection) {
  if (masks.empty()) throw std::invalid_argument("nothing to merge");
  Rle all = masks.front();
  for (const Rle& mask : masks.subspan(1))
    all = intersection ? intersect(all, mask) : unite(all, mask);
  return all;
}

Rle unite(const Rle& a, const Rle& b) {
  return combine(a, b, [](bool x, bool y) { return x || y; });
}

Rle intersect(const Rle& a, const Rle& b) {
  return combine(a, b, [](bool x, bool y) { return x && y; });
}

Rle subtract(const Rle& a, const Rle& b) {
  return combine(a, b, [](bool x, bool y) { return x && !y; });
}

}  // namespace maskwright::coco
