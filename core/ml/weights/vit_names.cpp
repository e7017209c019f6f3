#include "core/ml/weights/vit_names.h"

#include <array>

namespace maskwright::ml {
namespace {

/// A module's own name and the file's; three of them for what the file keeps in thirds.
struct Rename {
  std::string_view own;
  std::array<std::string_view, 3> file;
};

// From huggingface/transformers: models/{vit,dinov2,dinov2_with_registers,dinov3_vit}.
constexpr std::array kDino{
    Rename{"patch_embed.proj", {"embeddings.patch_embeddings.projection"}},
    Rename{"cls_token", {"embeddings.cls_token"}},
    Rename{"pos_embed", {"embeddings.position_embeddings"}},
    Rename{"norm", {"layernorm"}},
    Rename{"norm1", {"layernorm_before"}},
    Rename{"norm2", {"layernorm_after"}},
    Rename{"attn.qkv",
           {"attention.attention.query", "attention.attention.key", "attention.attention.value"}},
    Rename{"attn.proj", {"attention.output.dense"}},
    Rename{"mlp.fc1", {"intermediate.dense"}},
    Rename{"mlp.fc2", {"output.dense"}}};
constexpr std::array kDinoV2{
    Rename{"patch_embed.proj", {"embeddings.patch_embeddings.projection"}},
    Rename{"cls_token", {"embeddings.cls_token"}},
    Rename{"pos_embed", {"embeddings.position_embeddings"}},
    Rename{"register_tokens", {"embeddings.register_tokens"}},
    Rename{"norm", {"layernorm"}},
    Rename{"attn.qkv",
           {"attention.attention.query", "attention.attention.key", "attention.attention.value"}},
    Rename{"attn.proj", {"attention.output.dense"}},
    Rename{"ls1.gamma", {"layer_scale1.lambda1"}},
    Rename{"ls2.gamma", {"layer_scale2.lambda1"}},
    Rename{"mlp.w12", {"mlp.weights_in"}},
    Rename{"mlp.w3", {"mlp.weights_out"}}};
constexpr std::array kDinoV3{
    Rename{"patch_embed.proj", {"embeddings.patch_embeddings"}},
    Rename{"cls_token", {"embeddings.cls_token"}},
    Rename{"storage_tokens", {"embeddings.register_tokens"}},
    Rename{"attn.qkv", {"attention.q_proj", "attention.k_proj", "attention.v_proj"}},
    Rename{"attn.proj", {"attention.o_proj"}},
    Rename{"ls1.gamma", {"layer_scale1.lambda1"}},
    Rename{"ls2.gamma", {"layer_scale2.lambda1"}},
    Rename{"mlp.fc1", {"mlp.up_proj"}},
    Rename{"mlp.fc2", {"mlp.down_proj"}},
    Rename{"mlp.w1", {"mlp.gate_proj"}},
    Rename{"mlp.w2", {"mlp.up_proj"}},
    Rename{"mlp.w3", {"mlp.down_proj"}}};

template <size_t N>
std::vector<std::string> renamed(const std::array<Rename, N>& table, const std::string& name) {
  const size_t dot = name.rfind('.');
  for (const Rename& rename : table) {
    const bool whole = name == rename.own;
    if (!whole && (dot == std::string::npos || name.substr(0, dot) != rename.own)) continue;
    const std::string leaf = whole ? "" : name.substr(dot);
    std::vector<std::string> files;
    for (const auto& file : rename.file)
      if (!file.empty()) files.push_back(std::string(file) + leaf);
    return files;
  }
  return {name};
}

std::vector<std::string> renamed(VitNaming naming, const std::string& name) {
  switch (naming) {
    case VitNaming::TransformersDino:
      return renamed(kDino, name);
    case VitNaming::TransformersDinoV2:
      return renamed(kDinoV2, name);
    case VitNaming::TransformersDinoV3:
      return renamed(kDinoV3, name);
    case VitNaming::Official:
      break;
  }
  return {name};
}

/// What stands between the prefix and a block's number.
std::vector<std::string> blockStems(VitNaming naming) {
  switch (naming) {
    case VitNaming::TransformersDino:
    case VitNaming::TransformersDinoV2:
      return {"encoder.layer."};
    case VitNaming::TransformersDinoV3:
      return {"layer.", "model.layer.", "encoder.layer."};
    case VitNaming::Official:
      break;
  }
  std::vector<std::string> stems{"blocks."};
  for (int chunk = 0; chunk < 64; ++chunk) stems.push_back("blocks." + std::to_string(chunk) + ".");
  return stems;
}

}  // namespace

VitNames::VitNames(const LayoutMatcher& matcher, VitNaming naming) : naming_(naming) {
  const auto stems = blockStems(naming);
  // Any of the two that every block has, so that one missing tensor does not end the count.
  const std::string norm = renamed(naming, "norm1.weight")[0];
  const std::string projection = renamed(naming, "attn.proj.weight")[0];
  for (bool found = true; found;) {
    found = false;
    for (const auto& stem : stems) {
      const std::string block = stem + std::to_string(blocks_.size()) + ".";
      found = matcher.has(block + norm) || matcher.has(block + projection);
      if (!found) continue;
      blocks_.push_back(block);
      break;
    }
  }
}

std::vector<std::string> VitNames::top(const std::string& name) const {
  return renamed(naming_, name);
}

std::vector<std::string> VitNames::inBlock(int64_t block, const std::string& name) const {
  auto names = renamed(naming_, name);
  for (auto& one : names) one = blocks_.at(static_cast<size_t>(block)) + one;
  // These keys have no bias.
  if (naming_ == VitNaming::TransformersDinoV3 && name == "attn.qkv.bias") names[1].clear();
  return names;
}

}  // namespace maskwright::ml
