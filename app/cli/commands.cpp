#include "app/cli/command.h"

namespace maskwright::cli {

void addAll(CLI::App& app, const Run& run) {
  addInit(app, run);
  addSample(app, run);
  addScan(app, run);
  addPretrain(app, run);
  addDiscover(app, run);
  addCluster(app, run);
  addRank(app, run);
  addDecide(app, run);
  addSemantic(app, run);
  addExport(app, run);
  addRound(app, run);
  addImport(app, run);
  addWeights(app, run);
  addEvaluate(app, run);
  addInfo(app, run);
  addGui(app, run);
}

}  // namespace maskwright::cli
