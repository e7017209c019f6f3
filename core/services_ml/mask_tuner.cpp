#include "core/services_ml/mask_tuner.h"

#include "core/cluster/neighbours.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/mask_ops.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/nn/augment.h"
#include "core/ml/tune/triplet_loss.h"
#include "core/ml/tune/tune_trainer.h"
#include "core/ml/weights/load_backbone.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace maskwright {
namespace {

constexpr int kShortSide = 512, kLongSide = 1024;  // as a discovery looks at pictures
constexpr const char* kKept = "kept";
constexpr double kClearly = 0.02;  // of balanced accuracy

/// Full-size mask at the working size, uint8 0/1, never empty.
torch::Tensor maskAt(const Rle& rle, cv::Size size) {
  const cv::Mat full = imaging::toMat(coco::decode(rle));
  cv::Mat small;
  cv::resize(full, small, size, 0, 0, cv::INTER_AREA);
  cv::Mat inside = (small > 127) / 255;
  if (cv::countNonZero(inside) == 0) {
    const Box box = coco::toBox(rle);
    const auto at = [](double middle, int from, int to) {
      return std::clamp(static_cast<int>(middle * to / from), 0, to - 1);
    };
    inside.at<uint8_t>(at(box.y + box.h / 2, rle.height, size.height),
                       at(box.x + box.w / 2, rle.width, size.width)) = 1;
  }
  return torch::from_blob(inside.data, {inside.rows, inside.cols}, torch::kUInt8).clone();
}

struct PictureTensors {
  torch::Tensor picture;             ///< 3 x H x W, normalised
  std::vector<torch::Tensor> masks;  ///< H x W uint8 0/1 each
};

Result<PictureTensors> load(const TunePicture& picture) {
  const auto decoded = imaging::readImage(picture.file, kShortSide);
  if (!decoded) return decoded.error();
  const cv::Size size = ml::workSize(decoded->bgr.size(), kShortSide, kLongSide);
  cv::Mat work = decoded->bgr;
  if (work.size() != size) {
    const bool shrinks = size.area() < work.size().area();
    cv::resize(decoded->bgr, work, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  }
  PictureTensors out;
  out.picture = ml::normalizedTensor(work)[0].contiguous();
  for (const TuneMask& mask : picture.masks) {
    if (mask.mask.width != decoded->info.width || mask.mask.height != decoded->info.height)
      return Error{ErrorKind::Conflict,
                   "the file has changed since its masks were made; scan again",
                   picture.file};
    out.masks.push_back(maskAt(mask.mask, size));
  }
  return out;
}

/// What a person said of the pixels: see MaskTuner::learnFrom().
ml::LabelMap labelMap(const TunePicture& picture, const PictureTensors& tensors) {
  ml::LabelMap map;
  map.labels = torch::full(
      {tensors.picture.size(1), tensors.picture.size(2)}, ml::kIgnoreLabel, torch::kUInt8);
  map.objects = torch::zeros(map.labels.sizes(), torch::kInt32);
  map.sides = {0};
  std::vector<int64_t> areas;
  for (const auto& mask : tensors.masks) areas.push_back(mask.sum(torch::kInt64).item<int64_t>());
  std::vector<size_t> order(areas.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return areas[a] > areas[b]; });
  // Refused regions are background, but not where a smaller mask in them may be an object.
  for (const size_t i : order) {
    const int label = picture.masks[i].label;
    if (label > 0) continue;
    map.labels.masked_fill_(tensors.masks[i] > 0,
                            label == kTuneRefused ? ml::kBackgroundLabel : ml::kIgnoreLabel);
  }
  for (const size_t i : order) {
    if (picture.masks[i].label <= 0) continue;
    const torch::Tensor inside = tensors.masks[i] > 0;
    map.labels.masked_fill_(inside, picture.masks[i].label);
    map.objects.masked_fill_(inside, static_cast<int64_t>(map.sides.size()));
    const ml::Patch own = ml::objectPatch(tensors.masks[i], 0);
    map.sides.push_back(std::lround(static_cast<double>(own.side) / ml::kObjectContext));
  }
  return map;
}

/// The most accurate kind. Figures of a few dozen masks are uncertain, and a training on all labels
/// is better than those on parts of them that were measured: the untrained head must be clearly
/// ahead, and of equals the earlier one stays.
TuneKind bestKind(const std::array<double, kAllTuneKinds.size()>& accuracy) {
  const auto of = [&](TuneKind kind) {
    return accuracy[static_cast<size_t>(kind)] - (kind == TuneKind::Described ? kClearly : 0);
  };
  TuneKind best = TuneKind::Stored;
  for (const TuneKind kind : kAllTuneKinds)
    if (of(kind) > of(best)) best = kind;
  return best;
}

MaskVectors vectors(const torch::Tensor& rows) {
  const torch::Tensor values = rows.to(torch::kFloat32).contiguous();
  return {static_cast<int>(values.size(1)),
          {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()}};
}

}  // namespace

