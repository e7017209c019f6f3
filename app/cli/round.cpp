#include "app/cli/command.h"
#include "core/services_ml/round_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  RoundRequest request;
};

/// What the tuning came to, for people and machines.
void printTuning(const RoundSummary& summary, Context& context) {
  if (summary.tuning) {
    context.result("labels", summary.tuning->labels);
    for (const TuneKind kind : kAllTuneKinds)
      context.result(std::string("accuracy ") + tuneKindName(kind),
                     summary.tuning->comparison.accuracy[static_cast<size_t>(kind)],
                     3);
  }
  if (!summary.refreshed) return;
  context.result("kept embeddings", summary.refreshed->kept);
  context.result("suggestions", summary.refreshed->suggestions);
  context.result("clusters", static_cast<int64_t>(summary.refreshed->clusters));
}

int round(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  const auto summary = runRound(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("round", static_cast<int64_t>(summary->number));
  printTuning(*summary, context);
  if (options.request.segmenter == "none") {
    context.result("candidates", summary->candidates);
    context.result("training seconds", summary->trainSeconds, 1);
    return context.finish();
  }
  context.result("profile", summary->profile);
  context.result("accepted", summary->verified);
  context.result("confident", summary->confident);
  context.result("refused", summary->negatives);
  context.result("ignored", summary->ignored);
  context.result("steps", summary->steps);
  context.result("images", summary->images);
  context.result("candidates", summary->candidates);
  context.result("found by the segmenter", summary->found);
  context.result("inherited verdicts", summary->inherited);
  context.result("same as accepted", summary->linked);
  context.result("training seconds", summary->trainSeconds, 1);
  context.result("discovery seconds", summary->discoverSeconds, 1);
  context.result("rests on", summary->provenance);
  return context.finish();
}

}  // namespace

void addRound(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto& request = options->request;
  auto* command = app.add_subcommand(
      "round", "One self-training round: train on decisions and confident masks, find new ones");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--segmenter", request.segmenter, "solo, mask-rcnn, or none: only --tune")
      ->check(CLI::IsMember({"solo", "mask-rcnn", "none"}))
      ->capture_default_str();
  command
      ->add_option(
          "--tune", request.tune, "mix-and-match: tune the embedding on accepted categories first")
      ->check(CLI::IsMember({"mix-and-match"}));
  command->add_flag("--tune-last-stage",
                    request.tuneLastStage,
                    "tune the last stage of the backbone too, not only the head: slower");
  command
      ->add_option("--profile", request.profile, "preview, small, or full (the published figures)")
      ->capture_default_str();
  auto* minutes = command->add_option("--minutes", request.minutes, "time budget of the training");
  command->add_option("--iterations", request.iterations, "instead of a time budget")
      ->excludes(minutes);
  command->add_flag("--drop-loss,!--no-drop-loss",
                    request.dropLoss,
                    "what overlaps no known mask costs nothing, or is background; default: as the "
                    "profile says");
  command->add_option("--confident",
                      request.confident,
                      "least score of an earlier segmenter's masks that teach while nobody has "
                      "accepted one; default: as its profile says");
  command->add_option(
      "--zoom",
      request.zoom,
      "look at pictures in tiles too, so many times enlarged (1: never); default: by "
      "the size of the masks that teach (full: never)");
  command->add_option("--seed", request.seed, "seed")->capture_default_str();
  command->add_flag("--resume", request.resume, "go on with the newest unfinished round");
  run(command, [options](Context& context) { return round(*options, context); });
}

}  // namespace maskwright::cli
