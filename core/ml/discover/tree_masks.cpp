#include "core/ml/discover/tree_masks.h"

#include "core/imaging/mask_surround.h"
#include "core/ml/discover/mask_embedding.h"

namespace maskwright::ml {
namespace {

torch::Tensor softOf(const cv::Mat& mask) {
  torch::Tensor soft = torch::empty({mask.rows, mask.cols}, torch::kFloat32);
  mask.convertTo(cv::Mat(mask.rows, mask.cols, CV_32F, soft.data_ptr<float>()), CV_32F, 1.0 / 255);
  return soft;
}

torch::Tensor floatTensor(const cv::Mat& values) {
  torch::Tensor out = torch::empty({values.rows, values.cols}, torch::kFloat32);
  values.copyTo(cv::Mat(values.rows, values.cols, CV_32F, out.data_ptr<float>()));
  return out;
}

}  // namespace

void addTreeMasks(const imaging::EdgePicture& picture,
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
    // Shares of the cells: a small region must not fall between them.
    small.push_back(floatTensor(imaging::cellShares(mask, cells)));
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
                   .rank = i,
                   .exact = true});
  }
}

}  // namespace maskwright::ml
