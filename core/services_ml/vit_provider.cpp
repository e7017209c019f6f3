#include "core/services_ml/vit_provider.h"

#include "core/ml/weights/load_vit.h"
#include "core/ml/weights/safetensors_header.h"
#include "core/services_ml/adopt_weights.h"
#include "core/store/run_repository.h"

#include <optional>

namespace maskwright {
namespace {

constexpr const char* kKind = "vit";

constexpr const char* kNeeded =
    "attention and mask-cut rest on a vision transformer, and none ships with Maskwright: give the "
    "weights of a DINO, DINOv2 or DINOv3 backbone (safetensors) with --weights";

}  // namespace

bool holdsVit(const std::filesystem::path& file) {
  const auto header = ml::readSafetensorsHeader(file);
  if (!header) return false;
  for (const auto& tensor : header->tensors)
    if (tensor.name == "patch_embed.proj.weight") return true;
  return false;
}

Result<BackboneChoice> provideVit(store::Project& project,
                                  const std::filesystem::path& weights,
                                  int64_t heads,
                                  ProgressSink& sink) {
  store::RunRepository runs(project.connection());
  std::optional<Model> model;
  if (!weights.empty()) {
    const auto content = ml::readSafetensors(weights);
    if (!content) return content.error();
    const auto settings = ml::recognizeVit(*content, heads);
    if (!settings) return Error{settings.error().kind, settings.error().message, weights};
    auto adopted = adoptWeights(project, weights, kKind, ml::vitName(*settings), content->metadata);
    if (!adopted) return adopted.error();
    model = *adopted;
  } else {
    model = runs.newestModel(kKind);
    if (!model || !std::filesystem::exists(project.folder() / model->path))
      return Error{ErrorKind::WrongUse, kNeeded, ""};
  }
  const BackboneChoice choice = choiceOf(project, *model);
  sink.message("The masks of the vision transformer (" + choice.architecture + ") rest on " +
               choice.provenance + ".");
  return choice;
}

}  // namespace maskwright
