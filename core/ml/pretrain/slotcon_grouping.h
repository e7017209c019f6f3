#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

// SlotCon's semantic grouping (arXiv 2205.15288, `SemanticGrouping.forward`). B images, K
// prototypes, D channels, H x W cells. Everything here is float32, whatever the networks ran in.

/// Cosine of every cell with every prototype. cells: (B, D, H, W), prototypes: (K, D), any lengths.
/// (B, K, H, W) in [-1, 1].
torch::Tensor prototypeScores(const torch::Tensor& cells, const torch::Tensor& prototypes);

/// Softmax over the prototypes of each cell, plus 1e-6 each (so it sums to 1 + K * 1e-6).
/// scores: (B, K, H, W).
torch::Tensor softAssignment(const torch::Tensor& scores, double temperature = 0.07);

/// Attentive pooling of the cells, which are NOT normalised. cells: (B, D, H, W), assignment:
/// (B, K, H, W). Returns (B, K, D).
torch::Tensor poolSlots(const torch::Tensor& cells, const torch::Tensor& assignment);

/// Which prototypes win at least one cell of an image. (B, K) bool.
torch::Tensor occupiedSlots(const torch::Tensor& scores);

/// The part of score maps that both views show, enlarged to the whole map and mirrored back, so
/// that cell (r, c) of two views shows the same place. scores: (B, K, H, W); boxes: (B, 4) in [0,
/// 1]; flipped: (B) bool. Equal to RoIAlign (aligned, default sampling) with as many bins as cells:
/// such a bin takes exactly one bilinear sample.
torch::Tensor alignToOverlap(const torch::Tensor& scores,
                             const torch::Tensor& boxes,
                             const torch::Tensor& flipped);

struct GroupingTemperatures {
  double student = 0.1, teacher = 0.07;
};

/// Cross entropy of the student's assignment with the centred, sharper one of the teacher, averaged
/// over all cells of the images in `used` ((B) bool); a zero without gradient if there is none.
/// student, teacher: aligned scores (B, K, H, W); centre: (K). No gradient reaches the teacher.
torch::Tensor groupingLoss(const torch::Tensor& student,
                           const torch::Tensor& teacher,
                           const torch::Tensor& centre,
                           const torch::Tensor& used,
                           const GroupingTemperatures& temperatures = {});

/// keep * centre + (1 - keep) * mean of the teacher's UNALIGNED scores over both views and all
/// cells. centre: (K); scores: (B, K, H, W) each.
torch::Tensor updatedCentre(const torch::Tensor& centre,
                            const torch::Tensor& first,
                            const torch::Tensor& second,
                            double keep = 0.9);

}  // namespace maskwright::ml
