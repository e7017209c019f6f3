#include "core/ml/discover/coarse_masks.h"

#include "core/imaging/mask_surround.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/patch_grid.h"
#include "core/ml/discover/stage_clock.h"
#include "core/ml/discover/tree_masks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace maskwright::ml {
namespace {

torch::Tensor enlarged(const torch::Tensor& map, int times) {
  if (times == 1) return map;
  const torch::Tensor batch = map.unsqueeze(0).to(torch::kFloat32);
  return at::upsample_bilinear2d(batch,
                                 {map.size(1) * times, map.size(2) * times},
                                 /*align_corners=*/false)
      .squeeze(0);
}

/// The map without its mean over the cells (C x H x W).
torch::Tensor centred(const torch::Tensor& map) {
  const torch::Tensor values = map.to(torch::kFloat32);
  return values - values.mean({1, 2}, /*keepdim=*/true);
}

/// The picture at a share of its size, its sides rounded to multiples of 64: cells of every map
/// tile it exactly, and pictures of many sizes share few shapes (oneDNN keeps kernels for each).
cv::Mat viewOf(const cv::Mat& picture, double share) {
  const auto side = [&](int pixels) { return std::max(1, cvRound(pixels * share / 64)) * 64; };
  const cv::Size size(side(picture.cols), side(picture.rows));
  if (size == picture.size()) return picture;
  cv::Mat view;
  const bool shrinks = size.area() < picture.size().area();
  cv::resize(picture, view, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return view;
}

ViewMaps mapsOf(const cv::Mat& view, const FoldedResNet& backbone) {
  const auto stages = backbone.stages(normalizedTensor(view));
  return {stages[3][0].to(torch::kCPU), stages[4][0].to(torch::kCPU)};
}

/// Appends the Free Masks of one map of a view.
void addFreeMasks(const torch::Tensor& map,
                  const ViewMaps& maps,
                  const char* source,
                  const DiscoverSettings& settings,
                  std::vector<CoarseMask>& out,
                  DiscoverTimes& spent) {
  StageClock clock;
  const FreeMasks found = freeMasks(enlarged(map, settings.enlargeMap), settings.freeMask);
  clock.addTo(spent.masks);
  const double threshold = settings.freeMask.threshold;
  const torch::Tensor embeddings =
      maskEmbeddings({maps.middle, maps.last}, found.soft, threshold).contiguous();
  const std::vector<float> stability = maskStability(found.soft, threshold);
  const torch::Tensor soft = found.soft.contiguous();
  for (size_t i = 0; i < found.scores.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    out.push_back({.soft = soft[row],
                   .score = found.scores[i],
                   .maskness = found.maskness[i],
                   .stability = stability[i],
                   .embedding = embeddings[row],
                   .source = source,
                   .rank = i});
  }
  clock.addTo(spent.embedding);
}

/// Masks of the vision transformer with their embeddings; without a ResNet its keys are the maps.
void addTransformerMasks(const cv::Mat& picture,
                         bool withResNet,
                         const DiscoverSettings& settings,
                         CoarseMasks& out) {
  const size_t first = out.masks.size();
  const torch::Tensor keys = addVitMasks(picture, settings.vit, settings.refine, out.masks);
  if (!withResNet) out.maps = {keys, keys};
  std::vector<cv::Mat> masks;
  for (size_t i = first; i < out.masks.size(); ++i)
    masks.push_back(gridMask(out.masks[i].soft > settings.freeMask.threshold,
                             static_cast<int>(out.masks[i].soft.size(0)),
                             static_cast<int>(out.masks[i].soft.size(1))));
  if (masks.empty()) return;
  torch::Tensor embeddings;
  if (withResNet) {
    const cv::Size cells(static_cast<int>(out.maps.middle.size(2)),
                         static_cast<int>(out.maps.middle.size(1)));
    std::vector<torch::Tensor> shares;
    for (const cv::Mat& mask : masks) {
      const cv::Mat share = imaging::cellShares(mask, cells);
      shares.push_back(
          torch::from_blob(share.data, {share.rows, share.cols}, torch::kFloat32).clone());
    }
    embeddings = maskEmbeddings({out.maps.middle, out.maps.last}, torch::stack(shares), 0);
  } else {
    embeddings = maskedCropEmbeddings(*settings.vit.network, picture, masks, settings.vit.cropSide);
  }
  embeddings = embeddings.contiguous();
  for (size_t i = 0; i < masks.size(); ++i)
    out.masks[first + i].embedding = embeddings[static_cast<int64_t>(i)];
}

}  // namespace

CoarseMasks coarseMasks(const cv::Mat& picture,
                        const imaging::EdgePicture& edges,
                        const FoldedResNet* backbone,
                        const DiscoverSettings& settings,
                        DiscoverTimes& spent) {
  CoarseMasks out;
  StageClock clock;
  const auto look = [&](double share) {
    clock.restart();
    ViewMaps maps = mapsOf(viewOf(picture, share), *backbone);
    clock.addTo(spent.features);
    if (settings.freeMasks) {
      addFreeMasks(maps.last, maps, "free-mask", settings, out.masks, spent);
      if (settings.centredMap)
        addFreeMasks(centred(maps.last), maps, "free-mask-centred", settings, out.masks, spent);
    }
    return maps;
  };
  if (backbone) out.maps = look(1);
  if (settings.freeMasks) {
    for (const double share : settings.furtherViews) look(share);
  }
  if (settings.slotScorer) {
    clock.restart();
    const double share =
        static_cast<double>(settings.slotShortSide) / std::min(picture.cols, picture.rows);
    addSlotMasks(settings.slotScorer(normalizedTensor(viewOf(picture, share))),
                 {out.maps.middle, out.maps.last},
                 settings.slotRegions,
                 out.masks);
    clock.addTo(spent.masks);
  }
  if (settings.vit.network) {
    clock.restart();
    addTransformerMasks(picture, backbone != nullptr, settings, out);
    clock.addTo(spent.masks);
  }
  if (settings.mergeTree) {
    clock.restart();
    addTreeMasks(edges, {out.maps.middle, out.maps.last}, settings.treeRegions, out.masks);
    clock.addTo(spent.masks);
  }
  return out;
}

}  // namespace maskwright::ml
