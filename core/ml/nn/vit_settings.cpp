#include "core/ml/nn/vit_settings.h"

#include <cmath>
#include <sstream>

namespace maskwright::ml {
namespace {

Error unreadable(const std::string& what) {
  return {ErrorKind::Unreadable, what, ""};
}

std::string text(const std::vector<int64_t>& shape) {
  std::ostringstream out;
  for (size_t i = 0; i < shape.size(); ++i) out << (i > 0 ? ", " : "[") << shape[i];
  out << ']';
  return out.str();
}

/// Size of a dimension; 0 if the name or the dimension is missing.
int64_t sizeOf(const ShapeMap& shapes, const std::string& name, size_t dimension) {
  const auto found = shapes.find(name);
  if (found == shapes.end() || found->second.size() <= dimension) return 0;
  return found->second[dimension];
}

bool has(const ShapeMap& shapes, const std::string& name) {
  return shapes.count(name) > 0;
}

int64_t countBlocks(const ShapeMap& shapes) {
  int64_t blocks = 0;
  while (has(shapes, "blocks." + std::to_string(blocks) + ".norm1.weight")) ++blocks;
  return blocks;
}

/// Which feed-forward part the first block has, and its hidden width.
void readFeedForward(const ShapeMap& shapes, VitSettings& settings) {
  const std::string mlp = "blocks.0.mlp.";
  if (has(shapes, mlp + "w12.weight")) {
    settings.feedForward = VitFeedForward::GatedJoint;
    settings.hidden = sizeOf(shapes, mlp + "w12.weight", 0) / 2;
  } else if (has(shapes, mlp + "w1.weight")) {
    settings.feedForward = VitFeedForward::Gated;
    settings.hidden = sizeOf(shapes, mlp + "w1.weight", 0);
  } else {
    settings.hidden = sizeOf(shapes, mlp + "fc1.weight", 0);
  }
}

Result<void> readHeads(const ShapeMap& shapes, int64_t wish, VitSettings& settings) {
  const int64_t periods = sizeOf(shapes, "rope_embed.periods", 0);
  const int64_t size = periods > 0 ? 4 * periods : 64;
  if (wish > 0) {
    settings.heads = wish;
  } else if (settings.embed % size == 0) {
    settings.heads = settings.embed / size;
  }
  if (settings.heads <= 0) {
    return Error{ErrorKind::WrongUse,
                 "the number of attention heads can't be told from the weights; give it",
                 ""};
  }
  if (settings.embed % settings.heads != 0) {
    return Error{ErrorKind::WrongUse,
                 std::to_string(settings.heads) + " attention heads don't divide a width of " +
                     std::to_string(settings.embed),
                 ""};
  }
  if (settings.family == VitFamily::DinoV3 && settings.headSize() % 4 != 0) {
    return Error{ErrorKind::WrongUse, "rotary positions need heads of a multiple of 4 values", ""};
  }
  return {};
}

Result<void> readPositions(const ShapeMap& shapes, VitSettings& settings) {
  if (settings.family == VitFamily::DinoV3) return {};
  const int64_t cells = sizeOf(shapes, "pos_embed", 1) - 1;
  const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(cells))));
  if (cells < 1 || side * side != cells)
    return unreadable("the position grid of the vision transformer is not square");
  settings.gridHeight = settings.gridWidth = side;
  return {};
}

void addPair(ShapeMap& shapes, const std::string& name, const std::vector<int64_t>& weight) {
  shapes[name + ".weight"] = weight;
  shapes[name + ".bias"] = {weight[0]};
}

void addBlock(ShapeMap& shapes, const VitSettings& s, const std::string& block) {
  addPair(shapes, block + "norm1", {s.embed});
  addPair(shapes, block + "norm2", {s.embed});
  shapes[block + "attn.qkv.weight"] = {3 * s.embed, s.embed};
  if (s.qkvBias) shapes[block + "attn.qkv.bias"] = {3 * s.embed};
  if (s.keyBiasMask) shapes[block + "attn.qkv.bias_mask"] = {3 * s.embed};
  addPair(shapes, block + "attn.proj", {s.embed, s.embed});
  if (s.layerScale) {
    shapes[block + "ls1.gamma"] = {s.embed};
    shapes[block + "ls2.gamma"] = {s.embed};
  }
  switch (s.feedForward) {
    case VitFeedForward::Mlp:
      addPair(shapes, block + "mlp.fc1", {s.hidden, s.embed});
      addPair(shapes, block + "mlp.fc2", {s.embed, s.hidden});
      break;
    case VitFeedForward::GatedJoint:
      addPair(shapes, block + "mlp.w12", {2 * s.hidden, s.embed});
      addPair(shapes, block + "mlp.w3", {s.embed, s.hidden});
      break;
    case VitFeedForward::Gated:
      addPair(shapes, block + "mlp.w1", {s.hidden, s.embed});
      addPair(shapes, block + "mlp.w2", {s.hidden, s.embed});
      addPair(shapes, block + "mlp.w3", {s.embed, s.hidden});
      break;
  }
}

}  // namespace

