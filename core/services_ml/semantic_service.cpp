#include "core/services_ml/semantic_service.h"

#include "core/base/version.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/slotcon_map.h"
#include "core/services_ml/semantic_maps.h"
#include "core/services_ml/semantic_maskdistill.h"
#include "core/services_ml/slotcon_provider.h"

#include <opencv2/imgproc.hpp>

namespace maskwright {
namespace {

/// The prototype with the largest cosine at each pixel.
imaging::PixelLabels nearestPrototypes(const ml::SlotConTeacher& teacher,
                                       const ml::Precision& precision,
                                       int shortSide,
                                       const cv::Mat& bgr,
                                       cv::Size out) {
  const cv::Size size = ml::workSize(bgr.size(), shortSide, 4 * shortSide);
  cv::Mat picture;
  cv::resize(bgr, picture, size, 0, 0, size.width < bgr.cols ? cv::INTER_AREA : cv::INTER_LINEAR);
  const auto map = ml::prototypeMap(
      ml::teacherScores(teacher, ml::normalizedTensor(picture), precision), out.height, out.width);
  const auto which = map.labels.contiguous(), best = map.scores.contiguous();
  imaging::PixelLabels labels;
  cv::Mat(out, CV_32F, best.data_ptr<float>()).copyTo(labels.scores);
  labels.labels = cv::Mat(out, CV_16U);
  const int64_t* label = which.data_ptr<int64_t>();
  for (auto it = labels.labels.begin<uint16_t>(); it != labels.labels.end<uint16_t>(); ++it)
    *it = static_cast<uint16_t>(*label++);
  return labels;
}

Result<SemanticSummary> mapBySlotCon(store::Project& project,
                                     const SemanticRequest& request,
                                     const CancelToken& cancel,
                                     ProgressSink& sink) {
  if (request.shortSide != 0 && (request.shortSide < 64 || request.shortSide > 2048))
    return Error{ErrorKind::WrongUse, "short side: 64 to 2048", ""};
  const auto model = newestSlotCon(project);
  if (!model) return model.error();
  const auto teacher = ml::readSlotConTeacher(project.folder() / model->path);
  if (!teacher) return teacher.error();
  const int shortSide =
      request.shortSide > 0 ? request.shortSide : static_cast<int>(2 * teacher->crop);
  auto precision = ml::detectPrecision(torch::kCPU);
  if (request.float32) precision.bfloat16 = false;
  SemanticLabeller labeller;
  labeller.label = [&](const cv::Mat& bgr, cv::Size size) {
    return nearestPrototypes(*teacher, precision, shortSide, bgr, size);
  };
  labeller.decodeSide = shortSide;
  labeller.labels = static_cast<int>(teacher->encoder->prototypes.size(0));
  labeller.provenance = model->provenance;
  Run run;
  run.kind = "semantic";
  run.method = request.method;
  run.profile = model->architecture + ", " + std::to_string(shortSide) + " px, " +
                std::to_string(labeller.labels) + " prototypes";
  run.settingsJson =
      "{\"model\":\"" + model->contentHash + "\",\"short_side\":" + std::to_string(shortSide) + "}";
  run.version = kVersion;
  run.model = model->id;
  return makeSemanticMaps(project, run, labeller, {request.limit, request.threads}, cancel, sink);
}

}  // namespace

Result<SemanticSummary> segmentSemantically(store::Project& project,
                                            const SemanticRequest& request,
                                            const CancelToken& cancel,
                                            ProgressSink& sink) {
  try {
    if (request.method == "slotcon") return mapBySlotCon(project, request, cancel, sink);
    if (request.method == "maskdistill") return mapByMaskDistill(project, request, cancel, sink);
    return Error{ErrorKind::WrongUse, "methods of semantic maps: slotcon, maskdistill", ""};
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
