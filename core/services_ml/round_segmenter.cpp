#include "core/services_ml/round_segmenter.h"

#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/nn/matrix_nms.h"
#include "core/ml/segment/mask_rcnn_inference.h"
#include "core/ml/segment/mask_rcnn_memory.h"
#include "core/ml/segment/mask_rcnn_trainer.h"
#include "core/ml/segment/solo_memory.h"
#include "core/ml/segment/solo_trainer.h"
#include "core/services_ml/step_memory.h"

namespace maskwright {
namespace {

constexpr const char* kSolo = "solo";
constexpr const char* kMaskRcnn = "mask-rcnn";
constexpr double kDropIou = 0.01;  // CutLER
/// Times the profile's iterations where pictures are seen in tiles: there is more to see.
constexpr double kTileWork = 2.5;

/// Soft masks of one view with what the backbone makes of them. `learned`: (N, E), unit length.
std::vector<SeenMask> seenMasks(const torch::Tensor& masks,
                                const std::vector<float>& scores,
                                const std::vector<float>& maskness,
                                const torch::Tensor& embeddings,
                                const torch::Tensor& learned,
                                const char* source) {
  std::vector<SeenMask> seen;
  if (scores.empty()) return seen;
  const auto soft = masks.contiguous();
  const auto rows = embeddings.contiguous();
  const auto stability = ml::maskStability(soft);
  for (size_t i = 0; i < scores.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    seen.push_back({{.soft = soft[row],
                     .score = scores[i],
                     .maskness = maskness[i],
                     .stability = stability[i],
                     .embedding = rows[row],
                     .source = source},
                    learned[row].contiguous()});
  }
  return seen;
}

template <typename Profile>
Result<void> checkMemoryOf(const Profile& profile, double needed, double available) {
  return checkStepMemory(
      profile.name,
      profile.description(),
      std::to_string(profile.batch) + " images" + (profile.views.both ? " in two views" : ""),
      needed,
      available);
}

/// What both have in their profiles.
template <typename Profile, typename Trainer, typename Options>
class ProfiledSegmenter : public RoundSegmenter {
 public:
  ProfiledSegmenter(Profile profile, std::string published, SampleShape shape)
      : profile_(std::move(profile)), published_(std::move(published)), shape_(shape) {}

  std::string description() const override { return profile_.description(); }
  std::string settings() const override { return profile_.json(); }
  std::string architecture() const override { return profile_.architecture; }
  std::string publishedArchitecture() const override { return published_; }
  ml::SoloLabelRule labels() const override { return profile_.labels; }
  bool reduced() const override { return profile_.name != "full"; }

  Result<SegmenterTrainingState> train(const SegmenterTrainingRequest& request,
                                       const CancelToken& cancel,
                                       const Report& report,
                                       const Message& message) const override {
    const auto make = [&](const std::string& architecture) {
      Options options;
      options.profile = profile_;
      options.profile.architecture = architecture;
      options.minutes = request.minutes;
      options.iterations = request.iterations;
      if (request.iterations == 0 && request.minutes <= 0 && request.zoom > 1)
        options.iterations =
            static_cast<int64_t>(kTileWork * static_cast<double>(profile_.iterations));
      options.seed = request.seed;
      return std::make_unique<Trainer>(options, ml::detectPrecision(torch::kCPU));
    };
    return trainSegmenter(request, shape_, make, cancel, report, message);
  }

 protected:
  Profile profile_;