ShapeMap vitShapes(const VitSettings& s) {
  ShapeMap shapes;
  shapes["cls_token"] = {1, 1, s.embed};
  addPair(shapes, "patch_embed.proj", {s.embed, 3, s.patch, s.patch});
  if (s.gridHeight > 0) shapes["pos_embed"] = {1, 1 + s.gridHeight * s.gridWidth, s.embed};
  if (s.registers > 0) {
    const bool v3 = s.family == VitFamily::DinoV3;
    shapes[v3 ? "storage_tokens" : "register_tokens"] = {1, s.registers, s.embed};
  }
  if (s.storedPeriods) shapes["rope_embed.periods"] = {s.headSize() / 4};
  for (int64_t i = 0; i < s.depth; ++i) addBlock(shapes, s, "blocks." + std::to_string(i) + ".");
  addPair(shapes, "norm", {s.embed});
  if (s.separateNorms) addPair(shapes, "cls_norm", {s.embed});
  return shapes;
}

Result<VitSettings> vitSettingsOf(const ShapeMap& shapes, int64_t heads) {
  VitSettings settings;
  settings.embed = sizeOf(shapes, "cls_token", 2);
  settings.depth = countBlocks(shapes);
  if (settings.embed < 1 || settings.depth < 1 || !has(shapes, "patch_embed.proj.weight"))
    return unreadable("holds no vision transformer with DINO's names");
  settings.patch = sizeOf(shapes, "patch_embed.proj.weight", 2);
  if (settings.patch < 1) return unreadable("the patch projection is misshapen");
  settings.layerScale = has(shapes, "blocks.0.ls1.gamma");
  settings.family = !has(shapes, "pos_embed") ? VitFamily::DinoV3
                    : settings.layerScale     ? VitFamily::DinoV2
                                              : VitFamily::Dino;
  const bool v3 = settings.family == VitFamily::DinoV3;
  settings.registers = sizeOf(shapes, v3 ? "storage_tokens" : "register_tokens", 1);
  if (v3) settings.layerNormEps = 1e-5;
  if (settings.registers > 0 && !v3) settings.positionResize = PositionResize::Antialiased;
  settings.qkvBias = has(shapes, "blocks.0.attn.qkv.bias");
  settings.keyBiasMask = has(shapes, "blocks.0.attn.qkv.bias_mask");
  settings.separateNorms = has(shapes, "cls_norm.weight");
  settings.storedPeriods = has(shapes, "rope_embed.periods");
  readFeedForward(shapes, settings);
  if (const auto read = readPositions(shapes, settings); !read) return read.error();
  if (const auto read = readHeads(shapes, heads, settings); !read) return read.error();
  for (const auto& [name, shape] : vitShapes(settings)) {
    const auto found = shapes.find(name);
    if (found == shapes.end()) return unreadable("weight " + name + " is missing");
    if (found->second != shape) {
      return unreadable("weight " + name + " has shape " + text(found->second) +
                        ", the vision transformer needs " + text(shape));
    }
  }
  return settings;
}

std::string vitName(const VitSettings& s) {
  struct Size {
    const char* name;
    int64_t embed, depth;
  };
  std::ostringstream out;
  out << (s.family == VitFamily::DinoV2   ? "DINOv2"
          : s.family == VitFamily::DinoV3 ? "DINOv3"
                                          : "DINO")
      << " ViT-";
  bool known = false;
  for (const Size size : {Size{"Ti", 192, 12},
                          {"S", 384, 12},
                          {"B", 768, 12},
                          {"L", 1024, 24},
                          {"H", 1280, 32},
                          {"g", 1536, 40}}) {
    if (size.embed != s.embed || size.depth != s.depth) continue;
    out << size.name;
    known = true;
  }
  if (!known) out << s.embed << 'x' << s.depth;
  if (s.family == VitFamily::DinoV3 && s.feedForward == VitFeedForward::Gated) out << '+';
  out << '/' << s.patch;
  if (s.family == VitFamily::DinoV2 && s.registers > 0)
    out << " with " << s.registers << " registers";
  return out.str();
}

}  // namespace maskwright::ml