struct MaskDescriptions::Data {
  ml::PatchBatch patches;
};

int64_t MaskDescriptions::size() const {
  return data_->patches.size();
}

const char* tuneKindName(TuneKind kind) {
  switch (kind) {
    case TuneKind::Stored:
      return "stored";
    case TuneKind::Described:
      return "described";
    case TuneKind::Tuned:
      return "tuned";
    case TuneKind::TunedAndStored:
      return "tuned and stored";
  }
  return "";
}

struct MaskTuner::State {
  MaskTunerSettings settings;
  std::filesystem::path backbone;
  ml::ResNet trunk{nullptr};  ///< as it came
  ml::Precision precision;
  std::optional<ml::PatchDescriber> describer;
  ml::PatchBank bank;
  /// Join into the bank and the references when training begins.
  std::vector<ml::PatchBatch> bankParts, referenceParts;
  ml::PatchBatch references;         ///< decided masks with a class
  std::vector<int64_t> pictureOf;    ///< of each of them
  std::vector<int64_t> bankPicture;  ///< of each group of the bank
  int64_t pictures = 0;
  ml::TuneNet described{nullptr}, tuned{nullptr};
  TuneKind kept = TuneKind::Stored;

  int firstTrained() const { return settings.lastStage ? ml::kLastStage : ml::kLastStage + 1; }

  void prepare() {
    precision = ml::detectPrecision(torch::kCPU);
    if (settings.float32) precision.bfloat16 = false;
    describer.emplace(*trunk, precision, firstTrained());
  }

  /// A network at its start, with a trunk of its own.
  ml::TuneNet fresh(const ml::PatchBatch& seen) const {
    const auto copy = std::dynamic_pointer_cast<ml::ResNetImpl>(copyOf(*trunk));
    ml::TuneNet net(
        ml::ResNet(copy),
        ml::TuneNetOptions{.firstStage = firstTrained(), .fixedBlocks = describer->fixedBlocks()});
    net->fit(seen);
    return net;
  }

  static std::shared_ptr<ml::ResNetImpl> copyOf(const ml::ResNetImpl& from) {
    auto copy = std::make_shared<ml::ResNetImpl>(from.options());
    const torch::NoGradGuard noGrad;
    const auto parameters = from.named_parameters(), buffers = from.named_buffers();
    for (auto& item : copy->named_parameters()) item.value().copy_(parameters[item.key()]);
    for (auto& item : copy->named_buffers()) item.value().copy_(buffers[item.key()]);
    copy->eval();
    return copy;
  }

  /// Mean features in the picture of layers 3 and 4: what a discovery stores.
  torch::Tensor stored(const ml::PatchBatch& batch) const {
    const auto widths = describer->fixedBlocks();
    const auto blocks = batch.fixed.split_with_sizes(widths, 1);
    return ml::unitFeatures(
        torch::cat({ml::unitFeatures(blocks[1]), ml::unitFeatures(blocks[2])}, 1));
  }

  torch::Tensor embed(const ml::PatchBatch& batch,
                      TuneKind kind,
                      ml::TuneNet before,
                      ml::TuneNet after) const {
    if (kind == TuneKind::Stored) return stored(batch);
    if (kind == TuneKind::Described) return before->embed(batch);
    const torch::Tensor learned = after->embed(batch);
    if (kind == TuneKind::Tuned) return learned;
    return ml::unitFeatures(torch::cat({learned, stored(batch)}, 1));
  }
};

MaskTuner::MaskTuner(std::unique_ptr<State> state) : state_(std::move(state)) {}
MaskTuner::MaskTuner(MaskTuner&&) noexcept = default;
MaskTuner& MaskTuner::operator=(MaskTuner&&) noexcept = default;
MaskTuner::~MaskTuner() = default;

