#include "core/ml/segment/solo_targets.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

constexpr double kCentreShare = 0.2;

/// Cells of one level that an instance claims; empty if it belongs to another level.
struct CellRange {
  int64_t top = 0, bottom = -1, left = 0, right = -1;
};

/// Geometry of one instance: mass centre and box, pixels. An empty mask has no cells.
struct Shape {
  double x, y, width, height;
  bool empty;
};

CellRange claimedCells(
    const Shape& s, const SoloLevel& level, double sizeScale, double paddedH, double paddedW) {
  const double size = std::sqrt(s.width * s.height);
  if (s.empty) return {};
  if (size < level.minSize * sizeScale || size > level.maxSize * sizeScale) return {};
  const double g = static_cast<double>(level.grid);
  const auto cell = [&](double position, double extent) {
    return static_cast<int64_t>(std::floor(position / extent * g));
  };
  const double halfW = 0.5 * kCentreShare * s.width, halfH = 0.5 * kCentreShare * s.height;
  const int64_t row = cell(s.y, paddedH), column = cell(s.x, paddedW), last = level.grid - 1;
  CellRange range;
  range.top = std::max(std::max<int64_t>(0, cell(s.y - halfH, paddedH)), row - 1);
  range.bottom = std::min(std::min(last, cell(s.y + halfH, paddedH)), row + 1);
  range.left = std::max(std::max<int64_t>(0, cell(s.x - halfW, paddedW)), column - 1);
  range.right = std::min(std::min(last, cell(s.x + halfW, paddedW)), column + 1);
  return range;
}

std::vector<Shape> shapesOf(const torch::Tensor& masks, const torch::Tensor& boxes) {
  std::vector<Shape> shapes;
  if (masks.size(0) == 0) return shapes;
  const auto centres = massCentres(masks).contiguous();
  const auto corners = boxes.to(torch::kFloat32).contiguous();
  const auto c = centres.accessor<float, 2>();
  const auto b = corners.accessor<float, 2>();
  const auto pixels = masks.flatten(1).sum(1, false, torch::kInt64);
  const auto mass = pixels.accessor<int64_t, 1>();
  for (int64_t i = 0; i < masks.size(0); ++i) {
    shapes.push_back({c[i][0], c[i][1], b[i][2] - b[i][0], b[i][3] - b[i][1], mass[i] < 1});
  }
  return shapes;
}

/// rows: (n, 6) of outlineRows(), or undefined.
std::vector<Shape> shapesOfRows(const torch::Tensor& rows) {
  std::vector<Shape> shapes;
  if (!rows.defined()) return shapes;
  const auto values = rows.contiguous();
  const auto r = values.accessor<float, 2>();
  for (int64_t i = 0; i < r.size(0); ++i)
    shapes.push_back({r[i][0], r[i][1], r[i][4] - r[i][2], r[i][5] - r[i][3], false});
  return shapes;
}

}  // namespace

torch::Tensor tightBoxes(const torch::Tensor& masks) {
  const int64_t n = masks.size(0), h = masks.size(1), w = masks.size(2);
  const auto rows = masks.gt(0).any(2).to(torch::kFloat32);
  const auto columns = masks.gt(0).any(1).to(torch::kFloat32);
  const auto first = [](const torch::Tensor& x) { return x.argmax(1).to(torch::kFloat32); };
  const auto last = [&](const torch::Tensor& x, int64_t length) {
    return static_cast<double>(length) - first(x.flip(1));
  };
  if (n == 0) return torch::zeros({0, 4});
  const auto filled = rows.amax(1, true);
  return torch::stack({first(columns), first(rows), last(columns, w), last(rows, h)}, 1) * filled;
}

torch::Tensor massCentres(const torch::Tensor& masks) {
  const auto m = masks.to(torch::kFloat32);
  const auto mass = m.sum({1, 2}).clamp_min(1e-6);
  const auto x = m.sum(1).mv(torch::arange(m.size(2), torch::kFloat32)) / mass;
  const auto y = m.sum(2).mv(torch::arange(m.size(1), torch::kFloat32)) / mass;
  return torch::stack({x, y}, 1);
}

torch::Tensor outlineRows(const torch::Tensor& masks) {
  if (masks.size(0) == 0) return torch::zeros({0, 6});
  const auto filled = masks.flatten(1).any(1).nonzero().flatten();
  const auto kept = masks.index_select(0, filled);
  return torch::cat({massCentres(kept), tightBoxes(kept)}, 1);
}

