#pragma once

#include "core/ml/segment/solo_batch.h"

#include <array>
#include <optional>
#include <vector>

namespace maskwright::ml {

/// Indices of the training images for the loader.
struct SoloImageLists {
  std::vector<int64_t> verified;  ///< with a mask that a person accepted: few, and worth the most
  std::vector<int64_t> decided;   ///< with other decisions of a person
  std::vector<int64_t> others;    ///< with pseudo-labels alone
};

/// Shares of the draws from each list; empty lists leave theirs to the rest.
struct SoloDrawShares {
  double verified = 0.5, decided = 0.2, others = 0.3;
};

/// Draws the pictures of each training step: upright ones together and wide ones together, since a
/// canvas for both would be padding for half of its area.
class SoloDraw {
 public:
  /// All arguments but the numbers must outlive this.
  SoloDraw(const SoloImageLists& images,
           const SoloDrawShares& shares,
           const SoloSampleLoader& loader,
           int64_t batch);

  /// Whether no list has an image.
  bool empty() const { return all_ <= 0; }
  /// The samples of a step; those of the other shape wait for a later one. Fewer than a batch, or
  /// none, if a thousand draws in a row can't be read.
  std::vector<SoloSample> next(torch::Generator& generator);

 private:
  std::optional<SoloSample> draw(torch::Generator& generator);

  std::array<const std::vector<int64_t>*, 3> lists_;
  std::array<double, 3> shares_;
  double all_ = 0;
  const SoloSampleLoader& loader_;
  size_t batch_;
  std::array<std::vector<SoloSample>, 2> waiting_;  ///< upright, wide
};

}  // namespace maskwright::ml
