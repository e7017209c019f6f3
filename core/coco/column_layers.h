#pragma once

#include "core/coco/rle.h"

#include <cstdint>
#include <vector>

namespace maskwright::coco {

/// Masks cut into columns: layer k holds the k-th vertical piece of each column of the box (an
/// empty piece where there is none). Most masks need one or two layers, and the overlap of two such
/// layers is a sum over columns without any branch.
class ColumnLayers {
 public:
  static constexpr int kMaxLayers = 4;

  /// One mask's place; `layers` is 0 when the mask needs more than kMaxLayers or is too high.
  struct Mask {
    size_t offset = 0;
    int left = 0, width = 0, layers = 0;
  };

  /// Adds a mask given its tight box.
  Mask add(const Rle& rle, const Box& box);

  /// Shared pixels in columns [from, to), which both masks' boxes contain.
  static int64_t shared(const ColumnLayers& as,
                        const Mask& a,
                        const ColumnLayers& bs,
                        const Mask& b,
                        int from,
                        int to);

 private:
  const int16_t* tops(const Mask& mask, int layer, int column) const;
  const int16_t* bottoms(const Mask& mask, int layer, int column) const;
  std::vector<int16_t> rows_;  // per mask and layer: tops of all columns, then bottoms
  std::vector<int> used_;      // pieces per column while a mask is added
};

}  // namespace maskwright::coco
