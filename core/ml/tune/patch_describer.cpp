#include "core/ml/tune/patch_describer.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int kFirstDescribed = 2;  // stages before it hold edges only
constexpr int64_t kGeometry = 6;
constexpr int64_t kChunk = 64;  // patches at once

/// First and one past the last place where a vector is set; {0, size} if nowhere.
std::pair<int64_t, int64_t> extent(const torch::Tensor& set) {
  const torch::Tensor places = set.nonzero();
  if (places.numel() == 0) return {0, set.size(0)};
  return {places.min().item<int64_t>(), places.max().item<int64_t>() + 1};
}

struct Extent {
  int64_t top, bottom, left, right, pixels;
  explicit Extent(const torch::Tensor& mask) {
    const torch::Tensor set = mask > 0;
    std::tie(top, bottom) = extent(set.any(1));
    std::tie(left, right) = extent(set.any(0));
    pixels = set.sum().item<int64_t>();
  }
  int64_t height() const { return bottom - top; }
  int64_t width() const { return right - left; }
};

/// Size, place and shape of an object in its picture: logarithms of width and height as shares,
/// centre in [0, 1], logarithm of the aspect, share of the box that is filled.
torch::Tensor geometryOf(const torch::Tensor& mask) {
  const Extent box(mask);
  const auto h = static_cast<double>(mask.size(0)), w = static_cast<double>(mask.size(1));
  const auto height = static_cast<double>(box.height()), width = static_cast<double>(box.width());
  return torch::tensor({std::log(width / w),
                        std::log(height / h),
                        static_cast<double>(box.left + box.right) / 2 / w,
                        static_cast<double>(box.top + box.bottom) / 2 / h,
                        std::log(width / height),
                        static_cast<double>(box.pixels) / (width * height)},
                       torch::kFloat32);
}

torch::Tensor shrunk(const torch::Tensor& mask, const torch::Tensor& map) {
  return at::adaptive_avg_pool2d(mask, {map.size(2), map.size(3)});
}

}  // namespace

PatchBatch PatchBatch::select(const std::vector<int64_t>& rows) const {
  const torch::Tensor places = torch::tensor(rows, torch::kInt64);
  PatchBatch out;
  if (maps.defined()) out.maps = maps.index_select(0, places);
  if (inside.defined()) out.inside = inside.index_select(0, places);
  if (fixed.defined()) out.fixed = fixed.index_select(0, places);
  for (const int64_t row : rows) out.labels.push_back(labels.at(static_cast<size_t>(row)));
  return out;
}

PatchBatch PatchBatch::join(const std::vector<PatchBatch>& parts) {
  PatchBatch out;
  std::vector<torch::Tensor> maps, inside, fixed;
  for (const PatchBatch& part : parts) {
    if (part.maps.defined()) maps.push_back(part.maps);
    if (part.inside.defined()) inside.push_back(part.inside);
    if (part.fixed.defined()) fixed.push_back(part.fixed);
    out.labels.insert(out.labels.end(), part.labels.begin(), part.labels.end());
  }
  if (!maps.empty()) out.maps = torch::cat(maps);
  if (!inside.empty()) out.inside = torch::cat(inside);
  if (!fixed.empty()) out.fixed = torch::cat(fixed);
  return out;
}

Patch objectPatch(const torch::Tensor& mask, int64_t label) {
  const Extent box(mask);
  const auto longer = static_cast<double>(std::max(box.height(), box.width()));
  const int64_t side = 2 * std::lround(longer * kObjectContext / 2);
  return {.y = (box.top + box.bottom) / 2,
          .x = (box.left + box.right) / 2,
          .side = std::max(PatchSettings{}.leastSide, side),
          .label = label};
}

torch::Tensor pooled(const torch::Tensor& map, const torch::Tensor& weight) {
  const torch::Tensor sum = (map * weight).sum({2, 3});
  return sum / weight.sum({2, 3}).clamp_min(1e-4);
}

