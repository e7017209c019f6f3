#pragma once

#include "core/ml/segment/solo_targets.h"

#include <torch/torch.h>

#include <functional>
#include <optional>
#include <vector>

namespace maskwright::ml {

/// One training image with what is known of it.
struct SoloSample {
  torch::Tensor image;      ///< uint8 (3, H, W), short side about the profile's
  SoloInstances instances;  ///< masks of the same size; boxes may be left undefined
};

/// Loads training image `index`; nothing if it can't be read. `shortSide` is the wanted size.
using SoloSampleLoader = std::function<std::optional<SoloSample>(int64_t index)>;

/// How training images vary. Each image takes part once, in a weak view (the batch's scale, flip)
/// or, with probability `strong`, in a strong one (also colours, grey, blur); FreeSOLO feeds both
/// at once.
struct SoloViewOptions {
  double minScale = 0.8, maxScale = 1.2;  ///< drawn once a batch
  double flip = 0.5, strong = 0.5;
  double paste = 0.5;  ///< probability that an image receives accepted objects of another one
  int64_t maxPasted = 4;
};

/// Sides of the padded images are multiples of this, in training and in use: few sizes, since
/// oneDNN generates its kernels anew for each.
constexpr int64_t kCanvasStep = 64;

/// What one training step sees.
struct SoloBatch {
  torch::Tensor images;  ///< (B, 3, H, W) normalised, padded with zeros to multiples of 64
  std::vector<SoloInstances> instances;
  std::vector<torch::Tensor> similarity;  ///< (8, H/4, W/4), 0 beyond the image
};

/// Draws views of the samples and puts them together.
SoloBatch makeSoloBatch(std::vector<SoloSample> samples,
                        const SoloViewOptions& options,
                        torch::Generator& generator);

/// Pastes person-verified objects of `from` into `into`, scaled to its size, mirrored or not, at a
/// random place wholly inside (the published paste keeps the place; few accepted masks need more
/// variety).
/// An object that covers half or more of a present one stays out; present masks lose what is
/// covered. Only accepted outlines are pasted: free masks would bring their surroundings along.
void pasteObjects(const SoloSample& from,
                  SoloSample& into,
                  int64_t maximum,
                  torch::Generator& generator);

}  // namespace maskwright::ml
