#include "core/ml/nn/folded_resnet.h"

namespace maskwright::ml {

FoldedResNet::Convolution FoldedResNet::fold(const ResNetImpl& network,
                                             const std::string& convolution,
                                             const std::string& norm,
                                             int64_t stride,
                                             int64_t dilation) const {
  constexpr double kEpsilon = 1e-5;  // of torch::nn::BatchNorm2d
  const auto parameters = network.named_parameters();
  const auto buffers = network.named_buffers();
  const auto wide = [](const torch::Tensor& t) { return t.detach().to(torch::kFloat64); };
  const torch::Tensor weight = wide(parameters[convolution + ".weight"]);
  const torch::Tensor scale =
      wide(parameters[norm + ".weight"]) / (wide(buffers[norm + ".running_var"]) + kEpsilon).sqrt();
  const torch::Tensor bias =
      wide(parameters[norm + ".bias"]) - wide(buffers[norm + ".running_mean"]) * scale;
  const auto type = precision_.bfloat16 ? torch::kBFloat16 : torch::kFloat32;
  Convolution folded;
  folded.weight = (weight * scale.view({-1, 1, 1, 1})).to(type);
  if (precision_.channelsLast) {
    folded.weight = folded.weight.contiguous(torch::MemoryFormat::ChannelsLast);
  }
  folded.bias = bias.to(type);
  folded.stride = stride;
  folded.dilation = dilation;
  folded.padding = weight.size(2) / 2 * dilation;
  return folded;
}

FoldedResNet::FoldedResNet(const ResNetImpl& network, const Precision& precision)
    : precision_(precision) {
  const torch::NoGradGuard noGrad;
  const ResNetOptions& options = network.options();
  stem_ = fold(network, "conv1", "bn1", 2, 1);
  channels_.push_back(network.channels(0));
  for (int stage = 0; stage < 4; ++stage) {
    channels_.push_back(network.channels(stage + 1));
    const StageShape shape = stageShape(options, stage);
    std::vector<Block> layer;
    for (int64_t b = 0; b < options.blocks[stage]; ++b) {
      const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(b) + ".";
      const int64_t stride = b == 0 ? shape.stride : 1;
      const int64_t first = b == 0 ? shape.firstDilation : shape.dilation;
      Block block;
      if (options.bottleneck) {
        block.path = {fold(network, name + "conv1", name + "bn1", 1, 1),
                      fold(network, name + "conv2", name + "bn2", stride, first),
                      fold(network, name + "conv3", name + "bn3", 1, 1)};
      } else {
        block.path = {fold(network, name + "conv1", name + "bn1", stride, first),
                      fold(network, name + "conv2", name + "bn2", 1, shape.dilation)};
      }
      if (network.named_parameters().contains(name + "downsample.0.weight")) {
        block.shortcut = {fold(network, name + "downsample.0", name + "downsample.1", stride, 1)};
      }
      layer.push_back(std::move(block));
    }
    layers_.push_back(std::move(layer));
  }
}

torch::Tensor FoldedResNet::Convolution::operator()(const torch::Tensor& x) const {
  return torch::conv2d(x, weight, bias, stride, padding, dilation);
}

std::vector<torch::Tensor> FoldedResNet::stages(const torch::Tensor& input) const {
  const c10::InferenceMode inference;
  torch::Tensor x = input.to(stem_.weight.device(), stem_.weight.scalar_type());
  if (precision_.channelsLast) x = x.contiguous(torch::MemoryFormat::ChannelsLast);
  x = torch::max_pool2d(stem_(x).relu_(), 3, 2, 1);
  std::vector<torch::Tensor> maps{x};
  for (const auto& layer : layers_) {
    for (const Block& block : layer) {
      torch::Tensor y = x;
      for (size_t i = 0; i < block.path.size(); ++i) {
        y = block.path[i](y);
        if (i + 1 < block.path.size()) y.relu_();
      }
      x = y.add_(block.shortcut.empty() ? x : block.shortcut[0](x)).relu_();
    }
    maps.push_back(x);
  }
  return maps;
}

}  // namespace maskwright::ml
