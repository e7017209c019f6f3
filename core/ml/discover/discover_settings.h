#pragma once

#include "core/domain/candidate.h"
#include "core/imaging/mask_refine.h"
#include "core/imaging/tree_regions.h"
#include "core/ml/discover/free_mask.h"
#include "core/ml/discover/mask_filters.h"
#include "core/ml/discover/slot_regions.h"
#include "core/ml/discover/vit_masks.h"

#include <functional>
#include <string>
#include <vector>

namespace maskwright::ml {

/// A second, closer look at pictures of small objects, tile by tile.
struct ZoomSettings {
  bool enabled = true;
  /// Zoom in if the typical object (median of the most confident candidates) has a side of less
  /// than this share of the picture's shorter side.
  double smallSide = 0.12;
  int judged = 12;       ///< so many of them
  int tiles = 2;         ///< along each side
  double overlap = 0.2;  ///< of a tile's side, shared with the next one
  int maxCandidates = 300;
};

/// Everything that decides which candidates an image gets.
struct DiscoverSettings {
  int shortSide = 512;  ///< of the picture as the backbone sees it; smaller ones are enlarged
  int longSide = 1024;
  bool freeMasks = true;  ///< Free Mask on all views
  /// Further views of the picture, as shares of its working size: objects that fill much of it are
  /// found best in a small one, where a few cells of the map hold them whole.
  std::vector<double> furtherViews{0.7, 0.5};
  /// The backbone's last map is enlarged this many times (bilinear) before masks are taken from it.
  /// 2 on a stride of 32 beat a dilated last stage clearly on weights trained for minutes.
  int enlargeMap = 2;
  /// Free Mask a second time on the map minus its mean over the image. What all cells share (light,
  /// tint, a common texture) otherwise hides what tells them apart, above all in weak features.
  bool centredMap = true;
  /// Queries at the published scales 1, 1/2, 1/4 of the map as it was before it was enlarged.
  FreeMaskSettings freeMask{.scales = {0.5, 0.25, 0.125}, .keep = 50};
  /// Of the coarse Free Masks of all views, those of a greater IoU than this are one.
  double coarseDuplicateIou = 0.6;
  int maxFreeMasks = 60;  ///< coarse ones that are refined
  SlotScorer slotScorer;  ///< a SlotCon teacher: its regions join the pool; empty = none
  SlotRegionSettings slotRegions;
  int slotShortSide = 256;  ///< of the picture as the teacher sees it
  VitMaskSettings vit;      ///< masks of a vision transformer join the pool; off by default
  bool mergeTree = true;    ///< regions of an agglomerative merge tree as well
  imaging::TreeRegionSettings treeRegions;
  bool refine = true;  ///< outlines to the picture's edges; else plain enlargement
  imaging::RefineSettings refinement;
  MaskFilters filters;
  double voteIou = 0.6;       ///< coarse masks that agree more vote for each other
  double duplicateIou = 0.6;  ///< of candidates that agree more the most confident stays; 1 = off
  int maxCompared = 100;      ///< distinct ones that are compared with each other
  int maxCandidates =
      60;  ///< of them, by confidence; where the picture is zoomed into, its own limit
  ZoomSettings zoom;
  /// Confidence of a candidate from its attributes and score; the caller's, since ranking is not a
  /// matter of learning. Not set: the source's score.
  std::function<double(const CandidateAttributes&, double)> confidence;
};

/// Whether a ResNet's maps are needed: by all sources but the vision transformer's.
inline bool needsResNet(const DiscoverSettings& settings) {
  return settings.freeMasks || settings.mergeTree || settings.slotScorer != nullptr;
}

/// The settings as one JSON object: the identity of a discovery together with its weights.
std::string settingsJson(const DiscoverSettings& settings);

/// Seconds per stage of one image.
struct DiscoverTimes {
  double features = 0, masks = 0, refinement = 0, embedding = 0;
};

}  // namespace maskwright::ml
