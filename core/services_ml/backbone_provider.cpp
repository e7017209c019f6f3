#include "core/services_ml/backbone_provider.h"

#include "core/ml/weights/load_backbone.h"
#include "core/services_ml/adopt_weights.h"
#include "core/services_ml/bundled_weights.h"
#include "core/services_ml/pretrain_service.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

namespace maskwright {
namespace {

namespace fs = std::filesystem;

/// Registers the file as a backbone of the project.
Result<BackboneChoice> adoptFile(store::Project& project, const fs::path& file) {
  auto content = ml::readSafetensors(file);
  if (!content) return content.error();
  const auto info = ml::recognizeBackbone(content->tensors);
  if (!info) return Error{info.error().kind, info.error().message, file};
  const auto model = adoptWeights(project, file, "backbone", info->architecture, content->metadata);
  if (!model) return model.error();
  return choiceOf(project, *model);
}

BackboneChoice untrained(const BackboneRequest& request) {
  BackboneChoice choice;
  choice.architecture = request.architecture;
  choice.identity = "untrained:" + request.architecture + ":" + std::to_string(request.seed);
  choice.provenance = "an untrained " + request.architecture +
                      " (random weights): edges and colours only, nothing was learned";
  return choice;
}

}  // namespace

Result<BackboneChoice> provideBackbone(store::Project& project,
                                       const BackboneRequest& request,
                                       const CancelToken& cancel,
                                       ProgressSink& sink) {
  const auto tell = [&sink](const BackboneChoice& choice) {
    sink.message("The masks rest on " + choice.provenance + ".");
    return choice;
  };
  if (!request.weights.empty()) {
    auto choice = adoptFile(project, request.weights);
    if (!choice) return choice.error();
    return tell(*choice);
  }
  store::RunRepository runs(project.connection());
  auto model = runs.newestModel("backbone");
  if (model && fs::exists(project.folder() / model->path)) return tell(choiceOf(project, *model));
  if (request.bundled && request.architecture == kBundledArchitecture) {
    if (const auto file = bundledBackbone()) {
      auto choice = adoptFile(project, *file);
      if (choice) return tell(*choice);
      sink.message("The bundled weights can't be used: " + choice.error().text());
    }
  }
  if (!request.pretrain) return tell(untrained(request));
  if (store::ImageRepository(project.connection()).countPresent() < kLeastPretrainImages) {
    return tell(untrained(request));  // nothing to learn from
  }
  PretrainRequest pretraining;
  pretraining.architecture = request.architecture;
  pretraining.minutes = request.pretrainMinutes;
  pretraining.seed = request.seed;
  pretraining.fromScratch = !request.bundled;
  sink.message("No weights yet: pre-training on this collection first.");
  const auto trained = pretrainBackbone(project, pretraining, cancel, sink);
  if (!trained) return trained.error();
  model = runs.newestModel("backbone");
  if (!model) return Error{ErrorKind::Internal, "pre-training left no weights", project.folder()};
  return tell(choiceOf(project, *model));
}

}  // namespace maskwright
