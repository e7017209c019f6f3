#include "core/ml/weights/load_backbone.h"

#include "core/ml/weights/read_tensors.h"

#include <cmath>

namespace maskwright::ml {
namespace {

constexpr double kRopeBase = 100;  // of every published DINOv3

torch::Tensor join(std::string_view file,
                   const TensorDirectory& directory,
                   const TensorSource& source) {
  std::vector<torch::Tensor> parts;
  for (const size_t part : source.parts)
    if (part != TensorSource::kZeros) parts.push_back(readTensor(file, directory.tensors[part]));
  if (source.parts.size() == 1) return parts.front();
  std::vector<torch::Tensor> all;
  size_t next = 0;
  for (const size_t part : source.parts)
    all.push_back(part == TensorSource::kZeros ? torch::zeros_like(parts.front()) : parts[next++]);
  return torch::cat(all);
}

/// What is wrong with numbers of the right shape; empty if nothing is.
std::string wrongNumbers(const std::string& name, const torch::Tensor& tensor) {
  if (name.ends_with("bias_mask")) {
    // The published class fills it with NaN until it is set.
    const auto fine = tensor.eq(0).logical_or(tensor.eq(1)).all().item<bool>();
    return fine ? "" : "holds something else than 0 and 1";
  }
  if (!allFinite(tensor)) return "holds NaN or infinite numbers";
  if (name.ends_with("running_var") && tensor.lt(0).any().item<bool>())
    return "holds negative variances";
  if (name == "rope_embed.periods" && tensor.le(0).any().item<bool>())
    return "holds periods that are not positive";
  return "";
}

/// The stored periods count; far from the formula they deserve a word.
void compareWithFormula(const torch::Tensor& stored, BackboneLayout& layout) {
  const auto periods = stored.to(torch::kFloat64).reshape(-1);
  const auto exponent =
      torch::arange(periods.numel(), torch::kFloat64) / static_cast<double>(periods.numel());
  const auto formula = torch::pow(kRopeBase, exponent);
  if (((periods / formula) - 1).abs().max().item<double>() > 0.01)
    layout.notes.push_back("The stored rope periods differ from those of base 100; they are used.");
}

Error missing(const BackboneLayout& layout, const std::filesystem::path& file) {
  std::string names = layout.missing.front();
  if (layout.missing.size() > 1)
    names += " and " + std::to_string(layout.missing.size() - 1) + " more";
  return {ErrorKind::Conflict,
          "weight " + names + " of the " + layout.architecture + " is missing",
          file.string()};
}

Error notResNet(const BackboneLayout& layout, const std::filesystem::path& file) {
  return {ErrorKind::Conflict,
          "holds a vision transformer (" + layout.architecture + "); this needs a ResNet",
          file.string()};
}

}  // namespace

Result<BackboneFile> BackboneFile::open(const std::filesystem::path& file,
                                        std::optional<int64_t> heads) {
  auto checkpoint = openCheckpoint(file);
  if (!checkpoint) return checkpoint.error();
  const auto& directory = checkpoint->directory;
  auto layout = recognizeBackbone(directory, heads);
  if (!layout) return Error{layout.error().kind, layout.error().message, file.string()};
  if (!layout->missing.empty()) return missing(*layout, file);
  BackboneFile opened;
  opened.checkpoint_ = std::move(*checkpoint);
  opened.layout_ = std::move(*layout);
  opened.path_ = file;
  for (const auto& source : opened.layout_.tensors) {
    if (source.name != "rope_embed.periods") continue;
    const auto periods = opened.read(source);
    if (!periods) return periods.error();
    compareWithFormula(*periods, opened.layout_);
  }
  return opened;
}

Result<torch::Tensor> BackboneFile::read(const TensorSource& source) const {
  auto tensor = join(checkpoint_.file.bytes(), checkpoint_.directory, source);
  if (const auto wrong = wrongNumbers(source.name, tensor); !wrong.empty())
    return Error{ErrorKind::Unreadable, "weight " + source.name + " " + wrong, path_.string()};
  return tensor;
}

Result<void> BackboneFile::loadInto(torch::nn::Module& module) const {
  const torch::NoGradGuard noGrad;
  auto own = module.named_parameters();
  for (const auto& buffer : module.named_buffers()) own.insert(buffer.key(), buffer.value());
  for (const auto& source : layout_.tensors) {
    auto* target = own.find(source.name);
    if (target == nullptr || target->sizes() != torch::IntArrayRef(source.shape))
      return Error{ErrorKind::Conflict,
                   "weight " + source.name + " has no place of its shape in the network",
                   path_.string()};
    const auto tensor = read(source);
    if (!tensor) return tensor.error();
    target->copy_(*tensor);
  }
  return {};
}

Result<BackboneWeights> readBackbone(const std::filesystem::path& file,
                                     std::optional<int64_t> heads) {
  const auto opened = BackboneFile::open(file, heads);
  if (!opened) return opened.error();
  BackboneWeights weights;
  weights.container = opened->container();
  weights.layout = opened->layout();
  weights.metadata = opened->metadata();
  for (const auto& source : opened->layout().tensors) {
    auto tensor = opened->read(source);
    if (!tensor) return tensor.error();
    weights.tensors.emplace(source.name, std::move(*tensor));
  }
  return weights;
}

Result<BackboneWeights> readResNet(const std::filesystem::path& file) {
  auto weights = readBackbone(file);
  if (weights && weights->layout.vit) return notResNet(weights->layout, file);
  return weights;
}

Result<ResNet> loadBackbone(const std::filesystem::path& file, int64_t lastStride) {
  const auto opened = BackboneFile::open(file);
  if (!opened) return opened.error();
  if (opened->layout().vit) return notResNet(opened->layout(), file);
  ResNetOptions options = resNetOptions(opened->layout().architecture);
  options.lastStride = lastStride;
  ResNet network(options);
  if (auto loaded = opened->loadInto(*network); !loaded) return loaded.error();
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
