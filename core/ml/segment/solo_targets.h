#pragma once

#include "core/ml/segment/solo_profile.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// What one image teaches, at the resolution that the network sees. n may be 0.
struct SoloInstances {
  torch::Tensor masks;       ///< (n, H, W) uint8 0/1, positives
  torch::Tensor boxes;       ///< (n, 4) float x0, y0, x1, y1
  torch::Tensor embeddings;  ///< (n, E); rows of zeros = unknown
  torch::Tensor weights;     ///< (n) in (0, 1]
  torch::Tensor verified;    ///< (n) float 0/1: a person saw the outline
  torch::Tensor negatives;   ///< (m, 6) outlineRows() of masks that are no object
  torch::Tensor ignored;     ///< (k, 6) outlineRows() of masks that nothing is known of
};

/// Targets of one level for one image.
struct SoloLevelTargets {
  torch::Tensor positive;          ///< (S, S) float 0/1
  torch::Tensor weight;            ///< (S, S) float, of the category loss; 0 = ignored
  torch::Tensor owner;             ///< (S, S) int64, instance of a positive cell, -1 else
  std::vector<int64_t> cells;      ///< row-major cell of each mask target
  std::vector<int64_t> instances;  ///< instance of each mask target
};

struct SoloTargets {
  std::vector<SoloLevelTargets> levels;
  torch::Tensor masks;  ///< (n, h, w) float 0/1 at stride 4, padded
};

/// Tight boxes x0, y0, x1, y1 (exclusive ends) of masks (n, H, W).
torch::Tensor tightBoxes(const torch::Tensor& masks);

/// Mass centre x, y of each mask (n, H, W), pixels.
torch::Tensor massCentres(const torch::Tensor& masks);

/// What the category loss needs of a mask: mass centre x, y and tight box x0, y0, x1, y1, pixels.
/// masks: (n, H, W); empty ones are left out. Returns (at most n, 6) float32.
torch::Tensor outlineRows(const torch::Tensor& masks);

/// Masks (n, H, W) at a quarter of the size (bilinear, halves round up), padded with 0 to h x w.
torch::Tensor quarterMasks(const torch::Tensor& masks, int64_t h, int64_t w);

/// SOLOv2's assignment: an instance belongs to each level whose range holds sqrt(box area); there,
/// cells spanned by its box shrunk to 0.2 about the mass centre, at most 3 x 3, are positive.
/// Later instances take over shared cells, the mask targets of both remain. Cells that an ignored
/// mask would claim weigh 0 unless a positive or a negative claims them too.
/// sizeScale: factor on the levels' ranges. (h, w): mask features; the padded image is 4 times
/// that.
SoloTargets assignTargets(const SoloInstances& instances,
                          const std::vector<SoloLevel>& levels,
                          double sizeScale,
                          int64_t h,
                          int64_t w,
                          double negativeWeight = 1.0);

/// DropLoss (CutLER, Wang et al. 2023) for cells: one that touches no box of an instance or of a
/// refused mask weighs 0, since it may hold an object that nobody has marked yet.
void dropUnmarkedCells(SoloTargets& targets, const SoloInstances& instances);

}  // namespace maskwright::ml
