#include "core/services_ml/segmenter_training.h"

#include "core/imaging/image_reader.h"
#include "core/ml/discover/free_mask.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/segment/mask_paint.h"
#include "core/ml/weights/load_backbone.h"
#include "core/services/pseudo_labels.h"
#include "core/services_ml/training_masks.h"
#include "core/services_ml/training_samples.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace maskwright {
namespace {

/// Decoding pictures and masks again for each step would cost more than the step.
constexpr int64_t kKeptBytes = 400 << 20;
constexpr double kLeastShare = 0.5;  // of a mask, for a tile to teach it

/// Loads training samples: image and masks at the network's size.
class SampleLoader {
 public:
  SampleLoader(const SegmenterTrainingRequest& request,
               const SampleShape& shape,
               const std::vector<TrainingSample>& samples)
      : request_(request), shape_(shape), samples_(samples) {}

  std::optional<ml::SoloSample> operator()(int64_t index) {
    if (const auto found = kept_.find(index); found != kept_.end()) return found->second;
    auto sample = load(index);
    if (sample && bytes_ + sizeOf(*sample) <= kKeptBytes) {
      bytes_ += sizeOf(*sample);
      kept_.emplace(index, *sample);
    }
    return sample;
  }

 private:
  static int64_t sizeOf(const ml::SoloSample& sample) {
    const auto& i = sample.instances;
    return sample.image.numel() + i.masks.numel();
  }

  std::optional<ml::SoloSample> load(int64_t index) const {
    const auto& wanted = samples_[static_cast<size_t>(index)];
    const auto& image = request_.images[wanted.image];
    auto decoded = imaging::readImage(image.file, std::min(wanted.size.width, wanted.size.height));
    if (!decoded) return std::nullopt;
    ml::SoloSample sample;
    sample.image = ml::rgbBytes(decoded->bgr, wanted.size);
    sample.originalHeight = decoded->info.height;
    fill(image, wanted, sample.instances);
    if (wanted.tile.empty()) return sample;
    const auto& tile = wanted.tile;
    sample.image =
        sample.image.narrow(1, tile.y, tile.height).narrow(2, tile.x, tile.width).clone();
    return sample;
  }

  void fill(const TrainingImage& image,
            const TrainingSample& sample,
            ml::SoloInstances& out) const {
    const cv::Size size = sample.tile.empty() ? sample.size : sample.tile.size();
    std::unordered_map<CandidateId, const RoundTarget*> roles;
    for (const auto& target : image.targets) roles[target.candidate] = &target;
    std::vector<torch::Tensor> masks, embeddings;
    std::vector<std::array<float, 6>> negatives, unknown;
    std::vector<float> weights, verified;
    std::vector<double> scores;
    for (const auto& candidate : request_.candidates(image)) {
      const auto found = roles.find(candidate.id);
      if (found == roles.end()) continue;
      const RoundTarget& target = *found->second;
      const auto seen = outlineRow(candidate.mask, sample.size, sample.tile);
      if (!seen) continue;
      const bool cut = seen->share < kLeastShare;
      if (target.role == TargetRole::Ignored || (cut && target.role == TargetRole::Positive)) {
        unknown.push_back(seen->row);
      } else if (target.role == TargetRole::Negative) {
        if (!cut) negatives.push_back(seen->row);
      } else {
        masks.push_back(sample.tile.empty() ? maskAtSize(candidate.mask, size)
                                            : maskInTile(candidate.mask, sample.size, sample.tile));
        embeddings.push_back(embedding(candidate));
        weights.push_back(static_cast<float>(target.weight));
        verified.push_back(isVerified(target) ? 1.f : 0.f);
        scores.push_back(isVerified(target) ? std::numeric_limits<double>::infinity()
                                            : target.weight * candidate.sourceScore);
      }
    }
    const auto rows = [](const std::vector<std::array<float, 6>>& all) {
      auto table = torch::empty({static_cast<int64_t>(all.size()), 6});
      if (!all.empty()) std::copy_n(all.front().data(), table.numel(), table.data_ptr<float>());
      return table;
    };
    const auto stack = [&](const std::vector<torch::Tensor>& parts) {
      return parts.empty() ? torch::zeros({0, size.height, size.width}, torch::kUInt8)
                           : torch::stack(parts);
    };
    out.masks = stack(masks);
    if (shape_.exclusive) out.masks = exclusiveMasks(out.masks, scores, verified);
    out.negatives = rows(negatives);
    out.embeddings =
        embeddings.empty() ? torch::zeros({0, shape_.embedding}) : torch::stack(embeddings);
    out.weights = torch::tensor(weights, torch::kFloat32);
    out.verified = torch::tensor(verified, torch::kFloat32);
    out.ignored = rows(unknown);
  }

  /// Masks that a person accepted stay whole.
  static torch::Tensor exclusiveMasks(const torch::Tensor& masks,
                                      const std::vector<double>& scores,
                                      const std::vector<float>& verified) {
    const auto accepted = torch::tensor(verified, torch::kFloat32).gt(0).view({-1, 1, 1});
    return torch::where(accepted, masks, ml::withoutOverlaps(masks, scores));
  }

  /// The candidate's embedding at the length that the network learns, FreeSOLO's channel resize.
  torch::Tensor embedding(const Candidate& candidate) const {
    if (candidate.embedding.empty() || shape_.embedding == 0)
      return torch::zeros({shape_.embedding});
    const auto full = torch::tensor(candidate.embedding).unsqueeze(0);
    return ml::channelEmbedding(full, shape_.embedding)[0];
  }

  const SegmenterTrainingRequest& request_;
  const SampleShape& shape_;
  const std::vector<TrainingSample>& samples_;
  std::unordered_map<int64_t, ml::SoloSample> kept_;  ///< tensors that nobody changes in place
  int64_t bytes_ = 0;
};

}  // namespace

SegmenterTrainingState stateOf(const ml::SegmenterProgress& p) {
  return {p.step, p.fraction, p.elapsedS, p.losses};
}

Result<void> beginTraining(ml::NetworkTrainer& trainer,
                           const ml::TensorMap& backbone,
                           const std::filesystem::path& checkpoint,
                           const std::function<void(const std::string&)>& message) {
  std::error_code ignored;
  if (std::filesystem::exists(checkpoint, ignored)) {
    const bool resumed = trainer.resume(checkpoint).ok();
    message(resumed ? "Going on from the last checkpoint."
                    : "The last checkpoint does not fit; starting anew.");
    if (resumed) return {};
  }
  return trainer.initializeBackbone(backbone, {});
}

Result<SegmenterTrainingState> trainSegmenter(
    const SegmenterTrainingRequest& request,
    const SampleShape& shape,
    const TrainerMaker& make,
    const CancelToken& cancel,
    const std::function<void(const SegmenterTrainingState&)>& report,
    const std::function<void(const std::string&)>& message) {
  ml::configureThreads();
  const auto weights = ml::readResNet(request.backbone);
  if (!weights) return weights.error();
  const auto trainer = make(weights->layout.architecture);
  if (auto ready = beginTraining(*trainer, weights->tensors, request.checkpoint, message); !ready)
    return ready.error();
  const auto samples = trainingSamples(request.images, shape, request.zoom);
  SampleLoader loader(request, shape, samples.all);
  const auto done = trainer->train(
      samples.lists, std::ref(loader), request.checkpoint, cancel, [&](const auto& p) {
        report(stateOf(p));
      });
  if (!done) return done.error();
  if (auto written = trainer->writeWeights(request.output); !written) return written.error();
  return stateOf(*done);
}

}  // namespace maskwright
