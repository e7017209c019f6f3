#include "core/ml/weights/layout_matcher.h"

#include <array>

namespace maskwright::ml {
namespace {

struct Depth {
  const char* name;
  std::array<int64_t, 4> blocks;
  bool bottleneck;
};
constexpr std::array kDepths{Depth{"resnet18", {2, 2, 2, 2}, false},
                             Depth{"resnet34", {3, 4, 6, 3}, false},
                             Depth{"resnet50", {3, 4, 6, 3}, true},
                             Depth{"resnet101", {3, 4, 23, 3}, true}};

/// The names of one residual stage's parts in the file.
class Names {
 public:
  explicit Names(bool detectron2) : detectron2_(detectron2) {}

  std::string block(int stage, int64_t block) const {  // stage 1..4
    return (detectron2_ ? "res" + std::to_string(stage + 1) : "layer" + std::to_string(stage)) +
           "." + std::to_string(block) + ".";
  }
  std::string conv(int number) const { return "conv" + std::to_string(number); }
  std::string norm(int number) const {
    return detectron2_ ? conv(number) + ".norm" : "bn" + std::to_string(number);
  }
  std::string stem() const { return detectron2_ ? "stem." : ""; }
  std::string shortcut() const { return detectron2_ ? "shortcut" : "downsample.0"; }
  std::string shortcutNorm() const { return detectron2_ ? "shortcut.norm" : "downsample.1"; }

 private:
  bool detectron2_;
};

class ResNetReader {
 public:
  ResNetReader(LayoutMatcher& matcher, bool detectron2, BackboneLayout& layout)
      : matcher_(matcher), names_(detectron2), layout_(layout) {}

  const Depth& recognize() const {
    const bool bottleneck = matcher_.has(names_.block(1, 0) + "conv3.weight");
    std::array<int64_t, 4> blocks{};
    for (int stage = 1; stage <= 4; ++stage)
      while (matcher_.has(names_.block(stage, blocks[stage - 1]) + "conv1.weight"))
        ++blocks[stage - 1];
    for (const Depth& depth : kDepths)
      if (depth.blocks == blocks && depth.bottleneck == bottleneck) return depth;
    std::string counted;
    for (const int64_t count : blocks)
      counted += (counted.empty() ? "" : ", ") + std::to_string(count);
    refuse("holds a ResNet of an unknown depth (" + counted + " residual blocks)");
  }

  void read(const Depth& depth) {
    convolution("conv1", names_.stem() + "conv1", {64, 3, 7, 7});
    norm("bn1", names_.stem() + names_.norm(1), 64);
    int64_t in = 64;
    for (int stage = 1; stage <= 4; ++stage) {
      const int64_t inner = int64_t{32} << stage;
      for (int64_t b = 0; b < depth.blocks[stage - 1]; ++b) {
        const int64_t out = depth.bottleneck ? 4 * inner : inner;
        block(stage, b, depth.bottleneck, in, inner, b == 0 && (stage > 1 || in != out));
        in = out;
      }
    }
  }

 private:
  void block(int stage, int64_t number, bool bottleneck, int64_t in, int64_t inner, bool shortcut) {
    const std::string to = "layer" + std::to_string(stage) + "." + std::to_string(number) + ".";
    const std::string from = names_.block(stage, number);
    const int64_t out = bottleneck ? 4 * inner : inner;
    const int64_t first = bottleneck ? 1 : 3;
    const auto pair = [&](int k, int64_t into, int64_t outOf, int64_t side) {
      convolution(
          to + "conv" + std::to_string(k), from + names_.conv(k), {into, outOf, side, side});
      norm(to + "bn" + std::to_string(k), from + names_.norm(k), into);
    };
    pair(1, inner, in, first);
    pair(2, inner, inner, 3);
    if (bottleneck) pair(3, out, inner, 1);
    if (!shortcut) return;
    convolution(to + "downsample.0", from + names_.shortcut(), {out, in, 1, 1});
    norm(to + "downsample.1", from + names_.shortcutNorm(), out);
  }

  void convolution(const std::string& to, const std::string& from, std::vector<int64_t> shape) {
    matcher_.take(to + ".weight", shape, {from + ".weight"}, layout_);
  }
  void norm(const std::string& to, const std::string& from, int64_t channels) {
    for (const std::string leaf : {".weight", ".bias", ".running_mean", ".running_var"})
      matcher_.take(to + leaf, {channels}, {from + leaf}, layout_);
  }

  LayoutMatcher& matcher_;
  Names names_;
  BackboneLayout& layout_;
};

}  // namespace

BackboneLayout resNetLayout(LayoutMatcher& matcher, bool detectron2) {
  BackboneLayout layout;
  layout.naming = detectron2 ? "detectron2" : "torchvision";
  layout.prefix = matcher.prefix();
  ResNetReader reader(matcher, detectron2, layout);
  const Depth& depth = reader.recognize();
  layout.architecture = depth.name;
  reader.read(depth);
  matcher.listRest({"fc.", "head.", "linear."}, layout);
  return layout;
}

}  // namespace maskwright::ml
