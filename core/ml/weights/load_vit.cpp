#include "core/ml/weights/load_vit.h"

#include "core/ml/weights/load_backbone.h"

namespace maskwright::ml {
namespace {

/// DINOv3 has no bias on keys: what a file without masks stores there is not to be added.
void addKeyMasks(const VitSettings& vit, TensorMap& tensors) {
  auto mask = torch::ones({3 * vit.embed});
  mask.slice(0, vit.embed, 2 * vit.embed).zero_();
  for (int64_t block = 0; block < vit.depth; ++block)
    tensors.try_emplace("blocks." + std::to_string(block) + ".attn.qkv.bias_mask", mask);
}

}  // namespace

Result<Vit> loadVit(const std::filesystem::path& file, int64_t heads, const Precision& precision) {
  auto weights = readBackbone(file, heads > 0 ? std::optional(heads) : std::nullopt);
  if (!weights) return weights.error();
  if (!weights->layout.vit) {
    return Error{ErrorKind::Conflict,
                 "holds a " + weights->layout.architecture + ", no vision transformer",
                 file.string()};
  }
  const auto& vit = *weights->layout.vit;
  if (vit.family == VitFamily::DinoV3) addKeyMasks(vit, weights->tensors);
  ShapeMap shapes;
  for (const auto& [name, tensor] : weights->tensors) shapes[name] = tensor.sizes().vec();
  const auto settings = vitSettingsOf(shapes, vit.heads);
  if (!settings) return Error{settings.error().kind, settings.error().message, file.string()};
  auto network = Vit::make(*settings, weights->tensors, precision);
  if (!network) return Error{network.error().kind, network.error().message, file.string()};
  return network;
}

}  // namespace maskwright::ml