 private:
  std::string published_;
  SampleShape shape_;
};

class Solo final
    : public ProfiledSegmenter<ml::SoloProfile, ml::SoloTrainer, ml::SoloTrainOptions> {
 public:
  Solo(const ml::SoloProfile& profile, const std::string& published)
      : ProfiledSegmenter(
            profile,
            published,
            {profile.shortSide, profile.longestAspect, profile.embedding, /*exclusive=*/false}) {}

  std::string name() const override { return kSolo; }
  std::string title() const override { return "FreeSOLO"; }
  Result<void> checkMemory(double available) const override {
    return checkMemoryOf(profile_, ml::soloStepBytes(profile_), available);
  }

  Result<SegmenterDetector> detector(const SegmenterWeights& weights) const override {
    ml::configureThreads();
    auto loaded = ml::loadSolo(weights.file, profile_);
    if (!loaded) return loaded.error();
    SegmenterDetectorSettings settings;
    settings.zoom = weights.zoom;
    ml::SoloInferenceOptions options;
    options.scoreThreshold = settings.scoreThreshold;
    options.updateThreshold = 0;
    options.keep = settings.keep;
    options.strides = profile_.strides();
    const auto look = [net = *loaded, options](const cv::Mat& bgr, cv::Size size) mutable {
      const auto precision = ml::detectPrecision(torch::kCPU);
      const auto prediction = ml::predictSolo(net, ml::rgbBytes(bgr, size), precision, options);
      const auto& found = prediction.detections;
      return seenMasks(found.soft,
                       found.scores,
                       found.maskness,
                       ml::maskEmbeddings(prediction.maps, found.soft),
                       found.embeddings,
                       kSolo);
    };
    return SegmenterDetector(look, profile_.shortSide, profile_.longestAspect, settings);
  }
};

class MaskRcnn final
    : public ProfiledSegmenter<ml::MaskRcnnProfile, ml::MaskRcnnTrainer, ml::MaskRcnnTrainOptions> {
 public:
  MaskRcnn(const ml::MaskRcnnProfile& profile, const std::string& published)
      : ProfiledSegmenter(
            profile,
            published,
            {profile.shortSide, profile.longestAspect, /*embedding=*/0, /*exclusive=*/true}) {}

  std::string name() const override { return kMaskRcnn; }
  std::string title() const override { return "Mask R-CNN (MaskDistill)"; }
  Result<void> checkMemory(double available) const override {
    return checkMemoryOf(profile_, ml::maskRcnnStepBytes(profile_), available);
  }

  Result<SegmenterDetector> detector(const SegmenterWeights& weights) const override {
    ml::configureThreads();
    auto loaded = ml::loadMaskRcnn(weights.file, profile_);
    if (!loaded) return loaded.error();
    SegmenterDetectorSettings settings;
    settings.zoom = weights.zoom;
    const ml::MaskRcnnInferenceOptions options{.scoreThreshold = settings.scoreThreshold,
                                               .keep = settings.keep};
    const auto look = [net = *loaded, profile = profile_, options](const cv::Mat& bgr,
                                                                   cv::Size size) mutable {
      constexpr int64_t kStride = 4;  // of the soft masks
      const auto precision = ml::detectPrecision(torch::kCPU);
      const auto found =
          ml::predictMaskRcnn(net, profile, ml::rgbBytes(bgr, size), precision, options);
      const auto soft = ml::pasteMasks(found.masks,
                                       found.boxes / static_cast<double>(kStride),
                                       found.height / kStride,
                                       found.width / kStride);
      const auto mean = ml::maskness(soft).to(torch::kFloat32).contiguous();
      // No branch of its own predicts an embedding; what the backbone sees teaches.
      const auto embeddings = ml::maskEmbeddings(found.maps, soft);
      return seenMasks(soft,
                       found.scores,
                       {mean.data_ptr<float>(), mean.data_ptr<float>() + mean.numel()},
                       embeddings,
                       embeddings,
                       kMaskRcnn);
    };
    return SegmenterDetector(look, profile_.shortSide, profile_.longestAspect, settings);
  }
};

}  // namespace

Result<std::unique_ptr<RoundSegmenter>> makeRoundSegmenter(const std::string& segmenter,
                                                           const std::string& profile,
                                                           const std::string& architecture,
                                                           const std::optional<bool>& dropLoss) {
  const bool solo = segmenter == kSolo;
  if (!solo && segmenter != kMaskRcnn)
    return Error{ErrorKind::WrongUse, "unknown segmenter \"" + segmenter + "\"", ""};
  if (solo ? !ml::isSoloProfile(profile) : !ml::isMaskRcnnProfile(profile))
    return Error{ErrorKind::WrongUse, "unknown profile \"" + profile + "\"", ""};
  if (solo) {
    auto chosen = ml::soloProfile(profile);
    const std::string published = chosen.architecture;
    if (!architecture.empty()) chosen.architecture = architecture;
    if (dropLoss) chosen.dropLoss = *dropLoss;
    return std::unique_ptr<RoundSegmenter>(std::make_unique<Solo>(chosen, published));
  }
  auto chosen = ml::maskRcnnProfile(profile);
  const std::string published = chosen.architecture;
  if (!architecture.empty()) chosen.architecture = architecture;
  if (dropLoss) chosen.dropIou = *dropLoss ? kDropIou : 0;
  return std::unique_ptr<RoundSegmenter>(std::make_unique<MaskRcnn>(chosen, published));
}

PseudoLabelSettings labelRule(const std::vector<Round>& rounds,
                              int base,
                              const RoundSegmenter& segmenter,
                              double confident) {
  auto own = segmenter.labels();
  for (const auto& round : rounds) {
    if (round.number != base) continue;
    const auto earlier = makeRoundSegmenter(round.segmenter, round.profile);
    if (earlier) own = (*earlier)->labels();
  }
  PseudoLabelSettings rule;
  rule.segmenterCut = confident > 0 ? confident : own.cut;
  rule.segmenterMost = own.most;
  rule.segmenterWidth = own.widthFraction;
  rule.segmenterBestAlways = own.bestAlways;
  rule.unreviewedPerImage = segmenter.labels().confidentPerImage;
  return rule;
}

}  // namespace maskwright
