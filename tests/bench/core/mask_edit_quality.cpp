// How near the automatic edits bring masks to true ones. For each image of a project with a ground
// truth: the candidate that covers an object best, if its IoU is in [0.5, 0.9), as it was found,
// after GrabCut, after snapping, and after both. Prints mean IoUs and how many got better or worse.
//   bench_mask_edit_quality PROJECT TRUTH.json

#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/mask_edit_grabcut.h"
#include "core/imaging/mask_edit_snap.h"
#include "core/imaging/mask_ops.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/project.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

using namespace maskwright;

namespace {

struct Mean {
  const char* name;
  double sum = 0;
  int better = 0, worse = 0;
  void add(double iou, double before) {
    sum += iou;
    better += iou > before + 0.005;
    worse += iou < before - 0.005;
  }
};

imaging::SnapSettings snapFor(const cv::Mat& mask) {
  imaging::SnapSettings settings;  // as the editor proposes
  const double side = std::sqrt(cv::countNonZero(mask));
  settings.radiusPx = std::clamp(static_cast<int>(std::lround(0.035 * side)), 3, 40);
  return settings;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  auto project = store::Project::open(argv[1], store::OpenMode::ReadOnly);
  std::vector<coco::FileIssue> issues;
  const auto index = coco::readIndex(argv[2], issues);
  if (!project || !index) return 1;
  std::map<std::string, int64_t> byName;
  for (const auto& image : index->images) byName[image.fileName] = image.id;
  std::map<int64_t, std::vector<Rle>> truths;
  const auto read = coco::readAnnotations(
      argv[2],
      *index,
      {},
      [&](coco::Annotation&& one) {
        if (!one.crowd) truths[one.image].push_back(std::move(one.mask));
        return true;
      },
      issues);
  if (!read) return 1;
  auto& connection = (*project)->connection();
  Mean found{"as found"}, cut{"GrabCut"}, snapped{"snap"}, both{"GrabCut, snap"};
  int masks = 0;
  for (const auto& image : store::ImageRepository(connection).all()) {
    const auto known = byName.find(image.path);
    if (known == byName.end()) continue;
    double best = 0;
    Rle mask, truth;
    store::CandidateRepository candidates(connection, MaskVersion::Original);
    for (const auto& candidate : candidates.ofImage(image.id))
      for (const auto& one : truths[known->second])
        if (const double iou = coco::iou(candidate.mask, one); iou > best) {
          best = iou;
          mask = candidate.mask;
          truth = one;
        }
    if (best < 0.5 || best >= 0.9) continue;
    const auto picture = imaging::readImage((*project)->imagesRoot() / image.path);
    if (!picture) continue;
    const cv::Mat start = imaging::toMat(coco::decode(mask)) != 0;
    const cv::Mat wanted = imaging::toMat(coco::decode(truth)) != 0;
    const cv::Mat afterCut = imaging::grabCutFromMask(picture->bgr, start).mask;
    const cv::Mat afterSnap = imaging::snapToEdges(picture->bgr, start, snapFor(start)).mask;
    const cv::Mat afterBoth = imaging::snapToEdges(picture->bgr, afterCut, snapFor(afterCut)).mask;
    ++masks;
    found.add(best, best);
    cut.add(imaging::maskIou(afterCut, wanted), best);
    snapped.add(imaging::maskIou(afterSnap, wanted), best);
    both.add(imaging::maskIou(afterBoth, wanted), best);
  }
  for (const Mean& mean : {found, cut, snapped, both})
    std::printf("%-14s mean IoU %.3f over %d masks, %d better, %d worse\n",
                mean.name,
                mean.sum / std::max(1, masks),
                masks,
                mean.better,
                mean.worse);
  return 0;
}
