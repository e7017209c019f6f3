#pragma once

#include <cstdint>

namespace maskwright::ml {

/// The vision transformers whose published files are known (Caron et al. 2021; Oquab et al. 2023;
/// Siméoni et al. 2025). DINO's layout is also that of DeiT, MAE and MoCo v3.
enum class VitFamily : uint8_t { Dino, DinoV2, DinoV3 };

enum class FeedForward : uint8_t {
  Mlp,         ///< fc2(gelu(fc1 x)), exact GELU
  GatedJoint,  ///< w3(silu(gate) * up), gate and up rows of one w12 (DINOv2 giant)
  GatedSplit   ///< w3(silu(w1 x) * (w2 x)) (DINOv3 S+)
};

/// How a stored position grid is fitted to another number of patches.
enum class PositionResize : uint8_t {
  OffsetBicubic,       ///< scale (g + 0.1) / n, a = -0.75, no antialiasing (DINO, DINOv2)
  AntialiasedBicubic,  ///< to the size itself, a = -0.5, antialiased (DINOv2 with registers)
  Rotary               ///< nothing is stored: queries and keys are rotated (DINOv3)
};

/// What the shapes and names of a file say about the transformer in it.
struct VitLayout {
  VitFamily family = VitFamily::Dino;
  int64_t embed = 0;      ///< channels of a token
  int64_t depth = 0;      ///< blocks
  int64_t heads = 0;      ///< 0 = the file can't tell (no multiple of 64 channels)
  int64_t patch = 0;      ///< pixels per side
  int64_t registers = 0;  ///< register or storage tokens, behind the class token
  FeedForward feedForward = FeedForward::Mlp;
  int64_t hidden = 0;  ///< channels within the feed-forward
  double layerNormEps = 1e-6;
  int64_t gridHeight = 0, gridWidth = 0;  ///< of the stored positions, in patches; 0 if rotary
  bool layerScale = false;                ///< ls1.gamma, ls2.gamma after attention and feed-forward
  bool keyBiasMask = false;  ///< qkv.bias is multiplied by qkv.bias_mask, (1, 0, 1) if not stored
  bool untiedNorm = false;   ///< cls_norm for class and register tokens, norm for patches
  PositionResize positionResize = PositionResize::OffsetBicubic;
  bool operator==(const VitLayout&) const = default;
};

}  // namespace maskwright::ml
