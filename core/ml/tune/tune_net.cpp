#include "core/ml/tune/tune_net.h"

#include "core/ml/tune/triplet_loss.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kChunk = 128;  // patches embedded at once
constexpr const char* kPrefix = "tune.";
constexpr const char* kBefore = "tune.before.";

torch::Tensor numbers(const std::vector<int64_t>& values) {
  return torch::tensor(values, torch::kInt64);
}

std::vector<int64_t> numbersOf(const torch::Tensor& tensor) {
  const torch::Tensor values = tensor.to(torch::kInt64).contiguous();
  return {values.data_ptr<int64_t>(), values.data_ptr<int64_t>() + values.numel()};
}

/// Up to `count` principal directions of the rows, unit length, the rest zero: count x D.
torch::Tensor principalRows(const torch::Tensor& rows, int64_t count) {
  const torch::Tensor centred = rows - rows.mean(0, /*keepdim=*/true);
  torch::Tensor out = torch::zeros({count, rows.size(1)}, rows.options());
  // Through the smaller Gram matrix: far fewer patches than features.
  const auto [values, vectors] = at::linalg_eigh(centred.mm(centred.t()).to(torch::kFloat64), "L");
  const int64_t most = std::min({count, rows.size(0) - 1, rows.size(1)});
  for (int64_t i = 0; i < most; ++i) {
    const int64_t at = rows.size(0) - 1 - i;  // rising order
    const double value = values[at].item<double>();
    if (value < 1e-9) break;
    out[i] = centred.t().mv(vectors.select(1, at).to(torch::kFloat32)) / std::sqrt(value);
  }
  return out;
}

}  // namespace

TuneNetImpl::TuneNetImpl(ResNet trunk, TuneNetOptions options)
    : options_(std::move(options)), trunk_(register_module("trunk", std::move(trunk))) {
  for (const auto& child : trunk_->named_children()) {
    const bool layer = child.key().starts_with("layer");
    const int stage = layer ? child.key().back() - '0' : 0;
    if (stage >= options_.firstStage) {
      stages_.push_back(child.value());
    } else {
      for (auto& parameter : child.value()->parameters()) parameter.set_requires_grad(false);
    }
  }
  if (options_.head == 0) return;
  blocks_ = options_.fixedBlocks;
  if (options_.firstStage <= kLastStage)
    blocks_.insert(blocks_.end(), 3, trunk_->channels(kLastStage));
  int64_t width = 0;
  for (const int64_t block : blocks_) width += block;
  head_ = register_parameter("head", torch::zeros({options_.head, width}));
  mean_ = register_buffer("mean", torch::zeros({width}));
  deviation_ = register_buffer("deviation", torch::ones({width}));
  start_ = head_.detach().clone();
}

void TuneNetImpl::train(bool on) {
  torch::nn::Module::train(false);
  for (auto& stage : stages_) stage->train(on);
}

torch::Tensor TuneNetImpl::lastMap(const torch::Tensor& maps) {
  if (options_.firstStage == 0) return trunk_->stages(maps).back();
  torch::Tensor map = maps;
  for (auto& stage : stages_) map = stage->as<torch::nn::SequentialImpl>()->forward(map);
  return map;
}

torch::Tensor TuneNetImpl::features(const PatchBatch& batch) {
  if (options_.firstStage > kLastStage) return batch.fixed;
  const torch::Tensor map = lastMap(batch.maps).to(torch::kFloat32);
  const torch::Tensor weight = at::adaptive_avg_pool2d(batch.inside, {map.size(2), map.size(3)});
  return torch::cat({batch.fixed, pooled(map, weight), map.mean({2, 3}), pooled(map, 1 - weight)},
                    1);
}

torch::Tensor TuneNetImpl::standardised(const torch::Tensor& raw) const {
  std::vector<torch::Tensor> units;
  for (const auto& block : ((raw - mean_) / deviation_).split_with_sizes(blocks_, 1))
    units.push_back(unitFeatures(block));
  return torch::cat(units, 1) / std::sqrt(static_cast<double>(blocks_.size()));
}

torch::Tensor TuneNetImpl::forward(const PatchBatch& batch) {
  if (options_.head == 0) return unitFeatures(lastMap(batch.maps).to(torch::kFloat32));
  return unitFeatures(standardised(features(batch)).mm(head_.t()));
}

