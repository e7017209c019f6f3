#pragma once

#include "core/ml/segment/solo_targets.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// One training image with what is known of it.
struct SoloSample {
  torch::Tensor image;         ///< uint8 (3, H, W), short side about the profile's
  SoloInstances instances;     ///< masks of the same size; boxes may be left undefined
  int64_t originalHeight = 0;  ///< pixels of the file's picture; 0 = that of `image`
};

/// Bilinear; image: (3, H, W) uint8.
torch::Tensor resizeImage(const torch::Tensor& image, int64_t h, int64_t w);
/// Nearest neighbour; masks: (n, H, W) uint8, n may be 0.
torch::Tensor resizeMasks(const torch::Tensor& masks, int64_t h, int64_t w);

/// Pastes person-verified objects of `from` into `into`, scaled to its size, mirrored or not, at a
/// random place wholly inside (the published paste keeps the place; few accepted masks need more
/// variety).
/// An object that covers half or more of a present one stays out; present masks lose what is
/// covered. Only accepted outlines are pasted: free masks would bring their surroundings along.
void pasteObjects(const SoloSample& from,
                  SoloSample& into,
                  int64_t maximum,
                  torch::Generator& generator);

/// FreeSOLO's copy-paste: as many of `from`'s objects as a uniform draw of 0..n says, scaled with
/// their picture to the size of `into` and left where they are there. The same rule of half, the
/// same loss of what is covered.
void pasteInPlace(const SoloSample& from, SoloSample& into, torch::Generator& generator);

}  // namespace maskwright::ml
