#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// Free Mask (FreeSOLO, Wang et al. 2022) on the feature map. Defaults are the published values
/// except `keep`, which was 20.
struct FreeMaskSettings {
  std::vector<double> scales{1.0, 0.5, 0.25};  ///< of the map that queries are taken from
  double threshold = 0.5;                      ///< on soft values: foreground
  int64_t minCells = 2;                        ///< smaller foregrounds are dropped before NMS
  double sigma = 2.0;                          ///< of the Gaussian matrix NMS
  int64_t keep = 40;                           ///< best by decayed score; 0 = all
};

/// Masks of one image at feature resolution, by falling score.
struct FreeMasks {
  torch::Tensor soft;            ///< N x H x W, float32 in [0, 1]
  std::vector<float> scores;     ///< maskness after matrix NMS
  std::vector<float> maskness;   ///< before
  std::vector<int64_t> queries;  ///< row in freeMaskQueries()
  torch::Tensor embeddings;      ///< N x 128, channel-resized queries
};

/// Queries of a map (C x H x W): the map resized by each scale (bilinear, floor sizes, half-pixel
/// coordinates by the scale itself), flattened row-major and concatenated. N x C, unit rows.
torch::Tensor freeMaskQueries(const torch::Tensor& map, const std::vector<double>& scales);

/// Cosine of each query with each cell, stretched to [0, 1] per query. queries: N x C unit rows,
/// map: C x H x W. Returns N x H x W float32. A query that is equally near to all cells gives 0.
torch::Tensor freeMaskSoft(const torch::Tensor& queries, const torch::Tensor& map);

/// The published 128 numbers of a query: linear resize along the channels. queries: N x C.
torch::Tensor channelEmbedding(const torch::Tensor& queries, int64_t size = 128);

/// The whole method on one map (C x H x W, CPU, float32 or bfloat16). Ties go to the lower query.
FreeMasks freeMasks(const torch::Tensor& map, const FreeMaskSettings& settings);

/// The published way to image size: soft masks (N x h x w) enlarged bilinearly, half-pixel
/// coordinates, then thresholded. N x height x width, bool.
torch::Tensor freeMaskFullSize(const torch::Tensor& soft,
                               int64_t height,
                               int64_t width,
                               double threshold = 0.5);

}  // namespace maskwright::ml
