#include "core/ml/tune/patch_sampler.h"

#include "core/ml/nn/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace maskwright::ml {
namespace {

using torch::indexing::Slice;

int64_t below(int64_t count, torch::Generator& generator) {
  const auto drawn = static_cast<int64_t>(uniform(generator, 0, static_cast<double>(count)));
  return std::clamp(drawn, int64_t{0}, count - 1);
}

/// Rows and columns of a patch inside an image.
struct Window {
  int64_t top, bottom, left, right;
  Window(const Patch& patch, int64_t h, int64_t w)
      : top(std::max<int64_t>(0, patch.y - patch.side / 2)),
        bottom(std::min(h, patch.y - patch.side / 2 + patch.side)),
        left(std::max<int64_t>(0, patch.x - patch.side / 2)),
        right(std::min(w, patch.x - patch.side / 2 + patch.side)) {}
  torch::Tensor of(const torch::Tensor& map) const {
    return map.index({torch::indexing::Ellipsis, Slice(top, bottom), Slice(left, right)});
  }
};

class Sampler {
 public:
  Sampler(const LabelMap& map, const PatchSettings& settings, torch::Generator& generator)
      : labels_(map.labels.contiguous()),
        objects_(map.objects.defined() ? map.objects.contiguous() : torch::Tensor()),
        sides_(map.sides),
        settings_(settings),
        generator_(generator) {
    if (labels_.dim() != 2 || labels_.scalar_type() != torch::kUInt8)
      throw std::invalid_argument("samplePatches: labels must be H x W uint8");
    const uint8_t* at = labels_.data_ptr<uint8_t>();
    for (int64_t i = 0; i < labels_.numel(); ++i) pixels_[at[i]].push_back(i);
    pixels_[kIgnoreLabel].clear();
    for (int64_t label = 1; label < kIgnoreLabel; ++label) {
      const auto count = static_cast<double>(pixels_[label].size());
      foreground_ += settings.balanced ? std::sqrt(count) : count;
    }
  }

  std::vector<Patch> run() {
    int64_t background = backgroundCount(settings_);
    int64_t foreground = settings_.patches - background;
    if (pixels_[kBackgroundLabel].empty()) foreground += std::exchange(background, 0);
    if (foreground_ == 0) background += std::exchange(foreground, 0);
    if (pixels_[kBackgroundLabel].empty() && foreground_ == 0) return {};
    std::vector<Patch> patches = distinct(candidates(foreground, /*background=*/false), foreground);
    const auto rest = candidates(background, /*background=*/true);
    patches.insert(patches.end(), rest.begin(), rest.begin() + background);
    return patches;
  }

 private:
  std::vector<Patch> candidates(int64_t count, bool background) {
    std::vector<Patch> drawn;
    for (int64_t i = 0; i < count * std::max<int64_t>(1, settings_.oversampling); ++i)
      drawn.push_back(draw(background ? kBackgroundLabel : drawClass()));
    if (settings_.purest) {
      std::vector<std::pair<double, Patch>> order;
      for (const Patch& patch : drawn) order.emplace_back(-purity(patch), patch);
      std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
      });
      for (size_t i = 0; i < drawn.size(); ++i) drawn[i] = order[i].second;
    }
    return drawn;
  }

  int64_t drawClass() {
    double place = uniform(generator_, 0, foreground_);
    int64_t last = 0;
    for (int64_t label = 1; label < kIgnoreLabel; ++label) {
      const auto count = static_cast<double>(pixels_[label].size());
      if (count == 0) continue;
      last = label;
      place -= settings_.balanced ? std::sqrt(count) : count;
      if (place < 0) break;
    }
    return last;
  }

  Patch draw(int64_t label) {
    const auto& pixels = pixels_[label];
    const int64_t pixel =
        pixels[static_cast<size_t>(below(static_cast<int64_t>(pixels.size()), generator_))];
    Patch patch;
    patch.y = pixel / labels_.size(1);
    patch.x = pixel % labels_.size(1);
    patch.label = label;
    if (objects_.defined()) patch.object = objects_.data_ptr<int32_t>()[pixel];
    if (patch.object > 0 && settings_.maxObject > 0) {
      const double side = static_cast<double>(sides_.at(static_cast<size_t>(patch.object))) *
                          uniform(generator_, settings_.minObject, settings_.maxObject);
      patch.side = std::max(settings_.leastSide, 2 * std::lround(side / 2));
    } else {
      const int64_t least = (settings_.minSide + 1) / 2, most = settings_.maxSide / 2;
      patch.side = 2 * (least + below(std::max<int64_t>(1, most - least + 1), generator_));
    }
    return patch;
  }

  double purity(const Patch& patch) const {
    const torch::Tensor inside =
        Window(patch, labels_.size(0), labels_.size(1)).of(labels_) == patch.label;
    return inside.sum().item<double>() / static_cast<double>(patch.side * patch.side);
  }

  /// The first `count` that don't repeat what earlier ones cover; refused ones fill up.
  std::vector<Patch> distinct(const std::vector<Patch>& drawn, int64_t count) const {
    torch::Tensor painted = torch::zeros(labels_.sizes(), torch::kUInt8);
    std::vector<Patch> kept, refused;
    for (const Patch& patch : drawn) {
      if (static_cast<int64_t>(kept.size()) == count) break;
      const torch::Tensor region = Window(patch, labels_.size(0), labels_.size(1)).of(painted);
      const int64_t side = settings_.ownArea ? patch.side : drawn.front().side;
      const double covered = region.sum(torch::kInt64).item<double>();
      if (covered > settings_.overlap * static_cast<double>(side * side)) {
        refused.push_back(patch);
        refused.back().refilled = true;
      } else {
        region.fill_(1);
        kept.push_back(patch);
      }
    }
    for (const Patch& patch : refused) {
      if (static_cast<int64_t>(kept.size()) == count) break;
      kept.push_back(patch);
    }
    return kept;
  }

  torch::Tensor labels_, objects_;
  const std::vector<int64_t>& sides_;
  const PatchSettings& settings_;
  torch::Generator& generator_;
  std::array<std::vector<int64_t>, 256> pixels_;
  double foreground_ = 0;  ///< sum of the classes' weights
};

}  // namespace

int64_t backgroundCount(const PatchSettings& settings) {
  const double share = settings.backgroundShare * static_cast<double>(settings.patches);
  return std::max<int64_t>(1, static_cast<int64_t>(share + 1e-9));
}

std::vector<Patch> samplePatches(const LabelMap& map,
                                 const PatchSettings& settings,
                                 torch::Generator& generator) {
  return Sampler(map, settings, generator).run();
}

torch::Tensor cutPatches(const torch::Tensor& image,
                         const std::vector<Patch>& patches,
                         int64_t size) {
  std::vector<torch::Tensor> cut;
  for (const Patch& patch : patches) {
    const Window window(patch, image.size(1), image.size(2));
    const int64_t top = patch.y - patch.side / 2, left = patch.x - patch.side / 2;
    const torch::Tensor whole = torch::constant_pad_nd(window.of(image).unsqueeze(0),
                                                       {window.left - left,
                                                        left + patch.side - window.right,
                                                        window.top - top,
                                                        top + patch.side - window.bottom});
    cut.push_back(patch.side > size
                      ? at::_upsample_bilinear2d_aa(whole, {size, size}, /*align_corners=*/false)
                      : at::upsample_bilinear2d(whole, {size, size}, /*align_corners=*/false));
  }
  return cut.empty() ? torch::empty({0, 3, size, size}) : torch::cat(cut);
}

}  // namespace maskwright::ml
