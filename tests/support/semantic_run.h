#pragma once

#include "core/services/prototype_service.h"
#include "core/store/prototype_repository.h"
#include "tests/support/temp_project.h"

#include <string>
#include <vector>

namespace maskwright::test {

/// Adds a finished semantic run over the images: the prototypes 0 .. count - 2 have falling shares
/// of every image and a region in each, the last one has no pixel.
inline Run addSemanticRun(TempProject& project, const std::vector<ImageId>& images, int count) {
  Run run;
  run.kind = "semantic";
  run.method = "slotcon";
  run.settingsJson = "{}";
  store::RunRepository runs(project.connection());
  run.id = runs.start(run);
  store::Transaction transaction(project.connection());
  store::PrototypeRepository prototypes(project.connection());
  prototypes.ensure(run.id, count);
  std::vector<PrototypeRegion> regions;
  for (size_t i = 0; i < images.size(); ++i) {
    std::vector<PrototypeInImage> found;
    for (int number = 0; number + 1 < count; ++number) {
      found.push_back({number, images[i], 8 * (count - number), 0.5});
      const auto mask = project.rectangle(images[i], number % 8, 2, 0.5);
      regions.push_back(
          {number, static_cast<int>(i) + 1, images[i], mask.box, mask.mask, mask.sourceScore});
    }
    prototypes.setImage(run.id, images[i], found);
  }
  prototypes.summarize(run.id);
  prototypes.replaceRegions(run.id, regions);
  runs.finish(run.id, RunState::Finished);
  transaction.commit();
  return run;
}

}  // namespace maskwright::test
