#include "app/cli/command.h"
#include "core/services/rank_service.h"
#include "core/services/ranking_inputs_table.h"
#include "core/services/verdict_inheritance.h"
#include "core/store/candidate_repository.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, inputs;
  int round = -1;
};

int rank(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  const int round =
      options.round >= 0 ? options.round : store::CandidateRepository(connection).newestRound();
  const auto handed = handDownNews(connection, round);
  if (!handed) return context.fail(handed.error());
  const auto summary = rankCandidates(connection, round);
  if (!summary) return context.fail(summary.error());
  context.result("round", static_cast<int64_t>(round));
  context.result("candidates", summary->candidates);
  context.result("decisions used", summary->decisionsUsed);
  context.result("method", summary->method);
  if (handed->linked + handed->inherited > 0)
    context.result("decided in earlier rounds since", handed->linked + handed->inherited);
  if (summary->calibration) {
    context.result("calibration error", summary->calibration->error);
    context.result("brier", summary->calibration->brier);
    context.result("brier of the base rate", summary->calibration->baseBrier);
    context.result("auc", summary->calibration->auc);
  }
  if (!options.inputs.empty()) {
    const auto rows = writeRankingInputs(connection, round, options.inputs);
    if (!rows) return context.fail(rows.error());
    context.result("inputs written", *rows);
  }
  return context.finish();
}

}  // namespace

void addRank(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("rank", "Compute the confidence of a round's candidates");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--inputs",
                      options->inputs,
                      "write what the ranking knows of each candidate as a table (CSV)");
  run(command, [options](Context& context) { return rank(*options, context); });
}

}  // namespace maskwright::cli
