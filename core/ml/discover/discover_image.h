#pragma once

#include "core/domain/candidate.h"
#include "core/imaging/mask_refine.h"
#include "core/imaging/tree_regions.h"
#include "core/ml/discover/free_mask.h"
#include "core/ml/discover/mask_filters.h"
#include "core/ml/discover/slot_regions.h"
#include "core/ml/nn/folded_resnet.h"

#include <opencv2/core.hpp>

#include <string>
#include <vector>

namespace maskwright::ml {

/// Everything that decides which candidates an image gets.
struct DiscoverSettings {
  int shortSide = 512;  ///< of the picture as the backbone sees it; smaller ones are enlarged
  int longSide = 1024;
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
  bool useFreeMask = true;  ///< else slots alone, and the merge tree if it is on
  SlotScorer slotScorer;    ///< a SlotCon teacher: its regions join the pool; empty = none
  SlotRegionSettings slotRegions;
  int slotShortSide = 256;  ///< of the picture as the teacher sees it
  bool mergeTree = true;    ///< regions of an agglomerative merge tree as well
  imaging::TreeRegionSettings treeRegions;
  bool refine = true;  ///< outlines to the picture's edges; else plain enlargement
  imaging::RefineSettings refinement;
  MaskFilters filters;
  /// Of the coarse masks of all views and sources, those of a greater IoU than this are one.
  double coarseDuplicateIou = 0.6;
  int maxCandidates = 100;    ///< coarse masks that are refined; 0 = all
  double duplicateIou = 0.9;  ///< refined masks that agree more than this are one; 1 = off
};

/// The settings as one JSON object: the identity of a discovery together with its weights.
std::string settingsJson(const DiscoverSettings& settings);

/// Seconds per stage of one image.
struct DiscoverTimes {
  double features = 0, masks = 0, refinement = 0, embedding = 0;
};

/// Candidates of one picture by falling score, with masks in its full size, boxes, attributes and
/// embeddings; ids, image, run and profile are left to the caller.
/// `bgr`: CV_8UC3; it may be a reduced decoding of a picture whose full size is `fullSize`.
std::vector<Candidate> discoverImage(const cv::Mat& bgr,
                                     cv::Size fullSize,
                                     const FoldedResNet& backbone,
                                     const DiscoverSettings& settings,
                                     DiscoverTimes* times = nullptr);

}  // namespace maskwright::ml
