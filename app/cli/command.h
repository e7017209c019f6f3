#pragma once

#include "app/cli/context.h"
#include "core/store/project.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace maskwright::cli {

/// `addXxx(app, run)` makes the subcommand with its options and calls `run` from its callback.
/// Options live in a shared_ptr captured by the lambda. Example: see init.cpp.
using Action = std::function<int(Context&)>;
using Run = std::function<void(CLI::App* command, Action action)>;

/// All of the below.
void addAll(CLI::App& app, const Run& run);
void addInit(CLI::App& app, const Run& run);
void addScan(CLI::App& app, const Run& run);
void addInfo(CLI::App& app, const Run& run);
void addSample(CLI::App& app, const Run& run);
void addPack(CLI::App& app, const Run& run);
void addPretrain(CLI::App& app, const Run& run);
void addDiscover(CLI::App& app, const Run& run);
void addCluster(CLI::App& app, const Run& run);
void addClusters(CLI::App& app, const Run& run);
void addMap(CLI::App& app, const Run& run);
void addRank(CLI::App& app, const Run& run);
void addDecide(CLI::App& app, const Run& run);
void addRound(CLI::App& app, const Run& run);
void addRounds(CLI::App& app, const Run& run);
void addHistory(CLI::App& app, const Run& run);
void addSemantic(CLI::App& app, const Run& run);
void addExport(CLI::App& app, const Run& run);
void addImport(CLI::App& app, const Run& run);
void addWeights(CLI::App& app, const Run& run);
void addEvaluate(CLI::App& app, const Run& run);
void addSimulate(CLI::App& app, const Run& run);
void addOverview(CLI::App& app, const Run& run);
void addDuplicates(CLI::App& app, const Run& run);
void addGui(CLI::App& app, const Run& run);

/// Opens a project for a command that writes.
Result<std::unique_ptr<store::Project>> openProject(
    const std::string& folder, store::OpenMode mode = store::OpenMode::ReadWrite);

}  // namespace maskwright::cli