Result<MaskTuner> MaskTuner::begin(const std::filesystem::path& backbone,
                                   const MaskTunerSettings& settings) {
  auto trunk = ml::loadBackbone(backbone, /*lastStride=*/2);
  if (!trunk) return trunk.error();
  auto state = std::make_unique<State>();
  state->settings = settings;
  state->trunk = *trunk;
  state->prepare();
  return MaskTuner(std::move(state));
}

Result<MaskTuner> MaskTuner::read(const std::filesystem::path& file) {
  auto stored = ml::readTuneNet(file);
  if (!stored) return stored.error();
  auto state = std::make_unique<State>();
  state->settings.lastStage = stored->net->options().firstStage <= ml::kLastStage;
  const auto kept = stored->metadata.find(kKept);
  for (const TuneKind kind : kAllTuneKinds)
    if (kept != stored->metadata.end() && kept->second == tuneKindName(kind)) state->kept = kind;
  state->trunk = stored->before;
  state->described = state->tuned = stored->net;
  state->prepare();
  return MaskTuner(std::move(state));
}

Result<MaskDescriptions> MaskTuner::describe(const TunePicture& picture) const {
  const auto tensors = load(picture);
  if (!tensors) return tensors.error();
  std::vector<ml::Patch> patches;
  for (size_t i = 0; i < picture.masks.size(); ++i)
    patches.push_back(ml::objectPatch(tensors->masks[i], picture.masks[i].label));
  const auto& describer = *state_->describer;
  auto data = std::make_shared<MaskDescriptions::Data>();
  data->patches = describer.describe(
      tensors->picture, describer.pictureMaps(tensors->picture), patches, tensors->masks);
  return MaskDescriptions(std::move(data));
}

Result<void> MaskTuner::learnFrom(const TunePicture& picture) {
  State& s = *state_;
  const auto tensors = load(picture);
  if (!tensors) return tensors.error();
  const int64_t number = s.pictures++;
  const auto addGroup = [&](const ml::PatchBatch& patches) {
    const auto group = static_cast<int64_t>(s.bankPicture.size());
    s.bankPicture.push_back(number);
    s.bank.group.insert(s.bank.group.end(), patches.labels.size(), group);
    s.bankParts.push_back(patches);
  };
  const auto maps = s.describer->pictureMaps(tensors->picture);
  std::vector<ml::Patch> decided;
  std::vector<torch::Tensor> decidedMasks;
  for (size_t i = 0; i < picture.masks.size(); ++i) {
    if (picture.masks[i].label <= 0) continue;
    decided.push_back(ml::objectPatch(tensors->masks[i], picture.masks[i].label));
    decidedMasks.push_back(tensors->masks[i]);
  }
  if (!decided.empty()) {
    const auto own = s.describer->describe(tensors->picture, maps, decided, decidedMasks);
    s.referenceParts.push_back(own);
    s.pictureOf.insert(s.pictureOf.end(), decided.size(), number);
    addGroup(own);
  }
  const auto map = labelMap(picture, *tensors);
  for (int64_t visit = 0; visit < s.settings.visits; ++visit) {
    if (static_cast<int64_t>(s.bank.group.size()) >= s.settings.bankPatches) break;
    auto generator = ml::stepGenerator(s.settings.seed, number * 100 + visit);
    const auto patches = ml::samplePatches(map, {.purest = true}, generator);
    if (patches.empty()) break;
    std::vector<torch::Tensor> masks;
    for (const auto& patch : patches)
      masks.push_back(patch.object > 0 ? (map.objects == patch.object).to(torch::kUInt8)
                                       : (map.labels == ml::kBackgroundLabel).to(torch::kUInt8));
    addGroup(s.describer->describe(tensors->picture, maps, patches, masks, visit % 2 == 1));
  }
  return {};
}

