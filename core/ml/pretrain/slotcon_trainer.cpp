#include "core/ml/pretrain/slotcon_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "core/ml/pretrain/slotcon_grouping.h"
#include "core/ml/pretrain/slotcon_loss.h"
#include "core/ml/pretrain/slotcon_views.h"
#include "core/ml/weights/load_module.h"

#include <algorithm>

namespace maskwright::ml {
namespace {

/// Before this share of the budget nothing is called a collapse: random networks look alike to all
/// prototypes.
constexpr double kSettled = 0.1;

void toChannelsLast(torch::nn::Module& module) {
  for (auto& p : module.parameters()) {
    if (p.dim() == 4) p.set_data(p.contiguous(at::MemoryFormat::ChannelsLast));
  }
}

void copyBuffers(const torch::nn::Module& from, torch::nn::Module& to) {
  const torch::NoGradGuard noGrad;
  const auto source = from.buffers();
  auto target = to.buffers();
  for (size_t i = 0; i < target.size(); ++i) target[i].copy_(source[i]);
}

}  // namespace

/// The slot loss of one direction.
struct SlotConTrainer::Direction {
  torch::Tensor loss;  ///< undefined if too few slots meet
  torch::Tensor keys;  ///< (M, D) of the teacher
  int64_t anchors = 0;
};

SlotConTrainer::SlotConTrainer(SlotConOptions options,
                               int64_t images,
                               Precision precision,
                               torch::Device device)
    : options_(std::move(options)),
      precision_(precision),
      device_(device),
      queue_(options_.queue, options_.dimension),
      monitor_(options_.prototypes, std::max<int64_t>(1, images / options_.batch)) {
  torch::manual_seed(options_.seed);
  student_ = SlotConStudent(options_);
  teacher_ = SlotConEncoder(options_);
  // Made on the CPU and moved: the same seed gives the same start on every device.
  student_->to(device_);
  teacher_->to(device_);
  queue_.moveTo(device_);
  if (precision_.channelsLast) {
    toChannelsLast(*student_);
    toChannelsLast(*teacher_);
  }
  updateTeacher(*teacher_, *student_->encoder, 0);
  for (auto& p : teacher_->parameters()) p.set_requires_grad(false);
  student_->train();
  teacher_->train();
  centre_ = torch::zeros({options_.prototypes}, torch::TensorOptions(device_));
  switch (options_.optimizer) {
    case SlotConOptimizer::AdamW:
      optimizer_ = std::make_unique<Optimizer>(
          std::in_place_type<AdamW>,
          *student_,
          AdamW::Options{.beta2 = 0.999, .weightDecay = options_.weightDecay},
          [](const std::string&) { return 1.0; });
      break;
    case SlotConOptimizer::Sgd:
      optimizer_ = std::make_unique<Optimizer>(
          std::in_place_type<MomentumSgd>, *student_, options_.momentum, options_.weightDecay);
      break;
    case SlotConOptimizer::Lars:
      optimizer_ = std::make_unique<Optimizer>(
          std::in_place_type<Lars>, *student_, options_.momentum, options_.weightDecay);
      break;
  }
}

Result<void> SlotConTrainer::initializeBackbone(const TensorMap& weights) {
  auto& backbone = student_->encoder->backbone();
  const auto report = loadModule(*backbone, weights);
  if (!report) return report.error();
  if (!report->missing.empty()) {
    return Error{ErrorKind::Conflict, "the weights lack " + report->missing.front(), ""};
  }
  updateTeacher(*teacher_, *student_->encoder, 0);
  copyBuffers(*backbone, *teacher_->backbone());
  return {};
}

SlotConTrainer::Direction SlotConTrainer::compare(const torch::Tensor& cells,
                                                  const torch::Tensor& scores,
                                                  const torch::Tensor& teacherCells,
                                                  const torch::Tensor& teacherScores) {
  const auto slots = [&](const torch::Tensor& z, const torch::Tensor& s) {
    return poolSlots(z, softAssignment(s, options_.teacherTemperature)).flatten(0, 1);
  };
  const auto pairs = pairSlots(occupiedSlots(scores), occupiedSlots(teacherScores));
  Direction direction;
  direction.anchors = pairs.anchors.size(0);
  direction.keys = slots(teacherCells, teacherScores).index_select(0, pairs.keys);
  if (direction.anchors < 2) return direction;  // the predictor's batch norm needs two rows
  const auto predicted = student_->predictor(slots(cells, scores).index_select(0, pairs.anchors));
  direction.loss = slotInfoNce(predicted,
                               direction.keys,
                               pairs.positives,
                               {.queue = queue_.vectors()},
                               options_.slotTemperature);
  return direction;
}

SlotConProgress SlotConTrainer::step(const std::vector<torch::Tensor>& images, double fraction) {
  const auto batch = onDevice(images, device_);
  auto generator = stepGenerator(options_.seed, clock_.step);
  const auto views =
      cutSlotViews(batch, {.size = options_.crop, .crops = options_.crops}, generator);
  const auto ready = [&](const SlotView& view, bool second) {
    const auto x = normalizeImage(slotViewColors(view.images, second, generator));
    return precision_.channelsLast ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
  };
  const auto x1 = ready(views.first, false), x2 = ready(views.second, true);
  SlotConProgress progress;
  progress.learningRate = warmCosine(options_.learningRate, fraction);
  progress.teacherMomentum = teacherMomentumAt(options_.teacherMomentum, std::min(1.0, fraction));
  updateTeacher(*teacher_, *student_->encoder, progress.teacherMomentum);

  torch::Tensor z1, z2, t1, t2;
  {
    const AutocastGuard autocast(device_, precision_);
    z1 = student_->encoder->forward(x1);
    z2 = student_->encoder->forward(x2);
    const torch::NoGradGuard noGrad;
    t1 = teacher_->forward(x1);
    t2 = teacher_->forward(x2);
  }
  const auto scored = [](const torch::Tensor& cells, const SlotConEncoder& network) {
    return prototypeScores(cells, network->prototypes);
  };
  const auto s1 = scored(z1, student_->encoder), s2 = scored(z2, student_->encoder);
  const auto r1 = scored(t1, teacher_), r2 = scored(t2, teacher_);
  const auto aligned = [](const torch::Tensor& scores, const SlotView& view) {
    return alignToOverlap(scores, view.boxes, view.flipped);
  };
  const GroupingTemperatures heat{options_.studentTemperature, options_.teacherTemperature};
  const auto group =
      [&](const torch::Tensor& s, const SlotView& sv, const torch::Tensor& r, const SlotView& rv) {
        return groupingLoss(aligned(s, sv), aligned(r, rv), centre_, views.overlaps, heat);
      };
  const auto grouping =
      0.5 * (group(s1, views.first, r2, views.second) + group(s2, views.second, r1, views.first));
  centre_ = updatedCentre(centre_, r1, r2, options_.centreKeep);
  const auto forth = compare(z1, s1, t2, r2), back = compare(z2, s2, t1, r1);
  auto loss = options_.groupWeight * grouping;
  for (const auto* direction : {&forth, &back}) {
    if (!direction->loss.defined()) continue;
    loss = loss + (1 - options_.groupWeight) * 0.5 * direction->loss;
    progress.slot += 0.5 * direction->loss.item<double>();
  }
  if (loss.requires_grad()) {
    loss.backward();
    std::visit([&](auto& optimizer) { optimizer.step(progress.learningRate, options_.clipNorm); },
               *optimizer_);
  }
  queue_.enqueue(forth.keys);
  queue_.enqueue(back.keys);
  monitor_.add(r1, r2, options_.teacherTemperature, fraction >= kSettled);
  progress.step = ++clock_.step;
  progress.group = grouping.item<double>();
  progress.anchors = forth.anchors + back.anchors;
  progress.keys = forth.keys.size(0) + back.keys.size(0);
  progress.use = monitor_.use();
  progress.collapsed = monitor_.collapsed();
  return progress;
}

Result<SlotConProgress> SlotConTrainer::train(
    TrainingImages& pool,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const SlotConProgress&)>& report) {
  PretrainHooks hooks;
  hooks.save = [&] { return save(checkpoint); };
  hooks.broken = [&] { return monitor_.collapsed(); };
  return trainMethod<SlotConProgress>(
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

std::string SlotConTrainer::fingerprint() const {
  return "slotcon " + options_.architecture + " crop " + std::to_string(options_.crop) + " batch " +
         std::to_string(options_.batch) + " prototypes " + std::to_string(options_.prototypes) +
         " heads " + std::to_string(options_.hidden) + "-" + std::to_string(options_.dimension) +
         " stride " + std::to_string(options_.lastStride) + " queue " +
         std::to_string(options_.queue) + " window " + std::to_string(monitor_.window()) +
         " optimiser " + std::to_string(static_cast<int>(options_.optimizer)) + " seed " +
         std::to_string(options_.seed);
}

Result<void> SlotConTrainer::save(const std::filesystem::path& file) const {
  TensorMap tensors = moduleTensors(*student_, "student.");
  tensors.merge(moduleTensors(*teacher_, "teacher."));
  tensors.merge(
      std::visit([](const auto& optimizer) { return optimizer.state("optimizer."); }, *optimizer_));
  const auto monitor = monitor_.state();
  tensors["centre"] = centre_;
  tensors["queue.slots"] = queue_.storage();
  tensors["queue.position"] = torch::tensor({queue_.filled(), queue_.next()});
  tensors["monitor.wins"] = monitor.wins;
  tensors["monitor.assignment"] = monitor.assignment;
  tensors["monitor.numbers"] = monitor.numbers;
  tensors["step"] = torch::tensor({clock_.step});
  tensors["elapsed"] = torch::tensor({clock_.elapsedS}, torch::kFloat64);
  return writeSafetensors(file, tensors, {{"settings", fingerprint()}});
}

Result<void> SlotConTrainer::resume(const std::filesystem::path& file) {
  auto content = readSafetensors(file);
  if (!content) return content.error();
  auto& tensors = content->tensors;
  if (content->metadata["settings"] != fingerprint()) {
    return Error{ErrorKind::Conflict, "the checkpoint was made with other settings", file.string()};
  }
  const auto incomplete =
      Error{ErrorKind::Unreadable, "the checkpoint is not complete", file.string()};
  for (const char* name : {"centre",
                           "queue.slots",
                           "queue.position",
                           "monitor.wins",
                           "monitor.assignment",
                           "monitor.numbers",
                           "step",
                           "elapsed"}) {
    if (!tensors.count(name)) return incomplete;
  }
  const auto student = loadModule(*student_, tensors, "student.");
  if (!student) return student.error();
  const auto teacher = loadModule(*teacher_, tensors, "teacher.");
  if (!teacher) return teacher.error();
  const bool optimizer =
      std::visit([&](auto& part) { return part.load(tensors, "optimizer."); }, *optimizer_);
  if (!student->missing.empty() || !teacher->missing.empty() || !optimizer) return incomplete;
  centre_ = tensors["centre"].to(device_, /*non_blocking=*/false, /*copy=*/true);
  const auto position = tensors["queue.position"];
  queue_ = SlotQueue(
      tensors["queue.slots"].clone(), position[0].item<int64_t>(), position[1].item<int64_t>());
  queue_.moveTo(device_);
  monitor_.restore(
      {tensors["monitor.wins"], tensors["monitor.assignment"], tensors["monitor.numbers"]});
  clock_.step = tensors["step"].item<int64_t>();
  clock_.elapsedS = tensors["elapsed"].item<double>();
  return {};
}

TensorMap SlotConTrainer::backboneTensors() {
  return moduleTensors(*teacher_->backbone());
}

Result<void> SlotConTrainer::writeTeacher(const std::filesystem::path& file,
                                          const std::string& provenance) const {
  return writeSlotConTeacher(file, teacher_, centre_, options_, provenance);
}

}  // namespace maskwright::ml
