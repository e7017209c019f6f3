#include "core/ml/discover/slot_regions.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/mask_embedding.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

/// What each cell of the enlarged map says.
struct Cells {
  cv::Mat winner;   ///< CV_32S: prototype
  cv::Mat margin;   ///< CV_32F: p / (p + p of the strongest rival), at least 0.5
  cv::Mat entropy;  ///< CV_32F: of the assignment / log K, [0, 1]
};

cv::Mat matOf(const torch::Tensor& t, int type) {
  const auto values = t.contiguous();
  return cv::Mat(static_cast<int>(values.size(0)),
                 static_cast<int>(values.size(1)),
                 type,
                 values.data_ptr())
      .clone();
}

Cells cellsOf(const torch::Tensor& scores, const SlotRegionSettings& settings) {
  const int64_t k = scores.size(0);
  const auto fine = at::upsample_bilinear2d(
      scores.to(torch::kFloat32).unsqueeze(0),
      {scores.size(1) * settings.enlarge, scores.size(2) * settings.enlarge},
      /*align_corners=*/false)[0];
  const auto p = torch::softmax(fine / settings.temperature, 0);
  const auto [best, which] = p.topk(std::min<int64_t>(2, k), 0);
  const auto rival = k > 1 ? best[1] : torch::zeros_like(best[0]);
  const double most = std::log(static_cast<double>(std::max<int64_t>(2, k)));
  const auto entropy = -(p * p.clamp_min(1e-12).log()).sum(0) / most;
  return {matOf(which[0].to(torch::kInt32), CV_32S),
          matOf(best[0] / (best[0] + rival), CV_32F),
          matOf(entropy, CV_32F)};
}

/// Soft values just above the threshold: a tie of two prototypes still belongs to one of them.
constexpr float kInside = 0.501F;

/// A connected region as a soft mask: its own margins inside, what rivals leave of it around it.
torch::Tensor softOf(const cv::Mat& inside, const cv::Mat& margin) {
  torch::Tensor soft = torch::zeros({inside.rows, inside.cols}, torch::kFloat32);
  cv::Mat out(inside.rows, inside.cols, CV_32F, soft.data_ptr<float>());
  for (int y = 0; y < inside.rows; ++y) {
    for (int x = 0; x < inside.cols; ++x) {
      const float value = margin.at<float>(y, x);
      out.at<float>(y, x) =
          inside.at<uchar>(y, x) ? std::max(kInside, value) : std::min(0.499F, 1 - value);
    }
  }
  // Away from the region others win for other reasons: nothing of it is there.
  cv::Mat near;
  cv::dilate(inside, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  out.setTo(0, near == 0);
  return soft;
}

}  // namespace

std::vector<SlotRegion> slotRegions(const torch::Tensor& scores,
                                    const SlotRegionSettings& settings) {
  const Cells cells = cellsOf(scores, settings);
  std::vector<SlotRegion> regions;
  for (int64_t k = 0; k < scores.size(0); ++k) {
    const cv::Mat won = cells.winner == static_cast<int>(k);
    if (cv::countNonZero(won) == 0) continue;
    cv::Mat parts, stats, centres;
    const int count = cv::connectedComponentsWithStats(won, parts, stats, centres, 8, CV_32S);
    for (int part = 1; part < count; ++part) {
      const int area = stats.at<int>(part, cv::CC_STAT_AREA);
      if (area < settings.minCells || area > settings.maxArea * static_cast<double>(won.total()))
        continue;
      const cv::Mat inside = parts == part;
      SlotRegion region;
      region.prototype = k;
      region.certainty =
          static_cast<float>(std::clamp(1 - cv::mean(cells.entropy, inside)[0], 0.0, 1.0));
      region.compactness =
          static_cast<float>(imaging::measureOutline(inside, cv::Mat()).compactness);
      region.score = std::sqrt(region.certainty * region.compactness);
      region.soft = softOf(inside, cells.margin);
      regions.push_back(std::move(region));
    }
  }
  std::stable_sort(regions.begin(), regions.end(), [](const auto& a, const auto& b) {
    return a.score > b.score;
  });
  if (settings.keep > 0 && regions.size() > static_cast<size_t>(settings.keep))
    regions.resize(static_cast<size_t>(settings.keep));
  return regions;
}

void addSlotMasks(const torch::Tensor& scores,
                  const std::vector<torch::Tensor>& maps,
                  const SlotRegionSettings& settings,
                  std::vector<CoarseMask>& out) {
  const auto regions = slotRegions(scores, settings);
  if (regions.empty()) return;
  std::vector<torch::Tensor> all;
  for (const auto& region : regions) all.push_back(region.soft);
  const auto soft = torch::stack(all);
  const auto embeddings = maskEmbeddings(maps, soft).contiguous();
  const auto stability = maskStability(soft);
  for (size_t i = 0; i < regions.size(); ++i) {
    out.push_back({.soft = regions[i].soft,
                   .score = regions[i].score,
                   .maskness = regions[i].certainty,
                   .stability = stability[i],
                   .embedding = embeddings[static_cast<int64_t>(i)],
                   .source = "slots",
                   .rank = i});
  }
}

}  // namespace maskwright::ml
