#pragma once

#include "core/imaging/region_graph.h"
#include "core/ml/discover/coarse_pool.h"
#include "core/ml/discover/discover_settings.h"
#include "core/ml/nn/folded_resnet.h"

namespace maskwright::ml {

/// What the backbone gives for one view of the picture, C x h x w on the CPU: layer3 and layer4 of
/// a ResNet; without one, twice the keys of a vision transformer's patches.
struct ViewMaps {
  torch::Tensor middle, last;
};

/// Coarse masks of one picture and the maps of the picture as a whole.
struct CoarseMasks {
  std::vector<CoarseMask> masks;  ///< Free Masks of all views, then tree regions
  ViewMaps maps;
};

/// The coarse masks of all views and sources that the settings ask for. `picture`: CV_8UC3 at
/// working size; `edges`: its edge picture; `backbone`: null unless needsResNet(settings). Masks of
/// a vision transformer get embeddings of the ResNet's maps too, so that all of a picture compare;
/// without a ResNet, of their masked crops.
CoarseMasks coarseMasks(const cv::Mat& picture,
                        const imaging::EdgePicture& edges,
                        const FoldedResNet* backbone,
                        const DiscoverSettings& settings,
                        DiscoverTimes& spent);

}  // namespace maskwright::ml
