#include "core/ml/segment/deeplab_net.h"

namespace maskwright::ml {
namespace {
namespace nn = torch::nn;

/// Adds convolution without bias, batch norm and ReLU.
void addUnit(nn::Sequential& unit, int64_t in, int64_t out, int64_t kernel, int64_t dilation = 1) {
  unit->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, kernel)
                                 .padding(kernel / 2 * dilation)
                                 .dilation(dilation)
                                 .bias(false)));
  unit->push_back(nn::BatchNorm2d(out));
  unit->push_back(nn::ReLU());
}

}  // namespace

DeepLabNetImpl::DeepLabNetImpl(const DeepLabProfile& profile, int64_t classes) {
  backbone_ = register_module("backbone", ResNet(profile.backbone()));
  const int64_t in = backbone_->channels(4), out = profile.headChannels;
  nn::ModuleList convs;
  const auto branch = [&](int64_t kernel, int64_t dilation) {
    nn::Sequential unit;
    addUnit(unit, in, out, kernel, dilation);
    convs->push_back(unit);
    branches_.push_back(unit);
  };
  branch(1, 1);
  const auto rates = profile.mapRates();
  for (const int64_t rate : rates) branch(3, rate);
  mean_ = nn::Sequential(nn::AdaptiveAvgPool2d(1));
  addUnit(mean_, in, out, 1);
  convs->push_back(mean_);
  addUnit(project_ = nn::Sequential(), out * static_cast<int64_t>(rates.size() + 2), out, 1);
  project_->push_back(nn::Dropout(profile.dropout));

  const auto pyramid = std::make_shared<nn::Module>();
  pyramid->register_module("convs", convs);
  pyramid->register_module("project", project_);
  last_ = nn::Sequential();
  addUnit(last_, out, out, 3);
  last_->push_back(nn::Conv2d(nn::Conv2dOptions(out, classes, 1)));
  const auto head = register_module("head", std::make_shared<nn::Module>());
  head->register_module("0", pyramid);
  for (size_t i = 0; i < last_->size(); ++i)
    head->register_module(std::to_string(i + 1), last_->ptr(i));
  for (const auto& module : head->modules(/*include_self=*/false)) {
    if (auto* convolution = module->as<nn::Conv2d>())
      nn::init::kaiming_normal_(convolution->weight, 0.0, torch::kFanIn, torch::kReLU);
  }
  // Equal chances of all classes at first.
  nn::init::normal_(last_->ptr(last_->size() - 1)->as<nn::Conv2d>()->weight, 0.0, 0.01);
  nn::init::zeros_(last_->ptr(last_->size() - 1)->as<nn::Conv2d>()->bias);
  for (const auto& part : backbone_->named_children()) {
    if (part.key() == "layer3" || part.key() == "layer4") continue;
    for (auto& parameter : part.value()->parameters()) parameter.set_requires_grad(false);
  }
  train();
}

void DeepLabNetImpl::train(bool on) {
  nn::Module::train(on);
  for (const auto& part : backbone_->named_children())
    if (part.key() != "layer3" && part.key() != "layer4") part.value()->eval();
}

torch::Tensor DeepLabNetImpl::forward(const torch::Tensor& x) {
  const auto map = backbone_->forward(x);
  std::vector<torch::Tensor> parts;
  for (auto& branch : branches_) parts.push_back(branch->forward(map));
  parts.push_back(mean_->forward(map).expand({-1, -1, map.size(2), map.size(3)}));
  return last_->forward(project_->forward(torch::cat(parts, 1)));
}

}  // namespace maskwright::ml
