#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// Which slots of a direction (student's view against the teacher's other view) are compared. Flat
/// numbers are image * K + prototype.
struct SlotPairs {
  torch::Tensor anchors;    ///< (N) int64 flat: occupied in the student's AND the teacher's view
  torch::Tensor keys;       ///< (M) int64 flat: occupied in the teacher's view
  torch::Tensor positives;  ///< (N) int64: row of `keys` that is the anchor's own slot
};

/// student, teacher: (B, K) bool, occupied slots of the two views.
SlotPairs pairSlots(const torch::Tensor& student, const torch::Tensor& teacher);

/// What stands beside the keys of the step. All may be undefined.
struct SlotExtras {
  /// (Q, D) unit vectors of earlier steps, further negatives: our addition for small batches.
  torch::Tensor queue = {};
  /// (N) and (M) int64, -1 = none. Keys of the anchor's class are positives too, none of them a
  /// negative of another: our class-aware mode (supervised contrastive form), which learns from
  /// masks that people named. Without it the same prototype in another image is a negative.
  torch::Tensor anchorClasses = {}, keyClasses = {};
};

/// InfoNCE of predicted student slots against teacher slots (`ctr_loss_filtered`), with the factor
/// 2 * temperature of the published program. anchors: (N, D), keys: (M, D), any lengths;
/// positives: (N). Averaged over anchors.
torch::Tensor slotInfoNce(const torch::Tensor& anchors,
                          const torch::Tensor& keys,
                          const torch::Tensor& positives,
                          const SlotExtras& extras = {},
                          double temperature = 0.2);

}  // namespace maskwright::ml
