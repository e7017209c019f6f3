#include "core/services_ml/adopt_weights.h"

#include "core/base/hash.h"
#include "core/store/run_repository.h"

namespace maskwright {

namespace fs = std::filesystem;

BackboneChoice choiceOf(const store::Project& project, const Model& model) {
  return {model.id,
          project.folder() / model.path,
          model.architecture,
          model.contentHash,
          model.provenance};
}

Result<Model> adoptWeights(store::Project& project,
                           const fs::path& file,
                           const std::string& kind,
                           const std::string& architecture,
                           const std::map<std::string, std::string>& metadata) {
  auto hash = contentHash(file);
  if (!hash) return hash.error();
  store::RunRepository runs(project.connection());
  if (const auto known = runs.modelByHash(kind, *hash)) return *known;

  const fs::path name =
      "models/" + file.stem().string() + "-" + hash->substr(0, 8) + ".safetensors";
  std::error_code code;
  fs::create_directories(project.modelsFolder(), code);
  fs::copy_file(file, project.folder() / name, fs::copy_options::overwrite_existing, code);
  if (code) {
    return Error{
        ErrorKind::Unwritable, "can't be copied into the project: " + code.message(), file};
  }
  Model model;
  model.kind = kind;
  model.architecture = architecture;
  model.path = name.generic_string();
  model.contentHash = *hash;
  model.provenance = "weights from the file " + file.filename().string();
  const auto told = metadata.find("provenance");
  if (told != metadata.end()) model.provenance += " (" + told->second + ")";
  model.createdMs = store::nowMs();
  model.id = runs.addModel(model);
  return model;
}

}  // namespace maskwright
