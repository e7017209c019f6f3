#include "core/ml/nn/resnet.h"

#include "core/ml/nn/small_map_conv.h"

#include <map>
#include <stdexcept>

namespace maskwright::ml {
namespace {

torch::nn::Conv2d conv(
    int64_t in, int64_t out, int64_t kernel, int64_t stride = 1, int64_t dilation = 1) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                               .stride(stride)
                               .padding(kernel / 2 * dilation)
                               .dilation(dilation)
                               .bias(false));
}

const std::map<std::string, ResNetOptions>& knownNetworks() {
  static const std::map<std::string, ResNetOptions> known{{"resnet18", {{2, 2, 2, 2}, false}},
                                                          {"resnet34", {{3, 4, 6, 3}, false}},
                                                          {"resnet50", {{3, 4, 6, 3}, true}},
                                                          {"resnet101", {{3, 4, 23, 3}, true}}};
  return known;
}

}  // namespace

StageShape stageShape(const ResNetOptions& options, int stage) {
  const int64_t stride = stage == 0   ? 1
                         : stage == 2 ? options.thirdStride
                         : stage == 3 ? options.lastStride
                                      : 2;
  // The convolution that would have strided still sees the map of the stage before, undecimated: it
  // is spread as much as that one's.
  const int64_t before = stage == 3 && options.thirdStride == 1 ? 2 : 1;
  const bool dilate = stage > 0 && stride == 1;
  return {stride, before, dilate ? 2 * before : before};
}

ResidualBlockImpl::ResidualBlockImpl(bool bottleneck,
                                     int64_t in,
                                     int64_t inner,
                                     int64_t stride,
                                     int64_t firstDilation,
                                     int64_t dilation) {
  const int64_t out = bottleneck ? inner * 4 : inner;
  if (bottleneck) {
    conv1 = register_module("conv1", conv(in, inner, 1));
    bn1 = register_module("bn1", torch::nn::BatchNorm2d(inner));
    conv2 = register_module("conv2", conv(inner, inner, 3, stride, firstDilation));
    bn2 = register_module("bn2", torch::nn::BatchNorm2d(inner));
    conv3 = register_module("conv3", conv(inner, out, 1));
    bn3 = register_module("bn3", torch::nn::BatchNorm2d(out));
  } else {
    conv1 = register_module("conv1", conv(in, inner, 3, stride, firstDilation));
    bn1 = register_module("bn1", torch::nn::BatchNorm2d(inner));
    conv2 = register_module("conv2", conv(inner, out, 3, 1, dilation));
    bn2 = register_module("bn2", torch::nn::BatchNorm2d(out));
  }
  if (stride != 1 || in != out) {
    downsample = register_module(
        "downsample", torch::nn::Sequential(conv(in, out, 1, stride), torch::nn::BatchNorm2d(out)));
  }
}

torch::Tensor ResidualBlockImpl::forward(torch::Tensor x) {
  torch::Tensor y = bn1(convolve(conv1, x)).relu_();
  y = bn2(convolve(conv2, y));
  if (conv3) y = bn3(conv3(y.relu_()));
  return y.add_(downsample ? downsample->forward(x) : x).relu_();
}

ResNetImpl::ResNetImpl(ResNetOptions options) : options_(std::move(options)) {
  const auto known = [](int64_t stride) { return stride == 1 || stride == 2; };
  if (options_.blocks.size() != 4 || !known(options_.lastStride) || !known(options_.thirdStride) ||
      options_.lastStride > options_.thirdStride) {
    throw std::invalid_argument("ResNet: four block counts and strides of 1 or 2 expected");
  }
  conv1 = register_module("conv1", conv(3, 64, 7, 2));
  bn1 = register_module("bn1", torch::nn::BatchNorm2d(64));
  for (int stage = 0; stage < 4; ++stage) {
    if (options_.blocks[stage] < 1) throw std::invalid_argument("ResNet: a stage without blocks");
    layers_.push_back(register_module(
        "layer" + std::to_string(stage + 1),
        makeLayer(64 << stage, options_.blocks[stage], stageShape(options_, stage))));
  }
  if (options_.classes > 0) {
    fc = register_module("fc", torch::nn::Linear(in_, options_.classes));
  }
  for (auto& module : modules(/*include_self=*/false)) {
    if (auto* convolution = module->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(convolution->weight, 0.0, torch::kFanIn, torch::kReLU);
    }
  }
}

torch::nn::Sequential ResNetImpl::makeLayer(int64_t inner,
                                            int64_t blocks,
                                            const StageShape& shape) {
  torch::nn::Sequential layer;
  for (int64_t block = 0; block < blocks; ++block) {
    layer->push_back(ResidualBlock(options_.bottleneck,
                                   in_,
                                   inner,
                                   block == 0 ? shape.stride : 1,
                                   block == 0 ? shape.firstDilation : shape.dilation,
                                   shape.dilation));
    in_ = options_.bottleneck ? inner * 4 : inner;
  }
  return layer;
}

std::vector<torch::Tensor> ResNetImpl::stages(torch::Tensor x) {
  x = torch::max_pool2d(bn1(conv1(x)).relu_(),
                        /*kernel_size=*/3,
                        /*stride=*/2,
                        /*padding=*/1);
  std::vector<torch::Tensor> maps{x};
  for (auto& layer : layers_) maps.push_back(layer->forward(maps.back()));
  return maps;
}

torch::Tensor ResNetImpl::forward(torch::Tensor x) {
  x = torch::max_pool2d(bn1(conv1(x)).relu_(), 3, 2, 1);
  for (auto& layer : layers_) x = layer->forward(x);
  return fc ? fc(x.mean({2, 3})) : x;
}

int64_t ResNetImpl::channels(int stage) const {
  if (stage == 0) return 64;
  return (int64_t{64} << (stage - 1)) * (options_.bottleneck ? 4 : 1);
}

ResNetOptions resNetOptions(const std::string& architecture, int64_t classes) {
  const auto found = knownNetworks().find(architecture);
  if (found == knownNetworks().end()) {
    throw std::invalid_argument("unknown ResNet: " + architecture);
  }
  ResNetOptions options = found->second;
  options.classes = classes;
  return options;
}

bool isResNet(const std::string& architecture) {
  return knownNetworks().count(architecture) > 0;
}

}  // namespace maskwright::ml
