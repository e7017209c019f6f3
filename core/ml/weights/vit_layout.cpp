#include "core/ml/nn/vit_settings.h"
#include "core/ml/weights/vit_names.h"

#include <array>
#include <cmath>

namespace maskwright::ml {
namespace {

struct Size {
  int64_t embed, depth;
  const char* letter;
};
constexpr std::array kSizes{Size{192, 12, "t"},
                            Size{384, 12, "s"},
                            Size{768, 12, "b"},
                            Size{1024, 24, "l"},
                            Size{1280, 32, "h"},
                            Size{1536, 40, "g"}};

constexpr int64_t kChannelsPerHead = 64;  // of every published model

class VitReader {
 public:
  VitReader(LayoutMatcher& matcher, VitNaming naming, std::optional<int64_t> heads)
      : matcher_(matcher), names_(matcher, naming), naming_(naming), askedHeads_(heads) {}

  BackboneLayout read() {
    layout_.prefix = matcher_.prefix();
    vit_.depth = names_.depth();
    if (vit_.depth == 0) refuse("holds a patch embedding, but no transformer blocks");
    readFamily();
    readPatches();
    layout_.architecture = name();  // for messages; the rest may add to it
    readTokens();
    readFeedForward();
    readHeads();
    layout_.architecture = name();
    takeTop();
    for (int64_t block = 0; block < vit_.depth; ++block) takeBlock(block);
    layout_.vit = vit_;
    matcher_.listRest({"head",
                       "mask_token",
                       "embeddings.mask_token",
                       "local_cls_norm.",
                       "fc.",
                       "classifier.",
                       "pooler."},
                      layout_);
    return std::move(layout_);
  }

 private:
  const TensorEntry* top(const std::string& name) const {
    return matcher_.find(names_.top(name)[0]);
  }
  const TensorEntry* first(const std::string& name) const {
    return matcher_.find(names_.inBlock(0, name)[0]);
  }

  void readFamily() {
    const bool scaled = first("ls1.gamma") != nullptr;
    const bool rotary = naming_ == VitNaming::TransformersDinoV3 || top("rope_embed.periods") ||
                        top("storage_tokens");
    vit_.layerScale = scaled;
    vit_.family = rotary ? VitFamily::DinoV3 : scaled ? VitFamily::DinoV2 : VitFamily::Dino;
    vit_.layerNormEps = rotary ? 1e-5 : 1e-6;
    vit_.keyBiasMask = rotary;
    vit_.separateNorms = rotary && top("cls_norm.weight") != nullptr;
    const char* official = rotary ? "DINOv3" : scaled ? "DINOv2" : "DINO";
    layout_.naming = official;
    if (naming_ != VitNaming::Official) layout_.naming += " (transformers)";
  }

  void readPatches() {
    const auto& shape = top("patch_embed.proj.weight")->shape;
    if (shape.size() != 4 || shape[1] != 3 || shape[2] != shape[3] || shape[0] < 1 || shape[2] < 1)
      refuse("embeds patches of an unknown kind (" + top("patch_embed.proj.weight")->shapeText() +
             "; channels x 3 x side x side expected)");
    vit_.embed = shape[0];
    vit_.patch = shape[2];
  }

