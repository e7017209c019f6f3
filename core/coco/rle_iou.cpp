#include "core/coco/column_layers.h"
#include "core/coco/rle.h"

#include <algorithm>
#include <stdexcept>

namespace maskwright::coco {
namespace {

/// The foreground runs of many masks as half-open pixel intervals in one array.
class Spans {
 public:
  struct Span {
    uint32_t begin, end;
  };
  struct Mask {
    size_t first = 0, last = 0;  ///< part of spans()
    int height = 0, width = 0;
    int64_t area = 0;
    Box box;
    ColumnLayers::Mask columns;
  };

  /// `withColumns` pays off when each mask meets many others.
  Spans(std::span<const Rle* const> masks, bool withColumns) : withColumns_(withColumns) {
    size_t runs = 0;
    for (const Rle* rle : masks) runs += rle->counts.size() / 2;
    spans_.reserve(runs);
    masks_.reserve(masks.size());
    for (const Rle* rle : masks) add(*rle);
  }
  explicit Spans(const Rle* mask) : Spans(std::span<const Rle* const>(&mask, 1), false) {}
  const Mask& operator[](size_t i) const { return masks_[i]; }
  const ColumnLayers& columns() const { return columns_; }
  const Span* begin(const Mask& m) const { return spans_.data() + m.first; }
  const Span* end(const Mask& m) const { return spans_.data() + m.last; }