PatchDescriber::PatchDescriber(const ResNetImpl& trunk,
                               const Precision& precision,
                               int firstTrained)
    : trunk_(trunk, precision), firstTrained_(firstTrained) {}

std::vector<torch::Tensor> PatchDescriber::pictureMaps(const torch::Tensor& picture) const {
  const torch::NoGradGuard noGrad;
  std::vector<torch::Tensor> maps;
  const auto stages = trunk_.stages(picture.unsqueeze(0));
  for (int stage = kFirstDescribed; stage <= kLastStage; ++stage)
    maps.push_back(stages[static_cast<size_t>(stage)].to(torch::kFloat32));
  return maps;
}

std::vector<int64_t> PatchDescriber::fixedBlocks() const {
  std::vector<int64_t> widths;
  for (int stage = kFirstDescribed; stage <= kLastStage; ++stage)
    widths.push_back(trunk_.channels(stage));
  for (int stage = kFirstDescribed; stage < std::min(firstTrained_, kLastStage + 1); ++stage)
    widths.insert(widths.end(), {trunk_.channels(stage), trunk_.channels(stage)});
  if (firstTrained_ > kLastStage) widths.push_back(trunk_.channels(kLastStage));
  widths.push_back(kGeometry);
  return widths;
}

PatchBatch PatchDescriber::describe(const torch::Tensor& picture,
                                    const std::vector<torch::Tensor>& maps,
                                    const std::vector<Patch>& patches,
                                    const std::vector<torch::Tensor>& masks,
                                    bool mirrored) const {
  const torch::NoGradGuard noGrad;
  std::vector<PatchBatch> parts;
  for (size_t from = 0; from < patches.size(); from += kChunk) {
    const size_t to = std::min(patches.size(), from + kChunk);
    const std::vector<Patch> chunk(patches.begin() + static_cast<std::ptrdiff_t>(from),
                                   patches.begin() + static_cast<std::ptrdiff_t>(to));
    std::vector<torch::Tensor> whole, inside, geometry;
    PatchBatch part;
    for (size_t i = 0; i < chunk.size(); ++i) {
      const torch::Tensor mask = masks[from + i].to(torch::kFloat32).unsqueeze(0);
      whole.push_back(mask);
      inside.push_back(cutPatches(mask, {chunk[i]}, kPatchSize));
      geometry.push_back(geometryOf(masks[from + i]));
      part.labels.push_back(chunk[i].label);
    }
    const torch::Tensor objects = torch::stack(whole);
    std::vector<torch::Tensor> blocks;
    for (const torch::Tensor& map : maps) {
      const torch::Tensor weight = shrunk(objects, map).flatten(1);
      blocks.push_back(weight.matmul(map[0].flatten(1).t()) /
                       weight.sum(1, /*keepdim=*/true).clamp_min(1e-4));
    }
    torch::Tensor pixels = cutPatches(picture, chunk, kPatchSize);
    torch::Tensor shares = torch::cat(inside);
    if (mirrored) {
      pixels = pixels.flip({3});
      shares = shares.flip({3});
    }
    const auto stages = trunk_.stages(pixels);
    for (int stage = kFirstDescribed; stage < std::min(firstTrained_, kLastStage + 1); ++stage) {
      const torch::Tensor map = stages[static_cast<size_t>(stage)].to(torch::kFloat32);
      const torch::Tensor weight = shrunk(shares, map);
      blocks.push_back(pooled(map, weight));
      blocks.push_back(map.mean({2, 3}));
      if (stage == kLastStage) blocks.push_back(pooled(map, 1 - weight));
    }
    blocks.push_back(torch::stack(geometry));
    part.fixed = torch::cat(blocks, 1);
    if (firstTrained_ <= kLastStage) {
      part.maps = firstTrained_ == 0
                      ? pixels
                      : stages[static_cast<size_t>(firstTrained_ - 1)].to(torch::kFloat32);
      part.inside = shrunk(shares, part.maps);
    }
    parts.push_back(std::move(part));
  }
  return PatchBatch::join(parts);
}

}  // namespace maskwright::ml
