#include "core/ml/weights/backbone_layout.h"

#include "core/ml/weights/layout_matcher.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace maskwright::ml {
namespace {

enum class Network { TorchvisionResNet, DetectronResNet, Vit };

/// A tensor that tells that a network begins at what stands before its name.
struct Marker {
  std::string_view name, alsoNeeded;
  Network network;
  VitNaming naming = VitNaming::Official;
};
constexpr std::array kMarkers{
    Marker{"conv1.weight", "layer1.0.conv1.weight", Network::TorchvisionResNet},
    Marker{"stem.conv1.weight", "res2.0.conv1.weight", Network::DetectronResNet},
    Marker{"patch_embed.proj.weight", "", Network::Vit},
    Marker{"embeddings.patch_embeddings.weight", "", Network::Vit, VitNaming::TransformersDinoV3},
    Marker{"embeddings.patch_embeddings.projection.weight",
           "encoder.layer.0.norm1.weight",
           Network::Vit,
           VitNaming::TransformersDinoV2},
    Marker{"embeddings.patch_embeddings.projection.weight",
           "encoder.layer.0.layernorm_before.weight",
           Network::Vit,
           VitNaming::TransformersDino}};

struct Candidate {
  std::string prefix;
  const Marker* marker = nullptr;
};

constexpr int64_t kLargestSide = int64_t{1} << 40;  // products of a few sides stay within 64 bits

bool contains(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

/// Which of several networks in a file is meant to be used: the lowest.
int rankOf(const std::string& prefix) {
  if (contains(prefix, "teacher")) return 0;
  if (contains(prefix, "encoder_k") || contains(prefix, "momentum_encoder")) return 4;
  if (contains(prefix, "student")) return 3;
  if (contains(prefix, "encoder_q") || contains(prefix, "base_encoder")) return 2;
  return 1;
}

std::vector<Candidate> candidatesOf(const TensorDirectory& directory) {
  std::set<std::string_view> names;
  for (const auto& entry : directory.tensors) names.insert(entry.name);
  std::vector<Candidate> candidates;
  for (const auto& entry : directory.tensors) {
    for (const Marker& marker : kMarkers) {
      if (!entry.name.ends_with(marker.name)) continue;
      const std::string prefix = entry.name.substr(0, entry.name.size() - marker.name.size());
      if (!prefix.empty() && prefix.back() != '.') continue;
      if (!marker.alsoNeeded.empty() && names.count(prefix + std::string(marker.alsoNeeded)) == 0)
        continue;
      candidates.push_back({prefix, &marker});
    }
  }
  return candidates;
}

/// What is known to be something else, or not to fit; says why nothing was recognised.
[[noreturn]] void refuseUnknown(const TensorDirectory& directory) {
  const auto has = [&](std::string_view end) {
    return std::any_of(directory.tensors.begin(), directory.tensors.end(), [&](const auto& entry) {
      return entry.name.ends_with(end);
    });
  };
  if (directory.tensors.empty()) refuse("holds no tensors");
  if (has("res2_0_branch2a_w"))
    refuse(
        "holds a Caffe2 ResNet (stride in the 1x1 convolutions, BGR pictures), which gives other "
        "features; use the torchvision or the original weights");
  if (has("conv1.weight") && has("layer1.0.conv2.weight"))
    refuse("holds a ResNet whose first convolutions are missing");
  refuse(
      "holds no backbone that is known (ResNet, or a ViT of DINO, DINOv2 or DINOv3); it begins "
      "with the tensor " +
      directory.tensors.front().name);
}

/// What `maskwright weights convert --heads` left in the file.
std::optional<int64_t> toldHeads(const TensorDirectory& directory) {
  const auto told = directory.metadata.find("heads");
  if (told == directory.metadata.end() || directory.container != Container::Safetensors)
    return std::nullopt;
  int64_t heads = 0;
  const char* end = told->second.data() + told->second.size();
  const bool whole = std::from_chars(told->second.data(), end, heads).ptr == end;
  return whole && heads > 0 ? std::optional(heads) : std::nullopt;
}

BackboneLayout recognize(const TensorDirectory& directory, std::optional<int64_t> heads) {
  for (const auto& entry : directory.tensors)
    for (const int64_t size : entry.shape)
      if (size > kLargestSide) refuse("tensor " + entry.name + " has an impossible size");
  const auto candidates = candidatesOf(directory);
  if (candidates.empty()) refuseUnknown(directory);
  const auto best = std::min_element(
      candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(rankOf(a.prefix), a.prefix.size(), a.prefix) <
               std::tuple(rankOf(b.prefix), b.prefix.size(), b.prefix);
      });
  LayoutMatcher matcher(directory, best->prefix);
  if (best->marker->network == Network::Vit) return vitLayout(matcher, best->marker->naming, heads);
  const bool detectron2 = best->marker->network == Network::DetectronResNet;
  const auto author = directory.metadata.find("__author__");
  if (detectron2 && author != directory.metadata.end() && contains(author->second, "Model Zoo"))
    refuse(
        "is a model of the detectron2 zoo: its backbone has the stride in the 1x1 convolutions "
        "and BGR pictures, which gives other features");
  return resNetLayout(matcher, detectron2);
}

}  // namespace

Result<BackboneLayout> recognizeBackbone(const TensorDirectory& directory,
                                         std::optional<int64_t> heads) {
  const bool asked = heads.has_value();
  if (!asked) heads = toldHeads(directory);
  auto layout = guarded([&] { return recognize(directory, heads); });
  if (!layout || !layout->vit || !heads) return layout;
  const int64_t embed = layout->vit->embed;
  if (*heads < 1 || embed % *heads != 0)
    return Error{asked ? ErrorKind::WrongUse : ErrorKind::Unreadable,
                 std::to_string(*heads) + " heads don't divide the " + std::to_string(embed) +
                     " channels of the file",
                 ""};
  return layout;
}

}  // namespace maskwright::ml
