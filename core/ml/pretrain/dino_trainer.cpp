#include "core/ml/pretrain/dino_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/nn/vit_positions.h"
#include "core/ml/pretrain/dino_loss.h"
#include "core/ml/pretrain/dino_views.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "core/ml/weights/load_module.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace maskwright::ml {
namespace {

/// Before this share of the budget nothing is called a collapse: outputs of networks that are still
/// random hardly depend on the picture.
constexpr double kSettled = 0.25;

/// The last layer stands still no longer than this share, however long an epoch is.
constexpr double kLongestFreeze = 0.1;

/// The positions in `weights` on the grid of `settings`; as they are where that can't be done.
TensorMap onGrid(const TensorMap& weights, const VitSettings& settings) {
  TensorMap fitted = weights;
  const auto found = fitted.find("pos_embed");
  if (found == fitted.end() || found->second.dim() != 3 || found->second.size(1) < 2 ||
      found->second.size(2) != settings.embed)
    return fitted;
  VitSettings stored = settings;
  const auto cells = static_cast<double>(found->second.size(1) - 1);
  stored.gridHeight = stored.gridWidth = std::llround(std::sqrt(cells));
  if (stored.gridHeight * stored.gridWidth + 1 == found->second.size(1))
    found->second =
        resizedPositions(found->second, stored, settings.gridHeight, settings.gridWidth);
  return fitted;
}

}  // namespace

DinoTrainer::DinoTrainer(DinoOptions options,
                         int64_t images,
                         Precision precision,
                         torch::Device device)
    : options_(std::move(options)),
      precision_(precision),
      device_(device),
      stepsPerEpoch_(std::max<int64_t>(1, images / options_.batch)),
      monitor_(options_.outputs, stepsPerEpoch_) {
  torch::manual_seed(options_.seed);
  student_ = DinoNetwork(options_);
  teacher_ = DinoNetwork(options_);
  // Made on the CPU and moved: the same seed gives the same start on every device.
  student_->to(device_);
  teacher_->to(device_);
  updateTeacher(*teacher_, *student_, 0);
  for (auto& p : teacher_->parameters()) p.set_requires_grad(false);
  centre_ = torch::zeros({options_.outputs}, torch::TensorOptions(device_));
  optimizer_.emplace(*student_,
                     AdamW::Options{.beta2 = 0.999, .weightDecay = options_.weightDecay},
                     [](const std::string&) { return 1.0; });
}

Result<void> DinoTrainer::initializeBackbone(const TensorMap& weights) {
  const auto report =
      loadModule(*student_->backbone(), onGrid(weights, student_->backbone()->settings()));
  if (!report) return report.error();
  if (!report->missing.empty())
    return Error{ErrorKind::Conflict, "the weights lack " + report->missing.front(), ""};
  updateTeacher(*teacher_, *student_, 0);
  return {};
}

bool DinoTrainer::frozenAt(double fraction) const {
  return clock_.step < options_.frozenEpochs * stepsPerEpoch_ && fraction < kLongestFreeze;
}