 private:
  void add(const Rle& rle) {
    Mask mask{spans_.size(), 0, rle.height, rle.width, 0, toBox(rle), {}};
    if (withColumns_) mask.columns = columns_.add(rle, mask.box);
    uint32_t position = 0;
    for (size_t i = 0; i + 1 < rle.counts.size(); i += 2) {
      const uint32_t begin = position + rle.counts[i];
      position = begin + rle.counts[i + 1];
      if (begin == position) continue;
      spans_.push_back({begin, position});
      mask.area += position - begin;
    }
    mask.last = spans_.size();
    masks_.push_back(mask);
  }
  const bool withColumns_;
  std::vector<Span> spans_;
  std::vector<Mask> masks_;
  ColumnLayers columns_;
};

const Spans::Span* firstEndingAfter(const Spans::Span* begin,
                                    const Spans::Span* end,
                                    uint32_t position) {
  return std::partition_point(begin, end, [=](const auto& s) { return s.end <= position; });
}

int64_t atLeastZero(int64_t v) {
  return v & ~(v >> 63);
}

/// Pixels in both sorted lists. Which list ends first is unpredictable, so the steps are arithmetic
/// instead of branches; `safe` steps can be taken before either list can run out.
int64_t sharedPixels(const Spans::Span* a,
                     const Spans::Span* aEnd,
                     const Spans::Span* b,
                     const Spans::Span* bEnd) {
  int64_t shared = 0;
  while (a < aEnd && b < bEnd)
    for (ptrdiff_t safe = std::min(aEnd - a, bEnd - b); safe > 0; --safe) {
      const int64_t aStop = a->end, bStop = b->end, aStart = a->begin, bStart = b->begin;
      const int64_t low = aStart + atLeastZero(bStart - aStart);
      const int64_t high = bStop - atLeastZero(bStop - aStop);
      shared += atLeastZero(high - low);
      const ptrdiff_t aFirst = (aStop - bStop) >> 63;  // -1 or 0
      a -= aFirst;
      b += 1 + aFirst;
    }
  return shared;
}

/// Walking runs costs about as much a step as this many columns of a pair of layers.
constexpr size_t kColumnsPerStep = 8;

/// Pixels in both masks, looking only at the columns that their boxes share.
int64_t sharedPixels(const Spans& as,
                     const Spans::Mask& ma,
                     const Spans& bs,
                     const Spans::Mask& mb) {
  const auto left = static_cast<uint32_t>(std::max(ma.box.x, mb.box.x));
  const auto right = static_cast<uint32_t>(std::min(ma.box.x + ma.box.w, mb.box.x + mb.box.w));
  const size_t layerPairs = size_t(ma.columns.layers) * mb.columns.layers;
  const size_t steps = (ma.last - ma.first) + (mb.last - mb.first);
  if (layerPairs > 0 && layerPairs * (right - left) <= kColumnsPerStep * steps)
    return ColumnLayers::shared(as.columns(),
                                ma.columns,
                                bs.columns(),
                                mb.columns,
                                static_cast<int>(left),
                                static_cast<int>(right));
  const uint32_t from = left * ma.height, to = right * ma.height;
  const Spans::Span* a = firstEndingAfter(as.begin(ma), as.end(ma), from);
  const Spans::Span* b = firstEndingAfter(bs.begin(mb), bs.end(mb), from);
  const Spans::Span* aEnd = firstEndingAfter(a, as.end(ma), to);
  const Spans::Span* bEnd = firstEndingAfter(b, bs.end(mb), to);
  // A run that crosses the last shared column still counts: one list may need it to the end.
  aEnd += aEnd != as.end(ma);
  bEnd += bEnd != bs.end(mb);
  return sharedPixels(a, aEnd, b, bEnd);
}

double overlap(
    const Spans& as, const Spans::Mask& a, const Spans& bs, const Spans::Mask& b, bool crowd) {
  if (!boxesMeet(a.box, b.box)) return 0;
  if (a.height != b.height || a.width != b.width) return -1;
  const int64_t shared = sharedPixels(as, a, bs, b);
  if (shared == 0) return 0;
  const int64_t whole = crowd ? a.area : a.area + b.area - shared;
  return static_cast<double>(shared) / static_cast<double>(whole);
}

void requireCrowdSize(size_t truths, size_t crowd) {
  if (crowd != 0 && crowd != truths) throw std::invalid_argument("one crowd flag a truth");
}

}  // namespace

int64_t intersectionArea(const Rle& a, const Rle& b) {
  if (a.height != b.height || a.width != b.width)
    throw std::invalid_argument("masks of different size");
  const Spans sa(&a), sb(&b);
  return boxesMeet(sa[0].box, sb[0].box) ? sharedPixels(sa, sa[0], sb, sb[0]) : 0;
}

double iou(const Rle& a, const Rle& b) {
  const Spans sa(&a), sb(&b);
  return overlap(sa, sa[0], sb, sb[0], false);
}

double iou(const Rle& a, const Box& boxA, const Rle& b, const Box& boxB) {
  return boxesMeet(boxA, boxB) ? iou(a, b) : 0;
}

std::vector<double> iouMatrix(std::span<const Rle> detections,
                              std::span<const Rle> truths,
                              std::span<const uint8_t> crowd) {
  std::vector<const Rle*> ds, ts;
  for (const Rle& mask : detections) ds.push_back(&mask);
  for (const Rle& mask : truths) ts.push_back(&mask);
  return iouMatrix(std::span<const Rle* const>(ds), std::span<const Rle* const>(ts), crowd);
}

std::vector<double> iouMatrix(std::span<const Rle* const> detections,
                              std::span<const Rle* const> truths,
                              std::span<const uint8_t> crowd) {
  requireCrowdSize(truths.size(), crowd.size());
  const Spans ds(detections, truths.size() > 1), ts(truths, detections.size() > 1);
  std::vector<double> out(detections.size() * truths.size());
  for (size_t d = 0; d < detections.size(); ++d)
    for (size_t t = 0; t < truths.size(); ++t)
      out[d * truths.size() + t] = overlap(ds, ds[d], ts, ts[t], !crowd.empty() && crowd[t]);
  return out;
}

std::vector<double> boxIouMatrix(std::span<const Box> detections,
                                 std::span<const Box> truths,
                                 std::span<const uint8_t> crowd) {
  requireCrowdSize(truths.size(), crowd.size());
  std::vector<double> out(detections.size() * truths.size());
  for (size_t d = 0; d < detections.size(); ++d)
    for (size_t t = 0; t < truths.size(); ++t) {
      const Box &a = detections[d], &b = truths[t];
      const double w = std::min(a.w + a.x, b.w + b.x) - std::max(a.x, b.x);
      const double h = std::min(a.h + a.y, b.h + b.y) - std::max(a.y, b.y);
      if (w <= 0 || h <= 0) continue;
      const double shared = w * h, own = a.w * a.h;
      const bool isCrowd = !crowd.empty() && crowd[t];
      out[d * truths.size() + t] = shared / (isCrowd ? own : own + b.w * b.h - shared);
    }
  return out;
}

}  // namespace maskwright::coco
