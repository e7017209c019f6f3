#pragma once

#include "core/base/cancel.h"
#include "core/domain/image_record.h"
#include "core/ml/discover/discover_image.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace maskwright::ml {

/// What one image gave.
struct ImageOutcome {
  ImageRecord image;
  std::vector<Candidate> candidates;
  std::string problem;  ///< why it could not be used; empty = fine
  double decodeS = 0;
  DiscoverTimes times;
};

/// Discovers on many images (`backbone`: null unless needsResNet(settings)): `threads` workers each
/// take the next image, decode it and run the whole method on one processor (images side by side
/// scale better than threads inside one network), and hand the outcome through a bounded queue to
/// `store` on the calling thread. An image that fails gives an outcome with a problem. Stops taking
/// images when cancelled; those under way are still stored. The order of outcomes is not fixed,
/// their content is. `store` may throw: the workers are stopped and the exception goes on.
void discoverImages(const std::vector<ImageRecord>& images,
                    const std::filesystem::path& root,
                    const FoldedResNet* backbone,
                    const DiscoverSettings& settings,
                    int threads,
                    const CancelToken& cancel,
                    const std::function<void(const ImageOutcome&)>& store);

}  // namespace maskwright::ml
