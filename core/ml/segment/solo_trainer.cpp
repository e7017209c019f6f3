#include "core/ml/segment/solo_trainer.h"

#include "core/ml/nn/adamw.h"
#include "core/ml/nn/augment.h"
#include "core/ml/nn/momentum_sgd.h"
#include "core/ml/weights/load_module.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace maskwright::ml {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void toChannelsLast(torch::nn::Module& module) {
  for (auto& p : module.parameters()) {
    if (p.dim() == 4) p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
  }
}

std::string fingerprint(const SoloTrainOptions& options) {
  return options.profile.json() + " seed " + std::to_string(options.seed);
}

std::unique_ptr<Optimizer> makeOptimizer(const SoloNetImpl& net, const SoloSchedule& schedule) {
  if (schedule.optimizer == SoloOptimizer::Sgd)
    return std::make_unique<MomentumSgd>(net, schedule.momentum, schedule.weightDecay);
  const double backbone = schedule.backboneRate;
  return std::make_unique<AdamW>(net,
                                 AdamW::Options{.weightDecay = schedule.weightDecay},
                                 [backbone](const std::string& name) {
                                   return name.rfind("backbone", 0) == 0 ? backbone : 1.0;
                                 });
}

}  // namespace

SoloTrainer::SoloTrainer(SoloTrainOptions options, Precision precision)
    : options_(std::move(options)), precision_(precision) {
  torch::manual_seed(options_.seed);
  net_ = SoloNet(options_.profile);
  if (precision_.channelsLast) toChannelsLast(*net_);
  optimizer_ = makeOptimizer(*net_, options_.profile.schedule);
}

Result<void> SoloTrainer::initializeBackbone(const TensorMap& weights, const std::string& prefix) {
  const auto report = loadModule(*net_->backbone(), weights, prefix);
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Conflict, "the weights lack " + report->missing.front(), ""};
  }
  return {};
}

double SoloTrainer::fraction() const {
  if (options_.minutes > 0) return elapsedS_ / (60 * options_.minutes);
  const auto all = options_.iterations > 0 ? options_.iterations : options_.profile.iterations;
  return static_cast<double>(step_) / static_cast<double>(all);
}

double SoloTrainer::learningRate(double fraction) const {
  const auto& schedule = options_.profile.schedule;
  const double warm = std::min(1.0, 0.01 + fraction / schedule.warmUp);
  const double fall = schedule.cosine ? 0.05 + 0.95 * 0.5 * (1 + std::cos(M_PI * fraction)) : 1;
  return schedule.learningRate * warm * fall;
}

SoloProgress SoloTrainer::step(const SoloBatch& batch, double fraction) {
  if (!lanes_ && batch.images.device().is_cpu()) lanes_ = lanesFor(options_.profile.batch);
  SoloPass pass(net_, batch.images, precision_, lanes_.get());
  const auto& output = pass.output();
  std::vector<SoloTargets> targets;
  const int64_t h = output.maskFeatures.size(2), w = output.maskFeatures.size(3);
  for (const auto& instances : batch.instances) {
    targets.push_back(assignTargets(instances,
                                    options_.profile.levels,
                                    options_.profile.scale(),
                                    h,
                                    w,
                                    options_.negativeWeight));
  }
  const auto& profile = options_.profile;
  const double warm = std::min(1.0, fraction / profile.schedule.affinityWarmUp);
  const SoloLossOptions loss{
      .freePixels = profile.freePixels * (1 - profile.freePixelsFade * fraction),
      .maxTargetsPerLevel = profile.maxTargetsPerLevel};
  const auto losses = soloLoss(output, targets, batch.instances, batch.similarity, warm, loss);
  pass.backward(losses.total);
  const double gradient = optimizer_->step(learningRate(fraction), profile.schedule.clipNorm);
  ++step_;
  SoloProgress progress;
  progress.step = step_;
  const std::pair<const char*, const torch::Tensor&> named[] = {
      {"total", losses.total},
      {"max", losses.maxProjection},
      {"average", losses.averageProjection},
      {"affinity", losses.affinity},
      {"category", losses.category},
      {"embedding", losses.embedding},
      {"verified", losses.verified},
      {"pixels", losses.freePixels}};
  for (const auto& [name, value] : named) progress.losses[name] = value.item<double>();
  progress.losses["gradient"] = gradient;
  return progress;
}

