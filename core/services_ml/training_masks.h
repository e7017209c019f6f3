#pragma once

#include "core/domain/mask.h"
#include "core/ml/segment/mask_paint.h"

#include <opencv2/core.hpp>

#include <array>
#include <optional>
#include <vector>

namespace maskwright {

/// Full-size mask at the training size, uint8 0/1 (H, W): inside where half of a pixel is.
torch::Tensor maskAtSize(const Rle& rle, cv::Size size);

/// What a tile of the picture enlarged to `size` shows of a full-size mask, uint8 0/1 (tile's
/// height, width).
torch::Tensor maskInTile(const Rle& rle, cv::Size size, const cv::Rect& tile);

/// ml::outlineRows() of a full-size mask in a picture of `size`, or in a tile of that (empty: all
/// of it), from its run lengths; nothing where less than half a pixel is seen. `share`: of its
/// area.
struct OutlineRow {
  std::array<float, 6> row{};
  double share = 1;
};
std::optional<OutlineRow> outlineRow(const Rle& rle, cv::Size size, const cv::Rect& tile);

/// A mask of a label map.
struct PaintedMask {
  Rle mask;
  int label = 0;        ///< [0, 255]
  double priority = 0;  ///< the highest keeps a pixel; of equal ones the earlier
};

/// The label of each pixel, uint8 (H, W); 0 where no mask is. Nothing is overwritten by a mask of
/// lower priority (MaskDistill's paper; its program overwrites in its order).
torch::Tensor paintLabels(const std::vector<PaintedMask>& masks, cv::Size size);

}  // namespace maskwright