torch::Tensor quarterMasks(const torch::Tensor& masks, int64_t h, int64_t w) {
  auto out = torch::zeros({masks.size(0), h, w});
  if (masks.size(0) == 0) return out;
  const auto quarter = [](int64_t n) { return std::max<int64_t>(1, (2 * n + 4) / 8); };
  const int64_t rows = quarter(masks.size(1)), columns = quarter(masks.size(2));
  const auto small = F::interpolate(masks.to(torch::kFloat32).unsqueeze(1),
                                    F::InterpolateFuncOptions()
                                        .size(std::vector<int64_t>{rows, columns})
                                        .mode(torch::kBilinear)
                                        .align_corners(false))
                         .squeeze(1);
  const int64_t r = std::min(rows, h), c = std::min(columns, w);
  out.narrow(1, 0, r).narrow(2, 0, c).copy_(
      (small >= 0.5 - 1e-4).to(torch::kFloat32).narrow(1, 0, r).narrow(2, 0, c));
  return out;
}

SoloTargets assignTargets(const SoloInstances& instances,
                          const std::vector<SoloLevel>& levels,
                          double sizeScale,
                          int64_t h,
                          int64_t w,
                          double negativeWeight) {
  const auto paddedH = static_cast<double>(4 * h), paddedW = static_cast<double>(4 * w);
  const auto shapes = shapesOf(instances.masks, instances.boxes);
  const auto refused = shapesOfRows(instances.negatives);
  const auto unknown = shapesOfRows(instances.ignored);
  const auto weights = instances.weights.to(torch::kFloat32).contiguous();
  SoloTargets targets;
  targets.masks = quarterMasks(instances.masks, h, w);
  for (const auto& level : levels) {
    SoloLevelTargets t;
    t.positive = torch::zeros({level.grid, level.grid});
    t.owner = torch::full({level.grid, level.grid}, -1, torch::kInt64);
    t.weight = torch::ones({level.grid, level.grid});
    auto weight = t.weight.accessor<float, 2>();
    auto positive = t.positive.accessor<float, 2>();
    auto owner = t.owner.accessor<int64_t, 2>();
    const auto visit = [&](const Shape& shape, const auto& claim) {
      const auto cells = claimedCells(shape, level, sizeScale, paddedH, paddedW);
      for (int64_t y = cells.top; y <= cells.bottom; ++y) {
        for (int64_t x = cells.left; x <= cells.right; ++x) claim(y, x);
      }
    };
    for (const auto& shape : unknown) {
      visit(shape, [&](int64_t y, int64_t x) { weight[y][x] = 0; });
    }
    for (const auto& shape : refused) {
      visit(shape,
            [&](int64_t y, int64_t x) { weight[y][x] = static_cast<float>(negativeWeight); });
    }
    for (size_t i = 0; i < shapes.size(); ++i) {
      const auto index = static_cast<int64_t>(i);
      visit(shapes[i], [&](int64_t y, int64_t x) {
        positive[y][x] = 1;
        owner[y][x] = index;
        weight[y][x] = weights[index].item<float>();
        t.cells.push_back(y * level.grid + x);
        t.instances.push_back(index);
      });
    }
    targets.levels.push_back(std::move(t));
  }
  return targets;
}

void dropUnmarkedCells(SoloTargets& targets, const SoloInstances& instances) {
  auto boxes = instances.boxes;
  if (instances.negatives.defined())
    boxes = torch::cat({boxes, instances.negatives.narrow(1, 2, 4)});
  const auto height = static_cast<double>(4 * targets.masks.size(1));
  const auto width = static_cast<double>(4 * targets.masks.size(2));
  for (auto& level : targets.levels) {
    const int64_t grid = level.weight.size(0);
    const auto begin = torch::arange(grid, torch::kFloat32) / static_cast<double>(grid);
    const auto end = begin + 1.0 / static_cast<double>(grid);
    // (boxes, cells) along each axis; a cell is marked if one box covers both.
    const auto covered = [&](int64_t low, double side) {
      return boxes.narrow(1, low, 1)
          .lt(end * side)
          .logical_and(boxes.narrow(1, low + 2, 1).gt(begin * side));
    };
    const auto rows = covered(1, height).unsqueeze(2), columns = covered(0, width).unsqueeze(1);
    level.weight = level.weight * rows.logical_and(columns).any(0);
  }
}

}  // namespace maskwright::ml
