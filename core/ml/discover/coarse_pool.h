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
  size_t rank = 0;     ///< in its own list, from 0; several masks of one list may share a rank
  bool exact = false;  ///< its outline follows the picture's edges already
};

/// Indices of the masks of several lists that go on, best first. Scores of different lists are not
/// comparable, so the lists take turns by rank; a mask of IoU > `duplicateIou` (on a common grid of
/// 64 x 64 cells) with one that goes on already is left out. At most `limit`; 0 = all. `threshold`:
/// soft values above it are inside.
std::vector<size_t> distinctMasks(const std::vector<CoarseMask>& masks,
                                  double threshold,
                                  double duplicateIou,
                                  size_t limit);

}  // namespace maskwright::ml
