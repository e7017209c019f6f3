#pragma once

#include <torch/torch.h>

#include <array>
#include <cstdint>

namespace maskwright::ml {

// Boxes are rows x0, y0, x1, y1 in pixels with exclusive ends; one with x1 <= x0 or y1 <= y0 is
// empty.

/// Areas of boxes (N, 4); empty ones have 0. Returns (N).
torch::Tensor boxAreas(const torch::Tensor& boxes);

/// Shared areas of every box of a (N, 4) with every box of b (M, 4). Returns (N, M).
torch::Tensor boxIntersections(const torch::Tensor& a, const torch::Tensor& b);

/// Intersection over union of a (N, 4) and b (M, 4); 0 where both are empty. Returns (N, M).
torch::Tensor boxIou(const torch::Tensor& a, const torch::Tensor& b);

/// Greedy non-maximum suppression: a box goes if its IoU with a better one that stays is above
/// `threshold`. boxes: (N, 4) and scores: (N), float32 on the CPU. Returns the int64 indices that
/// stay, best first; equal scores in the order given.
torch::Tensor nms(const torch::Tensor& boxes, const torch::Tensor& scores, double threshold);

/// The same among boxes of the same label. labels: (N) int64.
torch::Tensor batchedNms(const torch::Tensor& boxes,
                         const torch::Tensor& scores,
                         const torch::Tensor& labels,
                         double threshold);

/// Boxes moved into a picture of that size.
torch::Tensor clipBoxes(const torch::Tensor& boxes, int64_t height, int64_t width);

/// Boxes as shifts of the centre in shares of a reference box's size, and logarithms of the sides'
/// ratios (R-CNN, Girshick et al. 2014, appendix C), each times its weight.
class BoxCoder {
 public:
  explicit BoxCoder(std::array<double, 4> weights = {1, 1, 1, 1}) : weights_(weights) {}
  /// boxes, references: (N, 4), references not empty. Returns (N, 4); sides of 0 give -infinity.
  torch::Tensor encode(const torch::Tensor& boxes, const torch::Tensor& references) const;
  /// deltas, references: (N, 4). Sides grow at most by 1000 / 16.
  torch::Tensor decode(const torch::Tensor& deltas, const torch::Tensor& references) const;

 private:
  std::array<double, 4> weights_;
};

}  // namespace maskwright::ml
