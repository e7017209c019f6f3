#include "app/cli/command.h"
#include "core/services/cluster_service.h"
#include "core/store/candidate_repository.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  int k = 0;
  int round = -1;
  uint64_t seed = 1;
};

int cluster(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  const int round =
      options.round >= 0 ? options.round : store::CandidateRepository(connection).newestRound();
  const auto summary = clusterCandidates(connection, round, options.k, options.seed);
  if (!summary) return context.fail(summary.error());
  context.result("round", static_cast<int64_t>(round));
  context.result("candidates", summary->candidates);
  context.result("clusters", static_cast<int64_t>(summary->clusters));
  return context.finish();
}

}  // namespace

void addCluster(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("cluster", "Group the candidates of a round by their embeddings");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command
      ->add_option("--k", options->k, "number of clusters (default: from the number of candidates)")
      ->check(CLI::Range(1, 10000));
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--seed", options->seed, "seed of the first centres");
  run(command, [options](Context& context) { return cluster(*options, context); });
}

}  // namespace maskwright::cli
