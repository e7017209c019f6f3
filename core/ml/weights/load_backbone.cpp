#include "core/ml/weights/load_backbone.h"

#include "core/ml/weights/load_module.h"

#include <array>

namespace maskwright::ml {
namespace {

constexpr std::array kPrefixes{"",
                               "backbone.",
                               "module.",
                               "encoder_q.0.",
                               "module.encoder_q.",
                               "module.base_encoder.",
                               "encoder_q."};

/// Number of residual blocks of a layer in the file.
int64_t countBlocks(const TensorMap& tensors, const std::string& layer) {
  int64_t blocks = 0;
  while (tensors.count(layer + std::to_string(blocks) + ".conv1.weight") > 0) ++blocks;
  return blocks;
}

}  // namespace

Result<BackboneInfo> recognizeBackbone(const TensorMap& tensors) {
  for (const std::string prefix : kPrefixes) {
    if (tensors.count(prefix + "conv1.weight") == 0) continue;
    const bool bottleneck = tensors.count(prefix + "layer1.0.conv3.weight") > 0;
    std::vector<int64_t> blocks;
    for (const char* layer : {"layer1.", "layer2.", "layer3.", "layer4."}) {
      blocks.push_back(countBlocks(tensors, prefix + layer));
    }
    for (const std::string name : {"resnet18", "resnet34", "resnet50", "resnet101"}) {
      const ResNetOptions options = resNetOptions(name);
      if (options.blocks == blocks && options.bottleneck == bottleneck) {
        return BackboneInfo{name, prefix};
      }
    }
    return Error{ErrorKind::Unreadable, "holds a ResNet of an unknown depth", ""};
  }
  return Error{ErrorKind::Unreadable, "holds no ResNet with torchvision's names", ""};
}

Result<ResNet> loadBackbone(const std::filesystem::path& file, int64_t lastStride) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  const auto info = recognizeBackbone(content->tensors);
  if (!info) return Error{info.error().kind, info.error().message, file};
  ResNetOptions options = resNetOptions(info->architecture);
  options.lastStride = lastStride;
  ResNet network(options);
  const auto report = loadModule(*network, content->tensors, info->prefix);
  if (!report) return Error{report.error().kind, report.error().message, file};
  if (!report->missing.empty()) {
    return Error{ErrorKind::Conflict, "weight " + report->missing.front() + " is missing", file};
  }
  network->eval();
  return network;
}

ResNet untrainedBackbone(const std::string& architecture, int64_t lastStride, uint64_t seed) {
  torch::manual_seed(seed);
  ResNetOptions options = resNetOptions(architecture);
  options.lastStride = lastStride;
  ResNet network(options);
  network->eval();
  return network;
}

}  // namespace maskwright::ml
