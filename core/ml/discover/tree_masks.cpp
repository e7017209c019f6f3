#include "core/ml/discover/tree_masks.h"

#include "core/ml/discover/mask_embedding.h"

#include <opencv2/imgproc.hpp>

namespace maskwright::ml {
namespace {

/// Regions share ranks, so that the tree gets as many as three lists of Free Mask together.
constexpr size_t kRegionsPerRank = 3;

torch::Tensor softOf(const cv::Mat& mask) {
  torch::Tensor soft = torch::empty({mask.rows, mask.cols}, torch::kFloat32);
  mask.convertTo(cv::Mat(mask.rows, mask.cols, CV_32F, soft.data_ptr<float>()), CV_32F, 1.0 / 255);
  return soft;
}

}  // namespace

void addTreeMasks(const cv::Mat& picture,
                  const std::vector<torch::Tensor>& maps,
                  const imaging::TreeRegionSettings& settings,
                  std::vector<CoarseMask>& out) {
  const auto graph = imaging::regionGraph(picture);
  const auto tree = imaging::mergeRegions(graph, {});
  const auto regions = imaging::treeRegions(graph, tree, settings);
  if (regions.empty()) return;
  std::vector<torch::Tensor> soft, small;
  const cv::Size cells(static_cast<int>(maps[0].size(2)), static_cast<int>(maps[0].size(1)));
  for (const auto& region : regions) {
    const cv::Mat mask = imaging::nodeMask(graph, tree, region.node);
    soft.push_back(softOf(mask));
    cv::Mat share;  // of each cell: a small region must not fall between the cells
    cv::resize(mask, share, cells, 0, 0, cv::INTER_AREA);
    small.push_back(softOf(share));
  }
  const torch::Tensor embeddings =
      maskEmbeddings(maps, torch::stack(small), /*threshold=*/0).contiguous();
  for (size_t i = 0; i < regions.size(); ++i) {
    const auto& node = tree.nodes[static_cast<size_t>(regions[i].node)];
    out.push_back({.soft = soft[i],
                   .score = regions[i].score,
                   .maskness = node.outline,
                   .stability = regions[i].stability,
                   .embedding = embeddings[static_cast<int64_t>(i)],
                   .source = "merge-tree",
                   .rank = i / kRegionsPerRank,
                   .exact = true});
  }
}

}  // namespace maskwright::ml