void TuneNetImpl::fit(const PatchBatch& patches) {
  if (options_.head == 0) return;
  const torch::NoGradGuard noGrad;
  train(false);
  std::vector<torch::Tensor> parts;
  for (int64_t from = 0; from < patches.size(); from += kChunk) {
    std::vector<int64_t> rows;
    for (int64_t i = from; i < std::min(from + kChunk, patches.size()); ++i) rows.push_back(i);
    parts.push_back(features(patches.select(rows)));
  }
  const torch::Tensor raw = torch::cat(parts);
  mean_.copy_(raw.mean(0));
  deviation_.copy_(raw.std(0, /*unbiased=*/false) + 1e-6);
  head_.copy_(principalRows(standardised(raw), options_.head));
  start_ = head_.detach().clone();
}

torch::Tensor TuneNetImpl::drift() {
  if (options_.head == 0) return torch::zeros({});
  return 0.5 * (head_ - start_).square().sum();
}

torch::Tensor TuneNetImpl::embed(const PatchBatch& batch) {
  const torch::NoGradGuard noGrad;
  train(false);
  std::vector<torch::Tensor> parts;
  const int64_t count = batch.maps.defined() ? batch.maps.size(0) : batch.size();
  for (int64_t from = 0; from < count; from += kChunk) {
    std::vector<int64_t> rows;
    for (int64_t i = from; i < std::min(from + kChunk, count); ++i) rows.push_back(i);
    parts.push_back(forward(batch.select(rows)));
  }
  return parts.empty() ? torch::empty({0, options_.head}) : torch::cat(parts);
}

Result<void> writeTuneNet(const std::filesystem::path& file,
                          TuneNet& net,
                          const ResNetImpl& before,
                          const std::map<std::string, std::string>& metadata) {
  TensorMap tensors = moduleTensors(*net->trunk());
  for (auto& [name, tensor] : moduleTensors(*net)) {
    if (name.find('.') == std::string::npos) tensors[kPrefix + name] = tensor;
  }
  const auto& options = net->options();
  for (auto& [name, tensor] : moduleTensors(before)) {
    const bool trained =
        name.starts_with("layer") ? name[5] - '0' >= options.firstStage : options.firstStage == 0;
    if (trained && !name.starts_with("fc")) tensors[kBefore + name] = tensor;
  }
  tensors[std::string(kPrefix) + "first_stage"] = numbers({options.firstStage});
  tensors[std::string(kPrefix) + "fixed_blocks"] = numbers(options.fixedBlocks);
  return writeSafetensors(file, tensors, metadata);
}

Result<StoredTuneNet> readTuneNet(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto trunk = loadBackbone(file, /*lastStride=*/2);
  if (!trunk) return trunk.error();
  const std::string prefix = kPrefix;
  const auto& tensors = content->tensors;
  const auto has = [&](const char* name) { return tensors.count(prefix + name) > 0; };
  if (!has("first_stage") || !has("fixed_blocks") || !has("head"))
    return Error{ErrorKind::Conflict, "holds no network of Mix-and-Match tuning", file};
  TuneNetOptions options;
  options.firstStage = static_cast<int>(numbersOf(tensors.at(prefix + "first_stage")).at(0));
  options.fixedBlocks = numbersOf(tensors.at(prefix + "fixed_blocks"));
  options.head = tensors.at(prefix + "head").size(0);
  TuneNet net(*trunk, options);
  const torch::NoGradGuard noGrad;
  for (auto& item : net->named_parameters(/*recurse=*/false)) {
    if (tensors.at(prefix + item.key()).sizes() != item.value().sizes())
      return Error{ErrorKind::Conflict, "a tensor of the head has another shape", file};
    item.value().copy_(tensors.at(prefix + item.key()));
  }
  for (auto& item : net->named_buffers(/*recurse=*/false)) {
    if (!has(item.key().c_str()) || tensors.at(prefix + item.key()).sizes() != item.value().sizes())
      return Error{ErrorKind::Conflict, "a tensor of the head has another shape", file};
    item.value().copy_(tensors.at(prefix + item.key()));
  }
  net->train(false);
  auto before = loadBackbone(file, /*lastStride=*/2);
  if (!before) return before.error();
  TensorMap earlier;
  for (const auto& [name, tensor] : tensors)
    if (name.starts_with(kBefore)) earlier[name] = tensor;
  if (const auto loaded = loadModule(**before, earlier, kBefore); !loaded) return loaded.error();
  return StoredTuneNet{net, *before, content->metadata};
}

}  // namespace maskwright::ml
