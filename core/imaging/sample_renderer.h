#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace maskwright::imaging {

/// What renderSample wrote.
struct SampleSummary {
  int images = 0;
  int objects = 0;
  std::vector<std::string> classes;  ///< category names, id = place + 1
  std::filesystem::path imageFolder, annotationFile;
};

/// Renders a collection with its exact ground truth: `folder`/images/sample_0001.jpg ... and
/// `folder`/instances.json (COCO instances; segmentation = uncompressed run lengths of the visible
/// pixels, ids from 1). The same `seed` gives the same pictures and file on every run, and picture
/// n does not depend on how many there are.
/// Errors: WrongUse for images < 1, Unwritable, Cancelled.
Result<SampleSummary> renderSample(const std::filesystem::path& folder,
                                   int images,
                                   uint64_t seed,
                                   ProgressSink& progress,
                                   const CancelToken& cancel = {});

}  // namespace maskwright::imaging