Result<SoloProgress> SoloTrainer::train(const SoloImageLists& images,
                                        const SoloSampleLoader& loader,
                                        const std::filesystem::path& checkpoint,
                                        const CancelToken& cancel,
                                        const std::function<void(const SoloProgress&)>& report) {
  SoloDraw draw(images, options_.shares, loader, options_.profile.batch);
  if (draw.empty()) return Error{ErrorKind::WrongUse, "there is nothing to train on", ""};
  const OneBlasThread oneBlasThread;
  SoloProgress progress;
  auto lastSave = Clock::now();
  while (fraction() < 1 && !cancel.stop_requested()) {
    const auto start = Clock::now();
    auto generator = stepGenerator(options_.seed ^ 0x5010, step_);
    torch::manual_seed(options_.seed + static_cast<uint64_t>(step_));
    auto samples = draw.next(generator);
    if (samples.empty()) return Error{ErrorKind::Unreadable, "no training image can be read", ""};
    const auto batch = makeSoloBatch(std::move(samples), options_.profile.views, generator);
    progress = step(batch, std::min(1.0, fraction()));
    elapsedS_ += secondsSince(start);
    progress.elapsedS = elapsedS_;
    progress.fraction = std::min(1.0, fraction());
    if (report) report(progress);
    if (secondsSince(lastSave) >= options_.checkpointEveryS) {
      if (auto saved = save(checkpoint); !saved) return saved.error();
      lastSave = Clock::now();
    }
  }
  if (auto saved = save(checkpoint); !saved) return saved.error();
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "training stopped", ""};
  progress.step = step_;
  return progress;
}

Result<void> SoloTrainer::save(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*net_, "net.");
  tensors.merge(optimizer_->state("optimizer."));
  tensors["step"] = torch::tensor({step_});
  tensors["elapsed"] = torch::tensor({elapsedS_}, torch::kFloat64);
  return writeSafetensors(file,
                          tensors,
                          {{"settings", fingerprint(options_)},
                           {"profile", options_.profile.name},
                           {"architecture", options_.profile.architecture}});
}

Result<void> SoloTrainer::resume(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  if (content->metadata["settings"] != fingerprint(options_)) {
    return Error{ErrorKind::Conflict, "the checkpoint was made with other settings", file.string()};
  }
  const auto report = loadModule(*net_, tensors, "net.");
  if (!report) return report.error();
  if (!report->missing.empty() || !tensors.count("step") || !tensors.count("elapsed") ||
      !optimizer_->load(tensors, "optimizer.")) {
    return Error{ErrorKind::Unreadable, "the checkpoint is not complete", file.string()};
  }
  step_ = tensors["step"].item<int64_t>();
  elapsedS_ = tensors["elapsed"].item<double>();
  return {};
}

Result<SoloNet> loadSolo(const std::filesystem::path& file, SoloProfile profile) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  const auto backbone = content->metadata.find("architecture");
  if (backbone != content->metadata.end()) profile.architecture = backbone->second;
  SoloNet net(profile);
  const auto report = loadModule(*net, content->tensors, "net.");
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Unreadable, "the file lacks " + report->missing.front(), file.string()};
  }
  toChannelsLast(*net);
  net->eval();
  return net;
}

SoloPrediction predictSolo(SoloNet& net,
                           const torch::Tensor& image,
                           const Precision& precision,
                           const SoloInferenceOptions& options) {
  const torch::NoGradGuard noGrad;
  net->eval();
  SoloPrediction prediction;
  prediction.height = image.size(1);
  prediction.width = image.size(2);
  const auto up = [](int64_t side) { return (side + kCanvasStep - 1) / kCanvasStep * kCanvasStep; };
  auto input = torch::zeros({1, 3, up(image.size(1)), up(image.size(2))});
  input[0].narrow(1, 0, image.size(1)).narrow(2, 0, image.size(2)).copy_(normalizeImage(image));
  if (precision.channelsLast) input = input.contiguous(at::MemoryFormat::ChannelsLast);
  SoloOutput output;
  {
    const AutocastGuard autocast(torch::kCPU, precision);
    output = net->forward(input);
  }
  prediction.detections = soloDetections(output, 0, options);
  for (size_t i = 0; i < output.maps.size(); ++i) {
    const int64_t stride = i == 0 ? 16 : 32;
    const auto part = [&](int64_t side) { return std::max<int64_t>(1, side / stride); };
    prediction.maps.push_back(output.maps[i][0]
                                  .narrow(1, 0, part(image.size(1)))
                                  .narrow(2, 0, part(image.size(2)))
                                  .to(torch::kFloat32));
  }
  return prediction;
}

}  // namespace maskwright::ml
