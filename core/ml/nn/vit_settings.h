#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// Whose layout a vision transformer has.
enum class VitFamily {
  Dino,    ///< facebookresearch/dino: learned positions, no extra tokens
  DinoV2,  ///< facebookresearch/dinov2: layer scale, perhaps registers
  DinoV3   ///< facebookresearch/dinov3: rotary positions, storage tokens
};

/// The feed-forward part of a block.
enum class VitFeedForward {
  Mlp,         ///< fc2(gelu(fc1 x))
  GatedJoint,  ///< w3(silu(a) * b) with a, b the halves of w12 x
  Gated        ///< w3(silu(w1 x) * w2 x)
};

/// How a stored position grid is brought to another size.
enum class PositionResize {
  Offset,      ///< plain bicubic, scale (wanted + 0.1) / stored: DINO, DINOv2 without registers
  Antialiased  ///< antialiased bicubic to the size itself: DINOv2 with registers
};

/// Shape of a vision transformer: plain values, enough to know what its weights file holds.
struct VitSettings {
  VitFamily family = VitFamily::Dino;
  int64_t embed = 0, depth = 0, heads = 0;
  int64_t patch = 16;     ///< side, pixels
  int64_t registers = 0;  ///< register or storage tokens, between CLS and the patches
  VitFeedForward feedForward = VitFeedForward::Mlp;
  int64_t hidden = 0;  ///< of the feed-forward part (of each half, if gated)
  double layerNormEps = 1e-6;
  int64_t gridHeight = 0, gridWidth = 0;  ///< of the stored positions, cells; 0 = rotary
  PositionResize positionResize = PositionResize::Offset;
  bool layerScale = false;     ///< ls1, ls2 after attention and feed-forward
  bool qkvBias = true;         ///< the projection to q, k, v has a bias
  bool keyBiasMask = false;    ///< that bias is multiplied by a stored mask
  bool separateNorms = false;  ///< `cls_norm` for CLS and storage tokens, `norm` for patches
  bool storedPeriods = false;  ///< the rotary periods are in the file
  int64_t headSize() const { return heads > 0 ? embed / heads : 0; }
  bool operator==(const VitSettings&) const = default;
};

/// Shapes of a weights file by name.
using ShapeMap = std::map<std::string, std::vector<int64_t>>;

/// The settings that the names and shapes of a backbone's bare state dict tell (official names of
/// the three families). The number of heads is in no shape: `heads` if positive, else four times as
/// many values a head as there are rotary periods (DINOv3), else 64 values a head as in every
/// published model.
/// Errors: Unreadable (no such network, or a part of it is missing or misshapen), WrongUse (the
/// number of heads does not divide the width, or can't be told).
Result<VitSettings> vitSettingsOf(const ShapeMap& shapes, int64_t heads = 0);

/// Names and shapes that a file of these settings must hold.
ShapeMap vitShapes(const VitSettings& settings);

/// E.g. "DINO ViT-S/16", "DINOv2 ViT-B/14 with 4 registers", "DINOv3 ViT-S+/16"; widths that no
/// published model has are given as numbers.
std::string vitName(const VitSettings& settings);

}  // namespace maskwright::ml
