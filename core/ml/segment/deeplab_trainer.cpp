#include "core/ml/segment/deeplab_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/hard_pixel_loss.h"

namespace maskwright::ml {
namespace {

torch::Tensor enlarged(const torch::Tensor& logits, int64_t height, int64_t width) {
  return at::upsample_bilinear2d(
      logits.to(torch::kFloat32), {height, width}, /*align_corners=*/false);
}

TrainingPlan planOf(const DeepLabTrainOptions& options) {
  const auto& profile = options.profile;
  return {
      profile.name,
      profile.architecture,
      profile.json() + " labels " + options.labels + " classes " + std::to_string(options.classes),
      profile.iterations(options.pictures),
      profile.batch,
      profile.schedule};
}

torch::Tensor laidOut(const torch::Tensor& images, const Precision& precision) {
  return precision.channelsLast ? images.contiguous(at::MemoryFormat::ChannelsLast) : images;
}

}  // namespace

DeepLabTrainer::DeepLabTrainer(DeepLabTrainOptions options, Precision precision)
    : NetworkTrainer(planOf(options), options, precision),
      options_(std::move(options)),
      net_(options_.profile, options_.classes) {
  adopt(net_.ptr(), net_->backbone());
}

SegmenterProgress DeepLabTrainer::step(const LabelBatch& batch, double fraction) {
  torch::Tensor logits;
  {
    const AutocastGuard autocast(batch.images.device(), precision());
    logits = net_->forward(laidOut(batch.images, precision()));
  }
  logits = enlarged(logits, batch.labels.size(1), batch.labels.size(2));
  const auto loss = hardPixelLoss(logits, batch.labels, options_.profile.hardShare);
  loss.backward();
  const torch::NoGradGuard noGrad;
  const auto taught = batch.labels.ne(kIgnoredLabel);
  const auto right = logits.argmax(1).eq(batch.labels).logical_and(taught).sum();
  return update({{"total", loss}, {"accuracy", right / taught.sum().clamp_min(1)}}, fraction);
}

std::vector<LabelledPicture> DeepLabTrainer::draw(const LabelledPictureLoader& loader) const {
  const int64_t count = options_.pictures, batch = options_.profile.batch;
  std::vector<LabelledPicture> pictures;
  torch::Tensor order;
  int64_t epoch = -1;
  // The place in the order follows from the step, so that nothing of it needs to be stored. In
  // place of pictures that can't be read come the next ones.
  for (int64_t i = 0; i < batch + count && static_cast<int64_t>(pictures.size()) < batch; ++i) {
    const int64_t place = stepsDone() * batch + i;
    if (place / count != epoch) {
      epoch = place / count;
      auto generator = stepGenerator(options_.seed ^ 0xdee9, epoch);
      order = torch::randperm(count, generator);
    }
    if (auto picture = loader(order[place % count].item<int64_t>()))
      pictures.push_back(std::move(*picture));
  }
  return pictures;
}

Result<SegmenterProgress> DeepLabTrainer::train(
    const LabelledPictureLoader& loader,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const SegmenterProgress&)>& report) {
  if (options_.pictures <= 0) return Error{ErrorKind::WrongUse, "there is nothing to train on", ""};
  const auto next = [&](torch::Generator& generator, double fraction) -> Result<SegmenterProgress> {
    const auto pictures = draw(loader);
    // Statistics of a batch need more than one picture.
    if (pictures.size() < 2)
      return Error{ErrorKind::Unreadable, "fewer than two training images can be read", ""};
    return step(makeLabelBatch(pictures, options_.profile.views, generator), fraction);
  };
  return loop(next, checkpoint, cancel, report);
}

Result<DeepLabNet> loadDeepLab(const std::filesystem::path& file, DeepLabProfile profile) {
  const auto content = readSafetensors(file);
  if (!content) return content.error();
  profile.architecture = storedArchitecture(*content, profile.architecture);
  const auto last = content->tensors.find("net.head.4.weight");
  if (last == content->tensors.end() || last->second.dim() != 4)
    return Error{ErrorKind::Unreadable, "the file holds no DeepLab head", file.string()};
  DeepLabNet net(profile, last->second.size(0));
  if (auto filled = fillNetwork(*net, *content, file); !filled) return filled.error();
  return net;
}

torch::Tensor deepLabLogits(DeepLabNet& net,
                            const torch::Tensor& image,
                            const Precision& precision) {
  const c10::InferenceMode inference;
  const AutocastGuard autocast(torch::kCPU, precision);
  const auto input = laidOut(normalizeImage(image).unsqueeze(0), precision);
  return net->forward(input)[0].to(torch::kFloat32);
}

torch::Tensor logProbabilities(const torch::Tensor& logits, int64_t height, int64_t width) {
  const c10::InferenceMode inference;
  return enlarged(logits.unsqueeze(0), height, width)[0].log_softmax(0);
}

}  // namespace maskwright::ml
