#include "app/cli/command.h"
#include "core/services_ml/pretrain_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  PretrainRequest request;
};

int pretrain(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  PretrainRequest request = options.request;
  if (request.epochs > 0) request.minutes = 0;
  const auto summary = pretrainBackbone(**project, request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("weights", summary->file.string());
  context.result("rests on", summary->provenance);
  context.result("images", summary->images);
  context.result("steps", summary->steps);
  context.result("seconds", summary->seconds, 1);
  context.result("kept", summary->better ? std::string("yes") : "no: " + summary->notKept);
  if (summary->quality > 0) {
    context.result("mask_quality_before", summary->qualityBefore, 4);
    context.result("mask_quality", summary->quality, 4);
  }
  for (const auto& [name, value] : summary->metrics) context.result(name, value);
  return context.finish();
}

}  // namespace

void addPretrain(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto& request = options->request;
  auto* command = app.add_subcommand(
      "pretrain", "Self-supervised pre-training of the backbone on this collection");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command
      ->add_option(
          "--method",
          request.method,
          "densecl, slotcon, or dino (a vision transformer: for large collections and GPUs)")
      ->check(CLI::IsMember({"densecl", "slotcon", "dino"}))
      ->capture_default_str();
  command->add_option(
      "--backbone", request.architecture, "resnet18 or resnet50 (default: the profile's)");
  command->add_option("--vit", request.vit, "dino: tiny or small (default: the profile's)")
      ->check(CLI::IsMember({"tiny", "small"}));
  command->add_flag("--anyway",
                    request.anyway,
                    "train also where the method is known to fail on so few images (dino)");
  command
      ->add_option("--profile",
                   request.profile,
                   "slotcon, dino: preview, small, or full (the published figures)")
      ->check(CLI::IsMember({"preview", "small", "full"}))
      ->capture_default_str();
  auto* minutes =
      command->add_option("--minutes", request.minutes, "time budget")->capture_default_str();
  command->add_option("--epochs", request.epochs, "instead of a time budget")->excludes(minutes);
  auto* init = command->add_option(
      "--init",
      request.init,
      "weights to start from (safetensors, .pth, .pkl; default: the bundled ones)");
  command->add_flag("--from-scratch", request.fromScratch, "from random weights")->excludes(init);
  command->add_option("--seed", request.seed, "seed")->capture_default_str();
  run(command, [options](Context& context) { return pretrain(*options, context); });
}

}  // namespace maskwright::cli