Result<TuneComparison> MaskTuner::train(const CancelToken& cancel,
                                        const std::function<void(const TuneStep&)>& report) {
  State& s = *state_;
  s.bank.patches = ml::PatchBatch::join(s.bankParts);
  s.references = ml::PatchBatch::join(s.referenceParts);
  const auto& truth = s.references.labels;
  if (std::set<int64_t>(truth.begin(), truth.end()).size() < 2)
    return Error{ErrorKind::WrongUse, "masks of at least two categories are needed", ""};
  const int folds = static_cast<int>(std::min<int64_t>(s.settings.folds, s.pictures));
  const int trainings = folds > 1 ? folds + 1 : 1;
  int64_t before = 0;
  const auto tune = [&](const std::function<bool(int64_t)>& uses) {
    ml::PatchBank bank;
    std::vector<int64_t> rows;
    for (size_t i = 0; i < s.bank.group.size(); ++i) {
      if (!uses(s.bankPicture[static_cast<size_t>(s.bank.group[i])])) continue;
      rows.push_back(static_cast<int64_t>(i));
      bank.group.push_back(s.bank.group[i]);
    }
    bank.patches = s.bank.patches.select(rows);
    ml::TuneNet net = s.fresh(s.bank.patches);
    ml::tuneOnPatches(net,
                      bank,
                      {.steps = s.settings.steps, .seed = s.settings.seed},
                      s.precision,
                      [&](const ml::TuneProgress& p) {
                        report({before + p.step, trainings * p.steps, p.loss});
                        return !cancel.stop_requested();
                      });
    before += s.settings.steps;
    return net;
  };
  const Error cancelled{ErrorKind::Cancelled, "tuning cancelled", ""};

  TuneComparison comparison;
  s.described = s.fresh(s.bank.patches);
  if (folds > 1) {
    std::array<std::vector<cluster::LabelVote>, kAllTuneKinds.size()> found;
    std::vector<int> expected;
    // Neighbouring pictures are often alike (frames of one place): folds go through a shuffle.
    auto generator = ml::stepGenerator(s.settings.seed, -1);
    const auto places =
        torch::randperm(s.pictures, generator, torch::TensorOptions().dtype(torch::kInt64));
    const auto foldOf = [&](int64_t picture) { return places[picture].item<int64_t>() % folds; };
    for (int fold = 0; fold < folds; ++fold) {
      std::vector<int64_t> known, held;
      for (size_t i = 0; i < s.pictureOf.size(); ++i)
        (foldOf(s.pictureOf[i]) == fold ? held : known).push_back(static_cast<int64_t>(i));
      if (known.empty() || held.empty()) continue;
      ml::TuneNet net = tune([&](int64_t picture) { return foldOf(picture) != fold; });
      if (cancel.stop_requested()) return cancelled;
      const auto knownRows = s.references.select(known), heldRows = s.references.select(held);
      const std::vector<int> labels(knownRows.labels.begin(), knownRows.labels.end());
      for (const TuneKind kind : kAllTuneKinds) {
        const auto labelled = vectors(s.embed(knownRows, kind, s.described, net));
        const auto asked = vectors(s.embed(heldRows, kind, s.described, net));
        const auto votes =
            cluster::nearestLabels(asked.values, labelled.values, labels, asked.dimension);
        auto& all = found[static_cast<size_t>(kind)];
        all.insert(all.end(), votes.begin(), votes.end());
      }
      expected.insert(expected.end(), heldRows.labels.begin(), heldRows.labels.end());
    }
    for (const TuneKind kind : kAllTuneKinds) {
      if (expected.empty()) break;
      const auto at = static_cast<size_t>(kind);
      comparison.accuracy[at] = cluster::balancedAccuracy(found[at], expected);
    }
    comparison.best = bestKind(comparison.accuracy);
  }
  s.tuned = tune([](int64_t) { return true; });
  if (cancel.stop_requested()) return cancelled;
  s.kept = comparison.best;
  return comparison;
}

TuneKind MaskTuner::kept() const {
  return state_->kept;
}

bool MaskTuner::changesTrunk() const {
  const bool trained = kept() == TuneKind::Tuned || kept() == TuneKind::TunedAndStored;
  return trained && state_->settings.lastStage;
}

MaskVectors MaskTuner::embed(const MaskDescriptions& descriptions) const {
  return embed(descriptions, state_->kept);
}

MaskVectors MaskTuner::embed(const MaskDescriptions& descriptions, TuneKind kind) const {
  const State& s = *state_;
  return vectors(s.embed(descriptions.data().patches, kind, s.described, s.tuned));
}

Result<void> MaskTuner::write(const std::filesystem::path& file,
                              const std::string& provenance) const {
  const State& s = *state_;
  ml::TuneNet net = s.kept == TuneKind::Described ? s.described : s.tuned;
  return ml::writeTuneNet(
      file, net, *s.trunk, {{"provenance", provenance}, {kKept, tuneKindName(s.kept)}});
}

}  // namespace maskwright
