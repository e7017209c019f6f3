#include "app/cli/command.h"
#include "core/services_ml/round_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  RoundRequest request;
};

int round(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  const auto summary = runRound(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("round", static_cast<int64_t>(summary->number));
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
  command->add_option("--segmenter", request.segmenter, "solo, or mask-rcnn")
      ->capture_default_str();
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
  command->add_option("--seed", request.seed, "seed")->capture_default_str();
  command->add_flag("--resume", request.resume, "go on with the newest unfinished round");
  run(command, [options](Context& context) { return round(*options, context); });
}

}  // namespace maskwright::cli
