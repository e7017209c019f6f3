#include "core/services_ml/semantic_training.h"

#include "core/imaging/image_reader.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/weights/load_backbone.h"

#include <unordered_map>

namespace maskwright {
namespace {

/// Decoding pictures and masks again for each step would cost more than the step.
constexpr int64_t kKeptBytes = 400 << 20;

class PictureLoader {
 public:
  explicit PictureLoader(const SemanticTrainingRequest& request) : request_(request) {}

  std::optional<ml::LabelledPicture> operator()(int64_t index) {
    if (const auto found = kept_.find(index); found != kept_.end()) return found->second;
    auto picture = load(static_cast<size_t>(index));
    if (picture && bytes_ < kKeptBytes) {
      bytes_ += picture->image.numel() + picture->labels.numel();
      kept_.emplace(index, *picture);
    }
    return picture;
  }

 private:
  std::optional<ml::LabelledPicture> load(size_t index) const {
    const auto side = static_cast<int>(request_.profile.side);
    const auto decoded = imaging::readImage(request_.pictures[index], side);
    if (!decoded) return std::nullopt;
    auto labels = request_.labels(index, {side, side});
    if (!labels.defined()) return std::nullopt;
    return ml::LabelledPicture{ml::rgbBytes(decoded->bgr, {side, side}), std::move(labels)};
  }

  const SemanticTrainingRequest& request_;
  std::unordered_map<int64_t, ml::LabelledPicture> kept_;  ///< tensors that nobody changes in place
  int64_t bytes_ = 0;
};

}  // namespace

Result<SegmenterTrainingState> trainSemantic(
    const SemanticTrainingRequest& request,
    const CancelToken& cancel,
    const std::function<void(const SegmenterTrainingState&)>& report,
    const std::function<void(const std::string&)>& message) {
  ml::configureThreads();
  const auto weights = ml::readResNet(request.backbone);
  if (!weights) return weights.error();
  ml::DeepLabTrainOptions options;
  options.profile = request.profile;
  options.profile.architecture = weights->layout.architecture;
  options.minutes = request.minutes;
  options.iterations = request.iterations;
  options.seed = request.seed;
  options.classes = request.classes;
  options.pictures = static_cast<int64_t>(request.pictures.size());
  options.labels = request.identity;
  ml::DeepLabTrainer trainer(options, ml::detectPrecision(torch::kCPU));
  if (auto ready = beginTraining(trainer, weights->tensors, request.checkpoint, message); !ready)
    return ready.error();
  PictureLoader loader(request);
  const auto done = trainer.train(
      std::ref(loader), request.checkpoint, cancel, [&](const auto& p) { report(stateOf(p)); });
  if (!done) return done.error();
  if (auto written = trainer.writeWeights(request.output); !written) return written.error();
  return stateOf(*done);
}

cv::Mat labelLogProbabilities(ml::DeepLabNet& net,
                              const ml::DeepLabProfile& profile,
                              const ml::Precision& precision,
                              const cv::Mat& bgr,
                              cv::Size size) {
  const auto side = static_cast<int>(profile.side);
  const auto logits = ml::deepLabLogits(net, ml::rgbBytes(bgr, {side, side}), precision);
  const auto values = ml::logProbabilities(logits, size.height, size.width).contiguous();
  return cv::Mat(static_cast<int>(values.size(0)), size.area(), CV_32F, values.data_ptr<float>())
      .clone();
}

}  // namespace maskwright