DinoProgress DinoTrainer::step(const std::vector<torch::Tensor>& images, double fraction) {
  const auto batch = onDevice(images, device_);
  auto generator = stepGenerator(options_.seed, clock_.step);
  const auto views = cutDinoViews(batch, options_, generator);
  DinoProgress progress;
  progress.schedule = dinoScheduleAt(options_, fraction);

  torch::Tensor seen, taught;
  {
    const AutocastGuard autocast(device_, precision_);
    seen = student_->embed(views.globals, &generator);
    if (views.locals.defined())
      seen = torch::cat({seen, student_->embed(views.locals, &generator)});
    const torch::NoGradGuard noGrad;
    taught = teacher_->embed(views.globals);
  }
  const auto outputs = teacher_->logits(taught);
  const auto loss = dinoLoss(student_->logits(seen),
                             outputs,
                             centre_,
                             static_cast<int64_t>(batch.size()),
                             options_.studentTemperature,
                             progress.schedule.teacherTemperature);
  centre_ = updatedDinoCentre(centre_, outputs, options_.centreKeep);
  loss.total.backward();
  progress.frozen = frozenAt(fraction);
  if (progress.frozen) student_->last.mutable_grad() = torch::Tensor();
  optimizer_->setWeightDecay(progress.schedule.weightDecay);
  optimizer_->step(progress.schedule.learningRate, options_.clipNorm);
  updateTeacher(*teacher_, *student_, progress.schedule.teacherMomentum);

  monitor_.add(loss.teacher, fraction >= kSettled);
  progress.step = ++clock_.step;
  progress.loss = loss.total.item<double>();
  progress.centreDeviation = options_.outputs > 1 ? centre_.std().item<double>() : 0;
  progress.use = monitor_.use();
  progress.collapsed = monitor_.collapsed();
  return progress;
}

Result<DinoProgress> DinoTrainer::train(TrainingImages& pool,
                                        const std::filesystem::path& checkpoint,
                                        const CancelToken& cancel,
                                        const std::function<void(const DinoProgress&)>& report) {
  PretrainHooks hooks;
  hooks.save = [&] { return save(checkpoint); };
  hooks.broken = [&] { return monitor_.collapsed(); };
  return trainMethod<DinoProgress>(
      options_,
      pool,
      clock_,
      [&](const std::vector<torch::Tensor>& batch, double fraction) {
        return step(batch, fraction);
      },
      hooks,
      cancel,
      report);
}

std::string DinoTrainer::fingerprint() const {
  std::ostringstream text;
  text << "dino " << options_.profile << ' ' << vitName(options_.vit()) << " crop " << options_.crop
       << " locals " << options_.locals << " batch " << options_.batch << " head "
       << options_.hidden << ' ' << options_.bottleneck << ' ' << options_.outputs << " epoch "
       << stepsPerEpoch_ << " seed " << options_.seed;
  return text.str();
}

Result<void> DinoTrainer::save(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*student_, "student.");
  tensors.merge(moduleTensors(*teacher_, "teacher."));
  tensors.merge(optimizer_->state("optimizer."));
  const auto monitor = monitor_.state();
  tensors["centre"] = centre_;
  tensors["monitor.shares"] = monitor.shares;
  tensors["monitor.numbers"] = monitor.numbers;
  tensors["step"] = torch::tensor({clock_.step});
  tensors["elapsed"] = torch::tensor({clock_.elapsedS}, torch::kFloat64);
  return writeSafetensors(file, tensors, {{"settings", fingerprint()}});
}

Result<void> DinoTrainer::resume(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  if (content->metadata["settings"] != fingerprint())
    return Error{ErrorKind::Conflict, "the checkpoint was made with other settings", file.string()};
  const auto incomplete =
      Error{ErrorKind::Unreadable, "the checkpoint is not complete", file.string()};
  for (const char* name : {"centre", "monitor.shares", "monitor.numbers", "step", "elapsed"}) {
    if (!tensors.count(name)) return incomplete;
  }
  const auto student = loadModule(*student_, tensors, "student.");
  if (!student) return student.error();
  const auto teacher = loadModule(*teacher_, tensors, "teacher.");
  if (!teacher) return teacher.error();
  if (!student->missing.empty() || !teacher->missing.empty() ||
      !optimizer_->load(tensors, "optimizer."))
    return incomplete;
  centre_ = tensors["centre"].to(device_, /*non_blocking=*/false, /*copy=*/true);
  monitor_.restore({tensors["monitor.shares"], tensors["monitor.numbers"]});
  clock_.step = tensors["step"].item<int64_t>();
  clock_.elapsedS = tensors["elapsed"].item<double>();
  return {};
}

TensorMap DinoTrainer::backboneTensors() {
  return moduleTensors(*teacher_->backbone());
}

}  // namespace maskwright::ml
