#include "core/services_ml/training_samples.h"

#include "core/ml/discover/picture_tiles.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/services/pseudo_labels.h"

#include <algorithm>
#include <cmath>

namespace maskwright {
namespace {

constexpr size_t kEnoughAccepted = 10;
constexpr int64_t kTilesAPicture = 2;  // that weigh as much as the whole

cv::Point2d middle(const Box& box) {
  return {box.x + box.w / 2, box.y + box.h / 2};
}

/// What the masks whose middle lies in `part` (pixels of the image) are good for.
struct Content {
  bool teaches = false, verified = false;

  Content(const TrainingImage& image, const cv::Rect2d& part) {
    for (const auto& target : image.targets) {
      if (target.role == TargetRole::Ignored || !part.contains(middle(target.box))) continue;
      teaches = true;
      verified |= isVerified(target);
    }
  }
};

std::vector<int64_t>& listOf(ml::SoloImageLists& lists, bool verified, bool decided) {
  return verified ? lists.verified : decided ? lists.decided : lists.others;
}

}  // namespace

TrainingSamples trainingSamples(const std::vector<TrainingImage>& images,
                                const SampleShape& shape,
                                double zoom) {
  TrainingSamples samples;
  const auto add = [&](const TrainingSample& sample, bool verified, int64_t times) {
    auto& list = listOf(samples.lists, verified, images[sample.image].decided);
    list.insert(list.end(), static_cast<size_t>(times), static_cast<int64_t>(samples.all.size()));
    samples.all.push_back(sample);
  };
  const auto side = static_cast<int>(shape.shortSide);
  for (size_t i = 0; i < images.size(); ++i) {
    const auto& image = images[i];
    const cv::Size full(image.width, image.height);
    ml::PictureTiles tiles;
    if (zoom > 1 && !full.empty()) tiles = ml::pictureTiles(full, side, shape.longestAspect, zoom);
    int64_t used = 0;
    for (const auto& tile : tiles.parts) {
      const double x = double{1} * full.width / tiles.size.width;
      const double y = double{1} * full.height / tiles.size.height;
      const Content content(image, {tile.x * x, tile.y * y, tile.width * x, tile.height * y});
      if (!content.teaches) continue;
      add({i, tiles.size, tile}, content.verified, 1);
      ++used;
    }
    const bool verified = std::any_of(image.targets.begin(),
                                      image.targets.end(),
                                      [](const RoundTarget& target) { return isVerified(target); });
    add({i, ml::shortSideSize(full, side, shape.longestAspect), {}},
        verified,
        std::max<int64_t>(1, used / kTilesAPicture));
  }
  return samples;
}

double zoomOf(const std::vector<TrainingImage>& images) {
  std::vector<double> all, accepted;
  for (const auto& image : images) {
    const double shorter = std::min(image.width, image.height);
    for (const auto& target : image.targets) {
      if (target.role != TargetRole::Positive || shorter <= 0) continue;
      all.push_back(std::sqrt(target.box.w * target.box.h) / shorter);
      if (isVerified(target)) accepted.push_back(all.back());
    }
  }
  return ml::zoomFor(accepted.size() < kEnoughAccepted ? all : accepted);
}

}  // namespace maskwright
