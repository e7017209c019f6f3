#pragma once

#include "core/ml/segment/solo_targets.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// Boxes (n, 4) of what is known of one picture.
struct KnownBoxes {
  torch::Tensor objects;
  torch::Tensor refused;  ///< a person said that they hold no object
  torch::Tensor ignored;  ///< nothing is known of them
};
/// `instances.boxes` must be there.
KnownBoxes knownBoxes(const SoloInstances& instances);

constexpr int64_t kBackground = -1;  ///< in place of an object's index
constexpr int64_t kRefused = -2;     ///< background that a person saw
constexpr int64_t kNoCost = -3;      ///< teaches nothing

/// When a box is an object's.
struct MatchRule {
  double object = 0.5;      ///< least IoU
  double background = 0.5;  ///< IoU below which it is background; between the two it costs nothing
  bool bestOfEach = false;  ///< an object's best box is its own, whatever their IoU
  /// DropLoss: background of an IoU of at most this with every object costs nothing; 0 = it does.
  double drop = 0;
};
/// Faster R-CNN's rules (Ren et al. 2015), with the drop.
MatchRule anchorRule();
MatchRule regionRule(double drop);

/// The object that each box (N, 4) is matched to, or one of the constants. A refused box's own
/// (IoU >= .5) are background wherever they lie, an ignored one's (IoU >= .3) cost nothing unless
/// they are an object's or a refused box's. Returns (N) int64.
torch::Tensor matchBoxes(const torch::Tensor& boxes,
                         const KnownBoxes& known,
                         const MatchRule& rule);

/// A random choice of boxes to learn from.
struct BoxSample {
  torch::Tensor objects;     ///< indices of boxes that are an object's
  torch::Tensor background;  ///< indices of background, refused ones first
  /// Both, objects first.
  torch::Tensor all() const { return torch::cat({objects, background}); }
};
/// At most `count` boxes, at most `share` of them objects; the rest is background. By LibTorch's
/// generator.
BoxSample sampleBoxes(const torch::Tensor& owners, int64_t count, double share);

}  // namespace maskwright::ml
