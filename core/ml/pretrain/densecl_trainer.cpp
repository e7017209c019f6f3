#include "core/ml/pretrain/densecl_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/weights/load_module.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace maskwright::ml {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kWarmUp = 0.05;  ///< share of the budget with a rising learning rate

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double scheduledRate(double base, double fraction) {
  const double warm = std::min(1.0, (fraction + 0.002) / kWarmUp);
  return base * warm * 0.5 * (1 + std::cos(M_PI * std::min(1.0, fraction)));
}

torch::Generator queueGenerator(uint64_t seed, int64_t which) {
  return stepGenerator(seed, -which);
}

}  // namespace

DenseClTrainer::DenseClTrainer(DenseClOptions options, int64_t images, Precision precision)
    : options_(std::move(options)),
      precision_(precision),
      globalQueue_(options_.dimension,
                   ml::queueLength(images, options_.batch),
                   queueGenerator(options_.seed, 1)),
      denseQueue_(options_.dimension,
                  ml::queueLength(images, options_.batch),
                  queueGenerator(options_.seed, 2)) {
  torch::manual_seed(options_.seed);
  query_ = DenseClEncoder(options_.architecture, options_.dimension);
  key_ = DenseClEncoder(options_.architecture, options_.dimension);
  if (precision_.channelsLast) {
    for (auto* encoder : {&query_, &key_}) {
      for (auto& p : (*encoder)->parameters()) {
        if (p.dim() == 4) p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
      }
    }
  }
  updateKeyEncoder(key_, query_, 0);
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
  updateKeyEncoder(key_, query_, 0);
  return {};
}

DenseClProgress DenseClTrainer::step(const std::vector<torch::Tensor>& batch, double rate) {
  auto generator = stepGenerator(options_.seed, step_);
  const auto view = [&] {
    const auto crops = randomCrops(batch, {.size = options_.crop}, generator);
    auto x = normalizeImage(jitterColors(crops, {}, generator));
    return precision_.channelsLast ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
  };
  const auto queryView = view(), keyView = view();
  const auto count = static_cast<int64_t>(batch.size());
  updateKeyEncoder(key_, query_, options_.keyMomentum);

  DenseClLosses losses;
  {
    const AutocastGuard autocast(torch::kCPU, precision_);
    const auto permutation = torch::randperm(count, generator, torch::kInt64);
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
  ++step_;
  DenseClProgress progress;
  progress.step = step_;
  progress.global = losses.global.item<double>();
  progress.dense = losses.dense.item<double>();
  progress.learningRate = rate;
  return progress;
}

double DenseClTrainer::fraction(int64_t poolSize) const {
  if (options_.minutes > 0) return elapsedS_ / (60 * options_.minutes);
  const int64_t perEpoch = std::max<int64_t>(1, poolSize / options_.batch);
  return static_cast<double>(step_) /
         static_cast<double>(std::max<int64_t>(1, options_.epochs) * perEpoch);
}

std::vector<torch::Tensor> DenseClTrainer::drawBatch(const ImagePool& pool) const {
  // Epochs without replacement; the position in the epoch follows from the step alone.
  const int64_t size = pool.size();
  std::vector<torch::Tensor> batch;
  torch::Tensor order;
  int64_t epochOfOrder = -1;
  for (int64_t i = 0; i < options_.batch; ++i) {
    const int64_t position = step_ * options_.batch + i, epoch = position / size;
    if (epoch != epochOfOrder) {
      auto generator = stepGenerator(options_.seed ^ 0xe90c, epoch);
      order = torch::randperm(size, generator, torch::kInt64);
      epochOfOrder = epoch;
    }
    batch.push_back(pool.image(order[position % size].item<int64_t>()));
  }
  return batch;
}

Result<DenseClProgress> DenseClTrainer::train(
    ImagePool& pool,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const DenseClProgress&)>& report) {
  pool.prepare(options_.seed, 0, [&](int64_t) { return !cancel.stop_requested(); });
  if (!cancel.stop_requested() && pool.size() == 0) {
    return Error{ErrorKind::Unreadable, "no image of the collection can be read", ""};
  }
  const OneBlasThread oneBlasThread;
  DenseClProgress progress;
  auto lastSave = Clock::now();
  int64_t refilled = step_;
  while (fraction(pool.size()) < 1 && !cancel.stop_requested()) {
    const auto start = Clock::now();
    if (!pool.holdsAll() && (step_ - refilled) * options_.batch >= 4 * pool.size()) {
      pool.prepare(options_.seed, step_, [&](int64_t) { return !cancel.stop_requested(); });
      refilled = step_;
      if (cancel.stop_requested() || pool.size() == 0) break;
    }
    const double done = fraction(pool.size());
    progress = step(drawBatch(pool), scheduledRate(options_.learningRate, done));
    elapsedS_ += secondsSince(start);
    progress.elapsedS = elapsedS_;
    progress.fraction = std::min(1.0, fraction(pool.size()));
    if (report) report(progress);
    if (secondsSince(lastSave) >= options_.checkpointEveryS) {
      if (auto saved = save(checkpoint); !saved) return saved.error();
      lastSave = Clock::now();
    }
  }
  if (auto saved = save(checkpoint); !saved) return saved.error();
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "pre-training stopped", ""};
  return progress;
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
  tensors["step"] = torch::tensor({step_});
  tensors["elapsed"] = torch::tensor({elapsedS_}, torch::kFloat64);
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
  step_ = tensors["step"].item<int64_t>();
  elapsedS_ = tensors["elapsed"].item<double>();
  return {};
}

TensorMap DenseClTrainer::backboneTensors() {
  return moduleTensors(*query_->backbone());
}

}  // namespace maskwright::ml
