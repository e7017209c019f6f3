#include "core/services/true_masks.h"

#include "core/coco/rle.h"

#include <algorithm>

namespace maskwright {

Result<std::unordered_map<int64_t, TrueMasks>> readTrueMasks(const std::filesystem::path& file,
                                                             const CocoTruth& truth,
                                                             ProgressSink& sink) {
  std::unordered_map<int64_t, TrueMasks> truths;
  for (const auto& [id, image] : truth.images) truths[id];
  std::vector<coco::FileIssue> issues;
  const auto read = coco::readAnnotations(
      file,
      truth.index,
      {},
      [&](coco::Annotation&& annotation) {
        const auto image = truths.find(annotation.image);
        if (image == truths.end() || !annotation.hasMask) return true;
        if (annotation.crowd) {
          image->second.crowds.push_back(std::move(annotation.mask));
        } else {
          image->second.masks.push_back(std::move(annotation.mask));
          image->second.categories.push_back(annotation.category);
        }
        return true;
      },
      issues);
  reportIssues(issues, sink);
  if (!read) return read.error();
  return truths;
}

bool isInCrowd(const Candidate& candidate, const TrueMasks& truth) {
  return std::any_of(truth.crowds.begin(), truth.crowds.end(), [&](const Rle& crowd) {
    return 2 * coco::intersectionArea(candidate.mask, crowd) >= candidate.area;
  });
}

}  // namespace maskwright
