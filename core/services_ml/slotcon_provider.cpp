#include "core/services_ml/slotcon_provider.h"

#include "core/store/run_repository.h"

namespace maskwright {

Result<Model> newestSlotCon(store::Project& project) {
  const auto model = store::RunRepository(project.connection()).newestModel("slotcon");
  std::error_code ignored;
  if (model && std::filesystem::exists(project.folder() / model->path, ignored)) return *model;
  return Error{ErrorKind::NotFound,
               "there is no SlotCon model; make one with: maskwright pretrain " +
                   project.folder().string() + " --method slotcon --minutes 30",
               project.folder().string()};
}

}  // namespace maskwright