  void readTokens() {
    const auto* registers =
        top(vit_.family == VitFamily::DinoV3 ? "storage_tokens" : "register_tokens");
    if (registers && registers->shape.size() == 3) vit_.registers = registers->shape[1];
    if (vit_.family == VitFamily::DinoV3) {
      vit_.storedPeriods = top("rope_embed.periods") != nullptr;
      return;
    }
    vit_.positionResize = vit_.registers > 0 ? PositionResize::Antialiased : PositionResize::Offset;
    const auto* positions = top("pos_embed");
    if (!positions || positions->shape.size() != 3) return;  // reported as missing
    const int64_t patches = positions->shape[1] - 1;
    const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(patches))));
    if (patches < 1 || side * side != patches)
      refuse("holds positions of " + std::to_string(positions->shape[1]) +
             " tokens, which are no square of patches and a class token");
    vit_.gridHeight = vit_.gridWidth = side;
  }

  void readFeedForward() {
    const auto size = [&](const char* name, size_t d) {
      const auto* entry = first(name);
      return entry && entry->shape.size() == 2 ? entry->shape[d] : 0;
    };
    if (first("mlp.w12.weight")) {
      vit_.feedForward = VitFeedForward::GatedJoint;
      vit_.hidden = size("mlp.w3.weight", 1);
    } else if (first("mlp.w1.weight")) {
      vit_.feedForward = VitFeedForward::Gated;
      vit_.hidden = size("mlp.w1.weight", 0);
    } else {
      vit_.feedForward = VitFeedForward::Mlp;
      vit_.hidden = size("mlp.fc1.weight", 0);
    }
  }

  /// Not in the shapes: asked for, told by the rope periods (four per channel of a head), or 64
  /// channels per head as in every published model.
  void readHeads() {
    if (askedHeads_) {
      vit_.heads = *askedHeads_;
    } else if (const auto* periods = top("rope_embed.periods")) {
      const int64_t channels = periods->shape.size() == 1 ? 4 * periods->shape[0] : 0;
      vit_.heads = channels > 0 && vit_.embed % channels == 0 ? vit_.embed / channels : 0;
    } else if (vit_.embed % kChannelsPerHead == 0) {
      vit_.heads = vit_.embed / kChannelsPerHead;
    }
    if (vit_.heads == 0)
      layout_.notes.push_back("The file can't tell the number of attention heads of " +
                              std::to_string(vit_.embed) + " channels; give it with --heads.");
  }

  /// "dinov2_vits14_reg" as the publishers say it; sizes that they don't have by their numbers.
  std::string name() const {
    const bool third = vit_.family == VitFamily::DinoV3;
    std::string text = third ? "dinov3_" : vit_.family == VitFamily::DinoV2 ? "dinov2_" : "dino_";
    const char* letter = nullptr;
    for (const Size& size : kSizes)
      if (size.embed == vit_.embed && size.depth == vit_.depth) letter = size.letter;
    text += letter ? "vit" + std::string(letter) + std::to_string(vit_.patch)
                   : "vit_e" + std::to_string(vit_.embed) + "_d" + std::to_string(vit_.depth) +
                         "_p" + std::to_string(vit_.patch);
    if (third && vit_.feedForward == VitFeedForward::Gated) text += "plus";
    if (vit_.family == VitFamily::DinoV2 && vit_.registers > 0) text += "_reg";
    return text;
  }

  void take(const std::string& name, const std::vector<int64_t>& shape, bool optional = false) {
    matcher_.take(name, shape, names_.top(name), layout_, optional);
  }
  void takePair(const std::string& module, int64_t channels, bool optional = false) {
    take(module + ".weight", {channels}, optional);
    take(module + ".bias", {channels}, optional);
  }

  void takeTop() {
    const int64_t d = vit_.embed;
    take("cls_token", {1, 1, d});
    if (vit_.family == VitFamily::DinoV3) {
      if (vit_.registers > 0) take("storage_tokens", {1, vit_.registers, d});
      const int64_t periods = vit_.heads > 0 ? d / vit_.heads / 4 : 0;
      if (top("rope_embed.periods")) {
        take("rope_embed.periods",
             periods > 0 ? std::vector{periods} : top("rope_embed.periods")->shape);
      } else {
        layout_.notes.push_back("The rope periods are not stored; they are those of base 100.");
      }
    } else {
      const int64_t tokens = 1 + vit_.gridHeight * vit_.gridWidth;
      take("pos_embed", {1, tokens, d});
      if (vit_.registers > 0) take("register_tokens", {1, vit_.registers, d});
    }
    take("patch_embed.proj.weight", {d, 3, vit_.patch, vit_.patch});
    take("patch_embed.proj.bias", {d});
    takePair("norm", d);
    if (vit_.separateNorms) takePair("cls_norm", d);
  }

  void takeBlock(int64_t block) {
    const std::string to = "blocks." + std::to_string(block) + ".";
    const auto take =
        [&](const std::string& name, std::vector<int64_t> shape, bool optional = false) {
          matcher_.take(to + name, shape, names_.inBlock(block, name), layout_, optional);
        };
    const auto linear = [&](const std::string& module, int64_t out, int64_t in) {
      take(module + ".weight", {out, in});
      take(module + ".bias", {out});
    };
    const int64_t d = vit_.embed, hidden = vit_.hidden;
    for (const std::string norm : {"norm1", "norm2"}) {
      take(norm + ".weight", {d});
      take(norm + ".bias", {d});
    }
    linear("attn.qkv", 3 * d, d);
    if (vit_.keyBiasMask) take("attn.qkv.bias_mask", {3 * d}, /*optional=*/true);
    linear("attn.proj", d, d);
    if (vit_.layerScale) {
      take("ls1.gamma", {d});
      take("ls2.gamma", {d});
    }
    switch (vit_.feedForward) {
      case VitFeedForward::Mlp:
        linear("mlp.fc1", hidden, d);
        linear("mlp.fc2", d, hidden);
        break;
      case VitFeedForward::GatedJoint:
        linear("mlp.w12", 2 * hidden, d);
        linear("mlp.w3", d, hidden);
        break;
      case VitFeedForward::Gated:
        linear("mlp.w1", hidden, d);
        linear("mlp.w2", hidden, d);
        linear("mlp.w3", d, hidden);
        break;
    }
  }

  LayoutMatcher& matcher_;
  VitNames names_;
  VitNaming naming_;
  std::optional<int64_t> askedHeads_;
  VitSettings vit_;
  BackboneLayout layout_;
};

}  // namespace

BackboneLayout vitLayout(LayoutMatcher& matcher, VitNaming naming, std::optional<int64_t> heads) {
  return VitReader(matcher, naming, heads).read();
}

}  // namespace maskwright::ml
