#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace maskwright::ml {

/// A coarse mask from one look at the picture, before its outline is refined.
struct CoarseMask {
  torch::Tensor soft;  ///< h x w float32 in [0, 1]; its cells tile the whole picture
  float score = 0;     ///< after its own look's matrix NMS
  float maskness = 0, stability = 0;
  torch::Tensor embedding;  ///< unit length
  std::string source;       ///< of the candidate
  size_t place = 0;         ///< in its own look, best first; looks with more to say share places
  bool exact = false;       ///< its outline is on the picture's edges already
};

/// Which of the masks of several looks go on, in the order best first: the looks take turns by the
/// place of their masks (their scores are not comparable), and a mask that agrees more than
/// `duplicateIou` with one that goes on already is left out. At most `limit`; 0 = all.
std::vector<size_t> distinctMasks(const std::vector<CoarseMask>& masks,
                                  double threshold,
                                  double duplicateIou,
                                  size_t limit);

}  // namespace maskwright::ml
