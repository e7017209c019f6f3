#include "core/coco/column_layers.h"

#include <algorithm>
#include <limits>

namespace maskwright::coco {
namespace {

/// Calls piece(column, top, bottom) for every vertical piece of the mask, in column order.
template <typename Piece>
void forEachPiece(const Rle& rle, Piece piece) {
  const uint32_t height = rle.height;
  uint32_t end = 0;
  for (size_t i = 0; i + 1 < rle.counts.size(); i += 2) {
    uint32_t begin = end + rle.counts[i];
    end = begin + rle.counts[i + 1];
    while (begin < end) {
      const uint32_t column = begin / height, start = column * height;
      const uint32_t stop = std::min(end, start + height);
      piece(static_cast<int>(column), begin - start, stop - start);
      begin = stop;
    }
  }
}

int32_t sharedRows(const int16_t* topA,
                   const int16_t* bottomA,
                   const int16_t* topB,
                   const int16_t* bottomB,
                   int columns) {
  int32_t sum = 0;
  for (int x = 0; x < columns; ++x) {
    const int16_t top = std::max(topA[x], topB[x]);
    const int16_t bottom = std::min(bottomA[x], bottomB[x]);
    sum += static_cast<int16_t>(std::max(bottom, top) - top);
  }
  return sum;
}

}  // namespace

ColumnLayers::Mask ColumnLayers::add(const Rle& rle, const Box& box) {
  Mask mask{rows_.size(), static_cast<int>(box.x), static_cast<int>(box.w), 0};
  if (rle.height > std::numeric_limits<int16_t>::max() || mask.width == 0) return mask;
  used_.assign(mask.width, 0);
  int layers = 0;
  forEachPiece(rle, [&](int column, uint32_t, uint32_t) {
    layers = std::max(layers, ++used_[column - mask.left]);
  });
  if (layers > kMaxLayers) return mask;
  mask.layers = layers;
  rows_.resize(mask.offset + size_t{2} * layers * mask.width, 0);
  std::fill(used_.begin(), used_.end(), 0);
  forEachPiece(rle, [&](int column, uint32_t top, uint32_t bottom) {
    const int x = column - mask.left;
    int16_t* layer = rows_.data() + mask.offset + size_t{2} * used_[x]++ * mask.width;
    layer[x] = static_cast<int16_t>(top);
    layer[mask.width + x] = static_cast<int16_t>(bottom);
  });
  return mask;
}

const int16_t* ColumnLayers::tops(const Mask& mask, int layer, int column) const {
  return rows_.data() + mask.offset + size_t{2} * layer * mask.width + (column - mask.left);
}

const int16_t* ColumnLayers::bottoms(const Mask& mask, int layer, int column) const {
  return tops(mask, layer, column) + mask.width;
}

int64_t ColumnLayers::shared(const ColumnLayers& as,
                             const Mask& a,
                             const ColumnLayers& bs,
                             const Mask& b,
                             int from,
                             int to) {
  int64_t sum = 0;
  for (int i = 0; i < a.layers; ++i)
    for (int j = 0; j < b.layers; ++j)
      sum += sharedRows(as.tops(a, i, from),
                        as.bottoms(a, i, from),
                        bs.tops(b, j, from),
                        bs.bottoms(b, j, from),
                        to - from);
  return sum;
}

}  // namespace maskwright::coco
