#include "core/ml/discover/free_mask.h"

#include "core/ml/nn/matrix_nms.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace maskwright::ml {
namespace {

/// Indices by falling value, equal ones by rising index.
std::vector<int64_t> descending(const std::vector<float>& values) {
  std::vector<int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(
      order.begin(), order.end(), [&](int64_t a, int64_t b) { return values[a] > values[b]; });
  return order;
}

/// Foregrounds of all queries, packed, with what scoring needs.
struct Foregrounds {
  PackedMasks masks;
  std::vector<float> maskness;  ///< 0 for an empty foreground
  std::vector<int64_t> cells;
};

Foregrounds foregrounds(const torch::Tensor& soft, float threshold) {
  const int64_t n = soft.size(0), pixels = soft.size(1) * soft.size(2);
  Foregrounds out{PackedMasks(n, pixels), std::vector<float>(n), std::vector<int64_t>(n)};
  for (int64_t q = 0; q < n; ++q) {
    const float* values = soft.data_ptr<float>() + q * pixels;
    uint64_t* words = out.masks.row(q);
    double sum = 0;
    for (int64_t start = 0; start < pixels; start += 64) {
      const int64_t length = std::min<int64_t>(64, pixels - start);
      uint64_t word = 0;
      float part = 0;
      for (int64_t p = 0; p < length; ++p) {
        const bool inside = values[start + p] >= threshold;
        word |= uint64_t{inside} << p;
        part += inside ? values[start + p] : 0.0F;
      }
      words[start / 64] = word;
      sum += part;
    }
    out.cells[q] = out.masks.area(q);
    out.maskness[q] =
        static_cast<float>(sum / static_cast<double>(std::max<int64_t>(1, out.cells[q])));
  }
  return out;
}

/// Stretches each row to [0, 1] in place.
void stretchRows(torch::Tensor& rows) {
  const int64_t length = rows.size(1);
  for (int64_t q = 0; q < rows.size(0); ++q) {
    float* row = rows.data_ptr<float>() + q * length;
    float low = row[0], high = row[0];
    for (int64_t p = 1; p < length; ++p) {
      low = std::min(low, row[p]);
      high = std::max(high, row[p]);
    }
    const float range = high - low;
    for (int64_t p = 0; p < length; ++p) row[p] = range > 0 ? (row[p] - low) / range : 0.0F;
  }
}

}  // namespace

torch::Tensor freeMaskQueries(const torch::Tensor& map, const std::vector<double>& scales) {
  std::vector<torch::Tensor> parts;
  const torch::Tensor batch = map.unsqueeze(0).to(torch::kFloat32);
  for (const double scale : scales) {
    const auto height = static_cast<int64_t>(std::floor(map.size(1) * scale));
    const auto width = static_cast<int64_t>(std::floor(map.size(2) * scale));
    if (height < 1 || width < 1) continue;  // a tiny map has no coarse queries
    const torch::Tensor scaled = scale == 1.0 ? batch
                                              : at::upsample_bilinear2d(batch,
                                                                        {height, width},
                                                                        /*align_corners=*/false,
                                                                        /*scales_h=*/scale,
                                                                        /*scales_w=*/scale);
    parts.push_back(scaled.flatten(2).squeeze(0).t());
  }
  const torch::Tensor queries = torch::cat(parts);
  return queries / queries.norm(2, /*dim=*/1, /*keepdim=*/true).clamp_min(1e-12);
}

torch::Tensor freeMaskSoft(const torch::Tensor& queries, const torch::Tensor& map) {
  const torch::Tensor cells = map.flatten(1).to(torch::kFloat32);
  const torch::Tensor keys = cells / cells.norm(2, /*dim=*/0, /*keepdim=*/true).clamp_min(1e-12);
  torch::Tensor similarity = queries.matmul(keys).contiguous();
  stretchRows(similarity);
  return similarity.view({queries.size(0), map.size(1), map.size(2)});
}

torch::Tensor channelEmbedding(const torch::Tensor& queries, int64_t size) {
  return at::upsample_linear1d(queries.unsqueeze(0), size, /*align_corners=*/false).squeeze(0);
}

FreeMasks freeMasks(const torch::Tensor& map, const FreeMaskSettings& settings) {
  const torch::NoGradGuard noGrad;
  const torch::Tensor queries = freeMaskQueries(map, settings.scales);
  const torch::Tensor soft = freeMaskSoft(queries, map);
  const Foregrounds all = foregrounds(soft, static_cast<float>(settings.threshold));

  std::vector<int64_t> order;
  for (const int64_t q : descending(all.maskness)) {
    if (all.cells[q] >= settings.minCells) order.push_back(q);
  }
  std::vector<float> sorted(order.size());
  for (size_t i = 0; i < order.size(); ++i) sorted[i] = all.maskness[order[i]];
  const std::vector<float> decayed =
      matrixNms(all.masks.select(order), sorted, {}, NmsKernel::Gaussian, settings.sigma);
  FreeMasks result;
  for (const int64_t i : descending(decayed)) {
    if (settings.keep > 0 && static_cast<int64_t>(result.queries.size()) == settings.keep) break;
    result.queries.push_back(order[i]);
    result.scores.push_back(decayed[i]);
    result.maskness.push_back(sorted[i]);
  }
  if (result.queries.empty()) {
    result.soft = torch::zeros({0, map.size(1), map.size(2)});
    result.embeddings = torch::zeros({0, 128});
    return result;
  }
  const torch::Tensor rows = torch::tensor(result.queries, torch::kInt64);
  result.soft = soft.index_select(0, rows);
  result.embeddings = channelEmbedding(queries.index_select(0, rows));
  return result;
}

torch::Tensor freeMaskFullSize(const torch::Tensor& soft,
                               int64_t height,
                               int64_t width,
                               double threshold) {
  const torch::Tensor full =
      at::upsample_bilinear2d(soft.unsqueeze(0), {height, width}, /*align_corners=*/false);
  return full.squeeze(0) >= threshold;
}

}  // namespace maskwright::ml
