#include "core/services_ml/round_images.h"

#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <unordered_set>

namespace maskwright {

std::vector<TrainingImage> trainingImages(
    store::Project& project, std::vector<store::RoundRepository::PlacedTarget> placed) {
  auto& connection = project.connection();
  std::unordered_set<int64_t> decided;
  for (const auto id : store::DecisionRepository(connection).decidedImages()) {
    decided.insert(id.value);
  }
  std::vector<TrainingImage> images;
  store::ImageRepository records(connection);
  for (auto& p : placed) {
    if (images.empty() || images.back().image != p.image) {
      const auto record = records.byId(p.image);
      TrainingImage image;
      image.image = p.image;
      if (record && record->state == ImageState::Present) {
        image.file = project.imagesRoot() / record->path;
        image.width = record->width;
        image.height = record->height;
      }
      image.decided = decided.contains(p.image.value);
      images.push_back(std::move(image));
    }
    images.back().targets.push_back({std::move(p.target), p.box});
  }
  // Images where nothing is known teach nothing.
  std::erase_if(images, [](const TrainingImage& image) {
    const bool useful = std::any_of(image.targets.begin(), image.targets.end(), [](const auto& t) {
      return t.role != TargetRole::Ignored;
    });
    return image.file.empty() || !useful;
  });
  return images;
}

}  // namespace maskwright
