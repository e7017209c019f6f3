#include "app/cli/command.h"
#include "app/cli/simulate_report.h"
#include "core/services_ml/simulation_rounds.h"

#include <cmath>
#include <unistd.h>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, csv, png;
  std::vector<std::string> policies{"learned"}, without;
  int round = -1, repeat = 1;
  SimulationSource source;
  SimulationSettings settings;
  SimulatedRounds rounds;
};

/// Which part of the learning to leave out.
std::optional<Error> leaveOut(const std::string& part, SimulationSettings& settings) {
  if (part == "refusals") {
    settings.refusals = false;
  } else if (part == "clusters") {
    settings.clusters = false;
  } else if (part == "look-alikes") {
    settings.lookAlikes = false;
  } else {
    return Error{ErrorKind::WrongUse,
                 "--without takes refusals, clusters or look-alikes, not \"" + part + "\"",
                 ""};
  }
  return std::nullopt;
}

/// One run with rounds; `done` of `total` before.
Result<SimulationOutcome> runWithRounds(store::Project& project,
                                        const Options& options,
                                        const SimulationSettings& settings,
                                        Context& context) {
  SimulatedRounds rounds = options.rounds;
  const bool keep = !rounds.work.empty();
  const std::string name =
      std::string(policyName(settings.policy)) + "-" + std::to_string(settings.seed);
  if (keep)
    rounds.work /= name + ".maskwright";
  else
    rounds.work = std::filesystem::temp_directory_path() /
                  ("maskwright-simulate-" + std::to_string(getpid()) + "-" + name);
  rounds.request.seed = settings.seed;
  auto outcome =
      simulateWithRounds(project, options.source, settings, rounds, context.cancel(), context);
  std::error_code ignored;
  if (!keep) std::filesystem::remove_all(rounds.work, ignored);
  if (!outcome) return outcome.error();
  for (const auto& round : outcome->rounds)
    context.message(
        "Round " + std::to_string(round.number) + ": " + std::to_string(round.verified) +
        " accepted masks taught, " + std::to_string(round.found) + " found, " +
        std::to_string(std::lround(round.trainSeconds + round.discoverSeconds)) + " s here");
  return std::move(outcome->outcome);
}

int simulateProject(Options options, Context& context) {
  std::vector<SimulationPolicy> policies;
  for (const auto& name : options.policies) {
    const auto policy = policyFromName(name);
    if (!policy)
      return context.fail({ErrorKind::WrongUse, "there is no policy \"" + name + "\"", ""});
    policies.push_back(*policy);
  }
  for (const auto& part : options.without)
    if (const auto error = leaveOut(part, options.settings)) return context.fail(*error);
  auto project = openProject(options.project, store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  if (options.round >= 0) options.source.round = options.round;
  const auto pool = readSimulationPool(**project, options.source, context.cancel(), context);
  if (!pool) return context.fail(pool.error());

  std::vector<SimulatedPolicy> results;
  const auto rounds = static_cast<int>(options.rounds.at.size());
  const int ways = rounds > 0 ? 2 : 1;  // and without, to compare
  const auto total = static_cast<int64_t>(policies.size()) * options.repeat * ways;
  int64_t done = 0;
  for (const auto policy : policies) {
    for (int way = 0; way < ways; ++way) {
      SimulatedPolicy result;
      result.policy = policy;
      result.rounds = way + 1 < ways ? rounds : 0;
      for (int run = 0; run < options.repeat; ++run) {
        SimulationSettings settings = options.settings;
        settings.policy = policy;
        settings.seed += static_cast<uint64_t>(run);
        auto outcome = result.rounds > 0 ? runWithRounds(**project, options, settings, context)
                                         : simulate(*pool, settings, context.cancel());
        if (!outcome) return context.fail(outcome.error());
        result.runs.push_back(std::move(*outcome));
        context.report({"simulate", ++done, total, -1, {}, {}});
      }
      results.push_back(std::move(result));
    }
  }
  context.result("images", pool->images);
  context.result("candidates", static_cast<int64_t>(pool->table.rows()));
  context.result("objects", static_cast<int64_t>(pool->objectCategory.size()));
  reportSimulation(results, options.settings, context);
  if (!options.csv.empty())
    if (const auto written = writeSimulationCsv(results, options.csv); !written)
      return context.fail(written.error());
  if (!options.png.empty())
    if (const auto written = writeSimulationChart(results, options.png); !written)
      return context.fail(written.error());
  return context.finish();
}

}  // namespace

