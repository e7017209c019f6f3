#include "core/ml/segment/network_trainer.h"

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

std::unique_ptr<Optimizer> makeOptimizer(const torch::nn::Module& net,
                                         const SoloSchedule& schedule) {
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

NetworkTrainer::NetworkTrainer(TrainingPlan plan, TrainOptions options, Precision precision)
    : plan_(std::move(plan)), common_(std::move(options)), precision_(precision) {
  torch::manual_seed(common_.seed);
}

void NetworkTrainer::adopt(std::shared_ptr<torch::nn::Module> net, ResNet backbone) {
  module_ = std::move(net);
  backbone_ = std::move(backbone);
  if (precision_.channelsLast) toChannelsLast(*module_);
  optimizer_ = makeOptimizer(*module_, plan_.schedule);
}

Lanes* NetworkTrainer::lanes(const torch::Device& device) {
  if (!lanes_ && device.is_cpu()) lanes_ = lanesFor(plan_.batch);
  return device.is_cpu() ? lanes_.get() : nullptr;
}

std::string NetworkTrainer::fingerprint() const {
  return plan_.json + " seed " + std::to_string(common_.seed);
}

SegmenterProgress NetworkTrainer::update(const NamedLosses& losses, double fraction) {
  SegmenterProgress progress;
  for (const auto& [name, value] : losses) progress.losses[name] = value.item<double>();
  progress.losses["gradient"] = optimizer_->step(learningRate(fraction), plan_.schedule.clipNorm);
  progress.step = ++step_;
  return progress;
}

Result<void> NetworkTrainer::initializeBackbone(const TensorMap& weights,
                                                const std::string& prefix) {
  const auto report = loadModule(*backbone_, weights, prefix);
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Conflict, "the weights lack " + report->missing.front(), ""};
  }
  return {};
}

double NetworkTrainer::fraction() const {
  if (common_.minutes > 0) return elapsedS_ / (60 * common_.minutes);
  const auto all = common_.iterations > 0 ? common_.iterations : plan_.iterations;
  return static_cast<double>(step_) / static_cast<double>(all);
}

double NetworkTrainer::learningRate(double fraction) const {
  const auto& schedule = plan_.schedule;
  const double warm = schedule.warmUp > 0 ? std::min(1.0, 0.01 + fraction / schedule.warmUp) : 1.0;
  const double fall = schedule.cosine ? 0.05 + 0.95 * 0.5 * (1 + std::cos(M_PI * fraction)) : 1;
  const double drop = schedule.tenthFrom > 0 && fraction >= schedule.tenthFrom ? 0.1 : 1;
  return schedule.learningRate * warm * fall * drop;
}

Result<SegmenterProgress> NetworkTrainer::loop(
    const Step& step,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const SegmenterProgress&)>& report) {
  const OneBlasThread oneBlasThread;
  SegmenterProgress progress;
  auto lastSave = Clock::now();
  while (fraction() < 1 && !cancel.stop_requested()) {
    const auto start = Clock::now();
    auto generator = stepGenerator(common_.seed ^ 0x5010, step_);
    torch::manual_seed(common_.seed + static_cast<uint64_t>(step_));
    auto done = step(generator, std::min(1.0, fraction()));
    if (!done) return done.error();
    progress = std::move(*done);
    elapsedS_ += secondsSince(start);
    progress.elapsedS = elapsedS_;
    progress.fraction = std::min(1.0, fraction());
    if (report) report(progress);
    if (secondsSince(lastSave) >= common_.checkpointEveryS) {
      if (auto saved = save(checkpoint); !saved) return saved.error();
      lastSave = Clock::now();
    }
  }
  if (auto saved = save(checkpoint); !saved) return saved.error();
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "training stopped", ""};
  progress.step = step_;
  return progress;
}

Result<void> NetworkTrainer::save(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*module_, "net.");
  tensors.merge(optimizer_->state("optimizer."));
  tensors["step"] = torch::tensor({step_});
  tensors["elapsed"] = torch::tensor({elapsedS_}, torch::kFloat64);
  return writeSafetensors(
      file,
      tensors,
      {{"settings", fingerprint()}, {"profile", plan_.name}, {"architecture", plan_.architecture}});
}

Result<void> NetworkTrainer::writeWeights(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*module_, "net.");
  for (auto& [name, tensor] : tensors) {
    if (tensor.dim() > 1) tensor = tensor.to(torch::kHalf);
  }
  return writeSafetensors(
      file, tensors, {{"profile", plan_.name}, {"architecture", plan_.architecture}});
}

Result<void> NetworkTrainer::resume(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  if (content->metadata["settings"] != fingerprint()) {
    return Error{ErrorKind::Conflict, "the checkpoint was made with other settings", file.string()};
  }
  const auto report = loadModule(*module_, tensors, "net.");
  if (!report) return report.error();
  if (!report->missing.empty() || !tensors.count("step") || !tensors.count("elapsed") ||
      !optimizer_->load(tensors, "optimizer.")) {
    return Error{ErrorKind::Unreadable, "the checkpoint is not complete", file.string()};
  }
  step_ = tensors["step"].item<int64_t>();
  elapsedS_ = tensors["elapsed"].item<double>();
  return {};
}

std::string storedArchitecture(const SafetensorsContent& content, const std::string& otherwise) {
  const auto named = content.metadata.find("architecture");
  return named == content.metadata.end() ? otherwise : named->second;
}

Result<void> fillNetwork(torch::nn::Module& net,
                         const SafetensorsContent& content,
                         const std::filesystem::path& file) {
  const auto report = loadModule(net, content.tensors, "net.");
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Unreadable, "the file lacks " + report->missing.front(), file.string()};
  }
  toChannelsLast(net);
  net.eval();
  return {};
}

}  // namespace maskwright::ml
