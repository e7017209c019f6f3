#include "app/cli/command.h"

namespace maskwright::cli {

Result<std::unique_ptr<store::Project>> openProject(const std::string& folder,
                                                    store::OpenMode mode) {
  return store::Project::open(folder, mode);
}

void addAll(CLI::App& app, const Run& run) {
  addInit(app, run);
  addSample(app, run);
  addScan(app, run);
  addPack(app, run);
  addPretrain(app, run);
  addDiscover(app, run);
  addCluster(app, run);
  addClusters(app, run);
  addMap(app, run);
  addRank(app, run);
  addDecide(app, run);
  addSemantic(app, run);
  addExport(app, run);
  addRound(app, run);
  addRounds(app, run);
  addHistory(app, run);
  addImport(app, run);
  addWeights(app, run);
  addEvaluate(app, run);
  addSimulate(app, run);
  addInfo(app, run);
  addOverview(app, run);
  addDuplicates(app, run);
  addGui(app, run);
}

}  // namespace maskwright::cli
