#include "core/ml/pretrain/densecl_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "core/ml/weights/load_module.h"

namespace maskwright::ml {
namespace {

torch::Generator queueGenerator(uint64_t seed, int64_t which) {
  return stepGenerator(seed, -which);
}

}  // namespace

DenseClTrainer::DenseClTrainer(DenseClOptions options,
                               int64_t images,
                               Precision precision,
                               torch::Device device)
    : options_(std::move(options)),
      precision_(precision),
      device_(device),
      globalQueue_(options_.dimension,
                   ml::queueLength(images, options_.batch),
                   queueGenerator(options_.seed, 1)),
      denseQueue_(options_.dimension,
                  ml::queueLength(images, options_.batch),
                  queueGenerator(options_.seed, 2)) {
  torch::manual_seed(options_.seed);
  query_ = DenseClEncoder(options_.architecture, options_.dimension);
  key_ = DenseClEncoder(options_.architecture, options_.dimension);
  // Made on the CPU and moved: the same seed gives the same start on every device.
  query_->to(device_);
  key_->to(device_);
  globalQueue_.moveTo(device_);
  denseQueue_.moveTo(device_);
  if (precision_.channelsLast) {
    for (auto* encoder : {&query_, &key_}) {
      for (auto& p : (*encoder)->parameters()) {
        if (p.dim() == 4) p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
      }
    }
  }
  updateTeacher(*key_, *query_, 0);
  query_->train();
  key_->train();
  optimizer_.emplace(*query_, options_.momentum, options_.weightDecay);
}

Result<void> DenseClTrainer::initializeBackbone(const TensorMap& weights) {
  const auto report = loadModule(*query_->backbone(), weights);
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Conflict, "the weights lack " + report->missing.front(), ""};
  }
  const torch::NoGradGuard noGrad;
  auto to = key_->buffers();
  const auto from = query_->buffers();
  for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  updateTeacher(*key_, *query_, 0);
  return {};
}

DenseClProgress DenseClTrainer::step(const std::vector<torch::Tensor>& images, double rate) {
  const auto batch = onDevice(images, device_);
  auto generator = stepGenerator(options_.seed, clock_.step);
  const auto view = [&] {
    const auto crops = randomCrops(batch, {.size = options_.crop}, generator);
    auto x = normalizeImage(jitterColors(crops, {}, generator));
    return precision_.channelsLast ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
  };
  const auto queryView = view(), keyView = view();
  const auto count = static_cast<int64_t>(batch.size());
  updateTeacher(*key_, *query_, options_.keyMomentum);

  DenseClLosses losses;
  {
    const AutocastGuard autocast(device_, precision_);
    const auto permutation = torch::randperm(count, generator, torch::kInt64).to(device_);
    const auto key = shuffledForward(key_, keyView, permutation, options_.keyGroups);
    const auto query = query_->forward(queryView);
    losses =
        denseClLoss({query.map.detach(), key.map, query.global, key.global, query.dense, key.dense},
                    globalQueue_,
                    denseQueue_,
                    options_.temperature,
                    options_.lambda);
  }
  losses.total.backward();
  optimizer_->step(rate, 5.0);
  globalQueue_.enqueue(losses.newGlobal);
  denseQueue_.enqueue(losses.newDense);
  ++clock_.step;
  DenseClProgress progress;
  progress.step = clock_.step;
  progress.global = losses.global.item<double>();
  progress.dense = losses.dense.item<double>();
  progress.learningRate = rate;
  return progress;
}

Result<DenseClProgress> DenseClTrainer::train(
    TrainingImages& pool,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const DenseClProgress&)>& report) {
  PretrainHooks hooks;
  hooks.save = [&] { return save(checkpoint); };
  return trainMethod<DenseClProgress>(
      options_,
      pool,
      clock_,
      [&](const std::vector<torch::Tensor>& batch, double fraction) {
        return step(batch, warmCosine(options_.learningRate, fraction));
      },
      hooks,
      cancel,
      report);
}

std::string DenseClTrainer::fingerprint() const {
  return options_.architecture + " crop " + std::to_string(options_.crop) + " batch " +
         std::to_string(options_.batch) + " queue " + std::to_string(globalQueue_.length()) +
         " seed " + std::to_string(options_.seed);
}

Result<void> DenseClTrainer::save(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*query_, "query.");
  tensors.merge(moduleTensors(*key_, "key."));
  tensors.merge(optimizer_->state("momentum."));
  tensors["queue.global"] = globalQueue_.vectors();
  tensors["queue.dense"] = denseQueue_.vectors();
  tensors["queue.position"] = torch::tensor({globalQueue_.position(), denseQueue_.position()});
  tensors["step"] = torch::tensor({clock_.step});
  tensors["elapsed"] = torch::tensor({clock_.elapsedS}, torch::kFloat64);
  return writeSafetensors(file, tensors, {{"settings", fingerprint()}});
}

Result<void> DenseClTrainer::resume(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  if (content->metadata["settings"] != fingerprint()) {
    return Error{ErrorKind::Conflict, "the checkpoint was made with other settings", file.string()};
  }
  for (const char* name : {"queue.global", "queue.dense", "queue.position", "step", "elapsed"}) {
    if (!tensors.count(name)) {
      return Error{
          ErrorKind::Unreadable, std::string("the checkpoint lacks ") + name, file.string()};
    }
  }
  const auto query = loadModule(*query_, tensors, "query.");
  if (!query) return query.error();
  const auto key = loadModule(*key_, tensors, "key.");
  if (!key) return key.error();
  if (!query->missing.empty() || !key->missing.empty() || !optimizer_->load(tensors, "momentum.")) {
    return Error{ErrorKind::Unreadable, "the checkpoint is not complete", file.string()};
  }
  const auto positions = tensors["queue.position"];
  globalQueue_ = FeatureQueue(tensors["queue.global"].clone(), positions[0].item<int64_t>());
  denseQueue_ = FeatureQueue(tensors["queue.dense"].clone(), positions[1].item<int64_t>());
  globalQueue_.moveTo(device_);
  denseQueue_.moveTo(device_);
  clock_.step = tensors["step"].item<int64_t>();
  clock_.elapsedS = tensors["elapsed"].item<double>();
  return {};
}

TensorMap DenseClTrainer::backboneTensors() {
  return moduleTensors(*query_->backbone());
}

}  // namespace maskwright::ml
