#pragma once

#include "core/imaging/tree_regions.h"
#include "core/ml/discover/coarse_pool.h"

namespace maskwright::ml {

/// Appends the best regions of the picture's merge tree as masks of source "merge-tree". They rest
/// on colour, texture and edges alone, so a weak backbone can't spoil them; `maps` (C x h x w of
/// the same picture) only give their embeddings.
void addTreeMasks(const imaging::EdgePicture& picture,
                  const std::vector<torch::Tensor>& maps,
                  const imaging::TreeRegionSettings& settings,
                  std::vector<CoarseMask>& out);

}  // namespace maskwright::ml