void addSimulate(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "simulate",
      "Play an annotator who knows the true masks: what does a way of reviewing yield?");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--against", options->source.against, "COCO file with the true masks")
      ->required();
  command->add_option("--seconds", options->settings.seconds, "annotator's time (default 1800)")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--policy",
                   options->policies,
                   "order of review, several with commas: random, source-score, first-confidence, "
                   "learned, cluster-pages, sheets, audited, oracle (default learned)")
      ->delimiter(',');
  command->add_option("--candidates",
                      options->source.candidates,
                      "COCO results of another system instead of the project's candidates");
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--without",
                   options->without,
                   "leave out of the learning: refusals, clusters, look-alikes")
      ->delimiter(',');
  command
      ->add_option("--poor",
                   options->settings.poor,
                   "masks to be corrected that are shown alone: when-it-pays, put off if better "
                   "ones are expected to fill the time that is left (default; policies that don't "
                   "learn expect nothing and correct at once), at-once or later")
      ->transform(
          CLI::Transformer(std::map<std::string, PoorMasks>{{"when-it-pays", PoorMasks::WhenItPays},
                                                            {"at-once", PoorMasks::AtOnce},
                                                            {"later", PoorMasks::Later}}));
  command
      ->add_option("--accept-iou",
                   options->settings.acceptIou,
                   "IoU with a true mask from which one is accepted (default 0.75)")
      ->check(CLI::Range(0.5, 1.));
  command
      ->add_option("--target",
                   options->settings.target,
                   "precision that audits must prove (policy audited, default 0.95)")
      ->check(CLI::Range(0.01, 0.999));
  command
      ->add_option("--rounds-at",
                   options->rounds.at,
                   "annotator's seconds at which self-training rounds begin, with commas; played "
                   "with and without them")
      ->delimiter(',');
  command
      ->add_option("--round-takes",
                   options->rounds.takes,
                   "annotator's seconds until a round's candidates are there (default 300)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--segmenter", options->rounds.request.segmenter, "of the rounds")
      ->check(CLI::IsMember({"solo", "mask-rcnn", "none"}))
      ->capture_default_str();
  command->add_option("--profile", options->rounds.request.profile, "of the rounds")
      ->capture_default_str();
  command->add_option("--iterations", options->rounds.request.iterations, "of the rounds");
  command->add_option("--zoom", options->rounds.request.zoom, "of the rounds");
  command
      ->add_option(
          "--tune",
          options->rounds.request.tune,
          "mix-and-match: the rounds tune the embedding first (with --segmenter none: only)")
      ->check(CLI::IsMember({"mix-and-match"}));
  command->add_flag("--tune-last-stage",
                    options->rounds.request.tuneLastStage,
                    "tune the last stage of the backbone too");
  command->add_option("--keep", options->rounds.work, "folder that keeps the projects with rounds");
  command->add_option("--seed", options->settings.seed, "seed (default 1)");
  command->add_option("--repeat", options->repeat, "runs with seeds one after another (default 1)")
      ->check(CLI::Range(1, 10000));
  command->add_option("--csv", options->csv, "write the curves as a table");
  command->add_option("--png", options->png, "write the curves as a picture");
  run(command, [options](Context& context) { return simulateProject(*options, context); });
}

}  // namespace maskwright::cli
