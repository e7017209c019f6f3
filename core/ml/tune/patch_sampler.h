#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace maskwright::ml {

/// Labels of pixels (uint8): 0 = background that a person confirmed, 255 = not known, else a class.
inline constexpr int64_t kBackgroundLabel = 0;
inline constexpr int64_t kIgnoreLabel = 255;

/// How patches of one image are drawn. Defaults are ours where a comment says so.
struct PatchSettings {
  int64_t patches = 9;                  ///< an image
  double backgroundShare = 0.1;         ///< at least one patch
  int64_t minSide = 64, maxSide = 256;  ///< pixels, even sides between them
  /// Ours: where the label map knows the object of the centre, the side is drawn within these
  /// multiples of the object's longer side instead (not under `leastSide`): masks of a collection
  /// are as small as 20 pixels. 0 = off, as published.
  double minObject = 1.0, maxObject = 2.0;
  int64_t leastSide = 24;
  double overlap = 0.6;  ///< share of a patch that may be covered by earlier ones
  bool ownArea = true;   ///< ours: of the patch's own area; published: of the first candidate's
  bool purest = false;  ///< order candidates by the share of their area that has the centre's class
  bool balanced = true;  ///< ours: classes by the root of their pixels; published: by their pixels
  int64_t oversampling = 5;  ///< so many candidates for each patch
};

/// What is known of one image.
struct LabelMap {
  torch::Tensor labels;   ///< H x W uint8
  torch::Tensor objects;  ///< H x W int32: number of the pixel's object, or undefined; 0 = none
  std::vector<int64_t> sides;  ///< longer side of each object in pixels; entry 0 is for none
};

/// A square patch by its centre pixel; it may reach over the border of the image.
struct Patch {
  int64_t y = 0, x = 0;  ///< centre
  int64_t side = 0;      ///< even: rows y - side/2 .. y + side/2 - 1
  int64_t label = 0;     ///< of the centre pixel
  int64_t object = 0;    ///< likewise
  /// Taken although it overlaps earlier ones too much, since too few others were left.
  bool refilled = false;
};

/// Background patches among `patches`: max(1, int(share * patches)).
int64_t backgroundCount(const PatchSettings& settings);

/// The "mix" of Mix-and-Match tuning (create_patch.py and sampling_layers.py of the published
/// program): centres uniform over labelled pixels, five candidates a patch, foreground ones
/// de-duplicated greedily, refilled in order if too few are left. Foreground first, then
/// background. If one of the two is absent, the other takes its place; no labelled pixel: no patch.
/// Pixels of kIgnoreLabel are never a centre. Deterministic for the generator.
std::vector<Patch> samplePatches(const LabelMap& map,
                                 const PatchSettings& settings,
                                 torch::Generator& generator);

/// Patches of an image, float32 (N, 3, size, size): zeros outside the image, resized bilinearly
/// (with antialiasing where they shrink). image: float32 (3, H, W), normalised.
torch::Tensor cutPatches(const torch::Tensor& image,
                         const std::vector<Patch>& patches,
                         int64_t size);

}  // namespace maskwright::ml
