#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace maskwright::ml {

/// A coarse mask of one source on one view of the picture, before its outline is refined.
struct CoarseMask {
  torch::Tensor soft;  ///< h x w float32 in [0, 1]; its cells tile the whole picture
  /// In [0, 1]. Free Mask: maskness after matrix NMS; merge tree: score of the region.
  float score = 0;
  float maskness = 0, stability = 0;  ///< as in CandidateAttributes
  torch::Tensor embedding;            ///< float32, unit length
  std::string source;                 ///< of the candidate
  size_t rank = 0;                    ///< in its own list, from 0
  bool exact = false;                 ///< its outline follows the picture's edges already
};

/// Masks of several lists on a common grid of 128 x 128 cells.
class CoarsePool {
 public:
  /// `threshold`: soft values above it are inside. Keeps a reference to the masks.
  CoarsePool(const std::vector<CoarseMask>& masks, double threshold);

  /// Indices of the masks that go on, best first. Scores of different lists are not comparable, so
  /// the lists take turns by rank; a mask of IoU > `duplicateIou` with one that goes on already is
  /// left out. At most `limit`; 0 = all. Exact masks don't take part.
  std::vector<size_t> distinct(double duplicateIou, size_t limit) const;

  /// For each mask, how many others agree with it by IoU > `iou` (voting as in CuVLER, Arica et al.
  /// 2024).
  std::vector<int> votes(double iou) const;

 private:
  float overlap(size_t i, size_t j) const;  // of places in order_

  const std::vector<CoarseMask>& masks_;
  std::vector<size_t> order_;  ///< by rank
  std::vector<float> overlaps_;
};

}  // namespace maskwright::ml
