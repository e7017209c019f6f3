#pragma once

#include "core/ml/discover/discover_settings.h"
#include "core/ml/nn/folded_resnet.h"

#include <opencv2/core.hpp>

#include <vector>

namespace maskwright::ml {

/// Candidates of one picture by falling confidence, with masks in its full size, boxes, attributes
/// and embeddings; ids, image, run and profile are left to the caller.
/// `backbone`: null unless needsResNet(settings).
/// `bgr`: CV_8UC3; it may be a reduced decoding of a picture whose full size is `fullSize`.
std::vector<Candidate> discoverImage(const cv::Mat& bgr,
                                     cv::Size fullSize,
                                     const FoldedResNet* backbone,
                                     const DiscoverSettings& settings,
                                     DiscoverTimes* times = nullptr);

}  // namespace maskwright::ml
