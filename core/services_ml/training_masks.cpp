#include "core/services_ml/training_masks.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright {

torch::Tensor maskAtSize(const Rle& rle, cv::Size size) {
  const cv::Mat full = imaging::toMat(coco::decode(rle));
  cv::Mat small;
  cv::resize(full, small, size, 0, 0, cv::INTER_AREA);
  const cv::Mat inside = (small > 127) / 255;
  return torch::from_blob(inside.data, {inside.rows, inside.cols}, torch::kUInt8).clone();
}

std::optional<OutlineRow> outlineRow(const Rle& rle, cv::Size size, const cv::Rect& tile) {
  const double sx = double{1} * size.width / rle.width, sy = double{1} * size.height / rle.height;
  const cv::Rect part = tile.empty() ? cv::Rect({0, 0}, size) : tile;
  // Full-size pixels whose middle lies in the part.
  const auto first = [](int start, double scale) {
    return static_cast<int64_t>(std::ceil(start / scale - 0.5));
  };
  const int64_t left = first(part.x, sx), right = first(part.br().x, sx);
  const int64_t top = first(part.y, sy), bottom = first(part.br().y, sy);
  int64_t all = 0, pixels = 0, end = 0;
  double sumX = 0, sumY = 0;
  int64_t x0 = rle.width, y0 = rle.height, x1 = 0, y1 = 0;
  for (size_t i = 1; i < rle.counts.size(); i += 2) {
    int64_t p = end + rle.counts[i - 1];
    end = p + rle.counts[i];
    all += end - p;
    while (p < end) {  // one column after the other
      const int64_t x = p / rle.height, start = x * rle.height;
      const int64_t stop = std::min(end, start + rle.height);
      const int64_t from = std::max(p - start, top), to = std::min(stop - start, bottom);
      p = stop;
      if (x < left || x >= right || from >= to) continue;
      const auto n = static_cast<double>(to - from);
      pixels += to - from;
      sumX += n * static_cast<double>(x);
      sumY += n * static_cast<double>(from + to - 1) / 2;
      x0 = std::min(x0, x);
      x1 = std::max(x1, x + 1);
      y0 = std::min(y0, from);
      y1 = std::max(y1, to);
    }
  }
  const auto count = static_cast<double>(pixels);
  if (count * sx * sy < 0.5) return std::nullopt;
  const auto place = [](double full, double scale, int offset) {
    return static_cast<float>(full * scale - offset);
  };
  return OutlineRow{{place(sumX / count + 0.5, sx, part.x) - 0.5F,
                     place(sumY / count + 0.5, sy, part.y) - 0.5F,
                     place(static_cast<double>(x0), sx, part.x),
                     place(static_cast<double>(y0), sy, part.y),
                     place(static_cast<double>(x1), sx, part.x),
                     place(static_cast<double>(y1), sy, part.y)},
                    count / static_cast<double>(all)};
}

torch::Tensor maskInTile(const Rle& rle, cv::Size size, const cv::Rect& tile) {
  const double x = double{1} * rle.width / size.width, y = double{1} * rle.height / size.height;
  const cv::Mat full = imaging::toMat(coco::decode(rle));
  // From the middle of each pixel of the tile to the full picture.
  const cv::Matx23d places(x, 0, (tile.x + 0.5) * x - 0.5, 0, y, (tile.y + 0.5) * y - 0.5);
  cv::Mat part;
  cv::warpAffine(full, part, places, tile.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
  const cv::Mat inside = (part > 127) / 255;
  return torch::from_blob(inside.data, {inside.rows, inside.cols}, torch::kUInt8).clone();
}

torch::Tensor paintLabels(const std::vector<PaintedMask>& masks, cv::Size size) {
  auto labels = torch::zeros({size.height, size.width}, torch::kUInt8);
  if (masks.empty()) return labels;
  std::vector<torch::Tensor> inside;
  std::vector<double> priorities;
  std::vector<int64_t> values;
  for (const auto& mask : masks) {
    inside.push_back(maskAtSize(mask.mask, size));
    priorities.push_back(mask.priority);
    values.push_back(mask.label);
  }
  const auto owners = ml::paintMasks(torch::stack(inside), priorities);
  const auto known = torch::tensor(values).to(torch::kUInt8);
  const auto painted =
      known.index_select(0, owners.clamp_min(0).flatten()).view({size.height, size.width});
  return torch::where(owners.ge(0), painted, labels);
}

}  // namespace maskwright
