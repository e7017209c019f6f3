#include "core/services_ml/vit_provider.h"

#include "core/ml/weights/load_backbone.h"
#include "core/services_ml/adopt_weights.h"
#include "core/store/run_repository.h"

#include <optional>

namespace maskwright {
namespace {

constexpr const char* kKind = "vit";

constexpr const char* kNeeded =
    "attention and mask-cut rest on a vision transformer, and none ships with Maskwright: give the "
    "weights of a DINO, DINOv2 or DINOv3 backbone (safetensors, .pth) with --weights, or train one "
    "on a large collection (pretrain --method dino)";

}  // namespace

bool holdsVit(const std::filesystem::path& file) {
  const auto known = ml::BackboneFile::open(file);
  return known.ok() && known->layout().vit;
}

Result<BackboneChoice> provideVit(store::Project& project,
                                  const std::filesystem::path& weights,
                                  int64_t heads,
                                  ProgressSink& sink) {
  store::RunRepository runs(project.connection());
  std::optional<Model> model;
  if (!weights.empty()) {
    const auto known = ml::readBackbone(weights, heads > 0 ? std::optional(heads) : std::nullopt);
    if (!known) return known.error();
    if (!known->layout.vit || known->layout.vit->heads == 0) {
      return Error{ErrorKind::WrongUse,
                   known->layout.vit ? known->layout.notes.front() : kNeeded,
                   weights.string()};
    }
    auto adopted = adoptWeights(project, weights, kKind, *known);
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
