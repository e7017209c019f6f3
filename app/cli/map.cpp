#include "app/cli/command.h"
#include "core/services/layout_service.h"
#include "core/services/similar_service.h"
#include "core/store/candidate_repository.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  int round = -1;
  uint64_t seed = 1;
};

int map(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  const int round =
      options.round >= 0 ? options.round : store::CandidateRepository(connection).newestRound();
  // The index first: it takes seconds, and "more like this" can do without the map.
  const auto similar =
      buildSimilarIndex(connection, (*project)->cacheFolder(), round, context.cancel(), context);
  if (!similar) return context.fail(similar.error());
  const auto layout = layOutCandidates(connection, round, options.seed, context.cancel(), context);
  if (!layout) return context.fail(layout.error());
  context.result("round", static_cast<int64_t>(round));
  context.result("candidates", layout->candidates);
  if (!std::isnan(layout->trustworthiness))
    context.result("trustworthiness", layout->trustworthiness);
  context.result("index_exact", int64_t{similar->exact});
  context.result("index_recall", similar->recall);
  context.result("index_bytes", similar->bytes);
  return context.finish();
}

}  // namespace

void addMap(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "map", "Lay a round's candidates out by their embeddings, and index them for similar ones");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--seed", options->seed, "seed of the layout");
  run(command, [options](Context& context) { return map(*options, context); });
}

}  // namespace maskwright::cli
