#include "core/services_ml/backbone_provider.h"

#include "core/base/hash.h"
#include "core/ml/weights/load_backbone.h"
#include "core/services/bundled_weights.h"
#include "core/services_ml/pretrain_service.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

namespace maskwright {
namespace {

namespace fs = std::filesystem;

BackboneChoice fromModel(const store::Project& project, const Model& model) {
  return {model.id,
          project.folder() / model.path,
          model.architecture,
          model.contentHash,
          model.provenance};
}

/// Copies the file into the project (as safetensors, whatever it was), so that the project can
/// repeat its jobs anywhere, and registers it once.
Result<BackboneChoice> adoptFile(store::Project& project, const fs::path& file) {
  const auto weights = ml::readResNet(file);
  if (!weights) return weights.error();
  auto hash = contentHash(file);
  if (!hash) return hash.error();
  store::RunRepository runs(project.connection());
  if (const auto known = runs.modelByHash("backbone", *hash)) return fromModel(project, *known);

  const fs::path name =
      "models/" + file.stem().string() + "-" + hash->substr(0, 8) + ".safetensors";
  std::error_code code;
  fs::create_directories(project.modelsFolder(), code);
  if (weights->container == ml::Container::Safetensors) {
    fs::copy_file(file, project.folder() / name, fs::copy_options::overwrite_existing, code);
    if (code) {
      return Error{
          ErrorKind::Unwritable, "can't be copied into the project: " + code.message(), file};
    }
  } else {
    auto written = ml::writeSafetensors(
        project.folder() / name, weights->tensors, {{"converted_from", file.filename().string()}});
    if (!written) return written.error();
  }
  Model model;
  model.kind = "backbone";
  model.architecture = weights->layout.architecture;
  model.path = name.generic_string();
  model.contentHash = *hash;
  const auto told = weights->metadata.find("provenance");
  model.provenance = "weights from the file " + file.filename().string();
  if (told != weights->metadata.end()) model.provenance += " (" + told->second + ")";
  model.createdMs = store::nowMs();
  model.id = runs.addModel(model);
  return fromModel(project, model);
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
  if (model && fs::exists(project.folder() / model->path)) return tell(fromModel(project, *model));
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
  return tell(fromModel(project, *model));
}

}  // namespace maskwright
