#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// How the two views of an image are cut (SlotCon, arXiv 2205.15288, `data/transforms.py`).
struct SlotViewOptions {
  int64_t size = 128;                  ///< side of a view, pixels
  double minArea = 0.08, maxArea = 1;  ///< of the image
  double minOverlap = 0.01;            ///< of the second crop's target area, in the first ten tries
  double flip = 0.5;                   ///< probability, each view by its own
  /// false: both views are the whole image and are not flipped. Only for showing what crops are
  /// for: without them the prototypes learn no semantics (appendix C).
  bool crops = true;
};

/// One view of each image of a batch and where both views overlap in it.
struct SlotView {
  torch::Tensor images;   ///< (B, 3, size, size) float32 in [0, 255]
  torch::Tensor boxes;    ///< (B, 4) float32: x1, y1, x2, y2 in [0, 1] of this view as it is shown
  torch::Tensor flipped;  ///< (B) bool: shown mirrored
};

struct SlotViewPair {
  SlotView first, second;
  /// (B) bool. False where no overlap could be drawn (the published program makes a reversed box of
  /// it): such an image takes no part in the dense loss.
  torch::Tensor overlaps;
};

/// Cuts two views of each image, bicubic with antialiasing. images: (C, H_i, W_i) uint8 or float32.
/// The second crop must meet `minOverlap` within ten tries, else it is free; while it then misses
/// the first one it is drawn again, up to twenty times.
SlotViewPair cutSlotViews(const std::vector<torch::Tensor>& images,
                          const SlotViewOptions& options,
                          torch::Generator& generator);

/// Colours of the first view (always blurred) or of the second (rarely blurred, sometimes
/// solarised). images: (B, 3, H, W) in [0, 255]; the same comes back.
torch::Tensor slotViewColors(const torch::Tensor& images, bool second, torch::Generator& generator);

}  // namespace maskwright::ml
