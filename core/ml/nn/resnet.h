#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace maskwright::ml {

/// Shape of a residual network (He et al. 2016, torchvision's variant: stride in the 3x3 conv).
struct ResNetOptions {
  std::vector<int64_t> blocks;  ///< residual blocks of layer1..layer4
  bool bottleneck = false;      ///< 1x1-3x3-1x1 blocks with 4x expansion instead of two 3x3
  int64_t classes = 0;          ///< outputs of `fc`; 0 = no classifier
  /// Stride of layer4. 1 = its convolutions are dilated by 2 instead, so that the same weights give
  /// a map at 1/16 of the input whose even rows and columns are the strided map (a trous).
  int64_t lastStride = 2;
  /// Stride of layer3. 1 (with lastStride 1) = it is dilated by 2 and layer4 by 4: a map at 1/8.
  int64_t thirdStride = 2;
  bool operator==(const ResNetOptions&) const = default;
};

/// How the convolutions of a stage step and spread.
struct StageShape {
  int64_t stride;         ///< of the first block
  int64_t firstDilation;  ///< of the convolution that strides, or would have
  int64_t dilation;       ///< of all after it
};
/// Of layer1 (`stage` 0) to layer4 (3).
StageShape stageShape(const ResNetOptions& options, int stage);

/// One residual block of either kind; parameter names are torchvision's.
class ResidualBlockImpl : public torch::nn::Module {
 public:
  /// `inner` channels inside the block, `firstDilation` for the strided convolution, `dilation` for
  /// all after it.
  ResidualBlockImpl(bool bottleneck,
                    int64_t in,
                    int64_t inner,
                    int64_t stride,
                    int64_t firstDilation,
                    int64_t dilation);
  torch::Tensor forward(torch::Tensor x);

 private:
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, conv3{nullptr};
  torch::nn::BatchNorm2d bn1{nullptr}, bn2{nullptr}, bn3{nullptr};
  torch::nn::Sequential downsample{nullptr};
};
TORCH_MODULE(ResidualBlock);

/// Residual network with torchvision's parameter names and order. Convolutions start with Kaiming
/// normal (fan in), batch norms with 1 and 0.
class ResNetImpl : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument unless there are four positive block counts, the strides are 1 or
  /// 2 and lastStride is 1 if thirdStride is.
  explicit ResNetImpl(ResNetOptions options);

  /// x: B x 3 x H x W, normalised. Returns {stem after max pooling, layer1, .., layer4} at strides
  /// 4, 4, 8, 16 and 32 (16 with lastStride 1; 8 and 8 with thirdStride 1 too).
  std::vector<torch::Tensor> stages(torch::Tensor x);
  /// B x classes logits, or the layer4 map if there is no classifier.
  torch::Tensor forward(torch::Tensor x);
  /// Channels of stages()[stage].
  int64_t channels(int stage) const;
  const ResNetOptions& options() const { return options_; }

 private:
  torch::nn::Sequential makeLayer(int64_t inner, int64_t blocks, const StageShape& shape);

  ResNetOptions options_;
  int64_t in_ = 64;
  torch::nn::Conv2d conv1{nullptr};
  torch::nn::BatchNorm2d bn1{nullptr};
  std::vector<torch::nn::Sequential> layers_;
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(ResNet);

/// Options of "resnet18", "resnet34", "resnet50" or "resnet101"; throws std::invalid_argument for
/// another name (isResNet tells).
ResNetOptions resNetOptions(const std::string& architecture, int64_t classes = 0);
bool isResNet(const std::string& architecture);

}  // namespace maskwright::ml
