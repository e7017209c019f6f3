#include "core/ml/pretrain/slotcon_model.h"

#include "core/ml/weights/load_module.h"

#include <charconv>
#include <cmath>

namespace maskwright::ml {
namespace nn = torch::nn;
namespace {

constexpr double kHeadDeviation = 0.02;

/// As published for training from scratch: convolutions by fan out, and residual branches that
/// start at nothing.
void initialize(ResNetImpl& backbone, bool bottleneck) {
  const torch::NoGradGuard noGrad;
  const std::string last = bottleneck ? ".bn3.weight" : ".bn2.weight";
  for (auto& item : backbone.named_parameters()) {
    if (item.value().dim() == 4) {
      nn::init::kaiming_normal_(item.value(), 0.0, torch::kFanOut, torch::kReLU);
    } else if (item.key().ends_with(last)) {
      item.value().zero_();
    }
  }
}

}  // namespace

SlotHeadImpl::SlotHeadImpl(int64_t in, int64_t hidden, int64_t out, bool dense) {
  layers_ = nn::Sequential();
  const auto add = [&](int64_t from, int64_t to, bool last) {
    if (dense) {
      layers_->push_back(nn::Conv2d(nn::Conv2dOptions(from, to, 1)));
      if (!last) layers_->push_back(nn::BatchNorm2d(to));
    } else {
      layers_->push_back(nn::Linear(from, to));
      if (!last) layers_->push_back(nn::BatchNorm1d(to));
    }
    if (!last) layers_->push_back(nn::GELU());
  };
  add(in, hidden, false);
  add(hidden, hidden, false);
  add(hidden, out, true);
  register_module("layers", layers_);
  const torch::NoGradGuard noGrad;
  for (auto& item : named_parameters()) {
    if (item.value().dim() > 1) {
      item.value().normal_(0, kHeadDeviation);
    } else if (item.key().ends_with("bias")) {
      item.value().zero_();
    }
  }
}

torch::Tensor SlotHeadImpl::forward(const torch::Tensor& x) {
  return layers_->forward(x);
}

SlotConEncoderImpl::SlotConEncoderImpl(const SlotConOptions& options) {
  auto shape = resNetOptions(options.architecture);
  shape.lastStride = options.lastStride;
  backbone_ = register_module("backbone", ResNet(shape));
  initialize(*backbone_, shape.bottleneck);
  projector_ = register_module(
      "projector", SlotHead(backbone_->channels(4), options.hidden, options.dimension, true));
  // Published: deviation 1. Only directions count, so this is the same start; but a step of AdamW
  // turns a short vector further, and short schedules need that.
  const double deviation = 1 / std::sqrt(static_cast<double>(options.dimension));
  prototypes = register_parameter(
      "prototypes", torch::randn({options.prototypes, options.dimension}) * deviation);
}

torch::Tensor SlotConEncoderImpl::forward(const torch::Tensor& images) {
  return projector_(backbone_->forward(images));
}

SlotConStudentImpl::SlotConStudentImpl(const SlotConOptions& options) {
  encoder = register_module("encoder", SlotConEncoder(options));
  predictor = register_module(
      "predictor", SlotHead(options.dimension, options.hidden, options.dimension, false));
}

Result<void> writeSlotConTeacher(const std::filesystem::path& file,
                                 const SlotConEncoder& teacher,
                                 const torch::Tensor& centre,
                                 const SlotConOptions& options,
                                 const std::string& provenance) {
  TensorMap tensors = moduleTensors(*teacher, "teacher.");
  tensors["centre"] = centre;
  return writeSafetensors(file,
                          tensors,
                          {{"kind", "slotcon"},
                           {"profile", options.profile},
                           {"architecture", options.architecture},
                           {"last_stride", std::to_string(options.lastStride)},
                           {"crop", std::to_string(options.crop)},
                           {"provenance", provenance}});
}

Result<SlotConTeacher> readSlotConTeacher(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  const auto unusable = [&](const char* why) {
    return Error{ErrorKind::Unreadable, why, file.string()};
  };
  const auto& metadata = content->metadata;
  const auto kind = metadata.find("kind");
  if (kind == metadata.end() || kind->second != "slotcon") return unusable("no SlotCon model");
  const auto text = [&](const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end() ? std::string() : found->second;
  };
  const auto number = [&](const char* name) {
    const std::string digits = text(name);
    int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  };
  SlotConOptions options;
  options.architecture = text("architecture");
  options.lastStride = number("last_stride");
  const auto prototypes = tensors.find("teacher.prototypes");
  const auto first = tensors.find("teacher.projector.layers.0.weight");
  if (!isResNet(options.architecture) || options.lastStride < 1 || options.lastStride > 2 ||
      number("crop") < 32 || prototypes == tensors.end() || prototypes->second.dim() != 2 ||
      first == tensors.end() || first->second.dim() != 4 || !tensors.count("centre"))
    return unusable("the SlotCon model is not complete");
  options.prototypes = prototypes->second.size(0);
  options.dimension = prototypes->second.size(1);
  options.hidden = first->second.size(0);
  SlotConTeacher teacher;
  teacher.encoder = SlotConEncoder(options);
  const auto report = loadModule(*teacher.encoder, tensors, "teacher.");
  if (!report) return report.error();
  if (!report->missing.empty()) return unusable("the SlotCon model is not complete");
  teacher.encoder->eval();
  teacher.centre = tensors["centre"].to(torch::kFloat32);
  if (teacher.centre.sizes() != torch::IntArrayRef{options.prototypes})
    return unusable("the SlotCon model is not complete");
  teacher.crop = number("crop");
  teacher.provenance = text("provenance");
  return teacher;
}

}  // namespace maskwright::ml
