#include "app/cli/command.h"
#include "core/services_ml/discover_service.h"

#include <cstdio>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  std::string weights;
  DiscoverRequest request;
  bool noPretrain = false, noBundled = false, noRefine = false, oneView = false, noTree = false,
       noZoom = false;
};

std::string stageText(const DiscoverSummary& summary, bool json) {
  std::string text;
  for (const auto& [stage, seconds] : summary.stageSeconds) {
    char number[32];
    std::snprintf(number, sizeof number, "%.2f", seconds);
    text += json ? (text.empty() ? "" : ",") + jsonString(stage) + ":" + number
                 : (text.empty() ? "" : ", ") + stage + " " + number;
  }
  return json ? "{" + text + "}" : text;
}

int discover(Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  options.request.backbone.weights = options.weights;
  options.request.backbone.pretrain = !options.noPretrain;
  options.request.backbone.bundled = !options.noPretrain && !options.noBundled;
  options.request.refine = !options.noRefine;
  options.request.mergeTree = !options.noTree;
  options.request.zoom = !options.noZoom;
  if (options.oneView) options.request.furtherViews.clear();
  const auto summary = discoverCandidates(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("images", summary->images);
  context.result("skipped", summary->skipped);
  context.result("unreadable", summary->unreadable);
  context.result("candidates", summary->candidates);
  context.result("clusters", static_cast<int64_t>(summary->clusters));
  context.result("seconds", summary->seconds, 1);
  context.resultJson("stage_seconds", stageText(*summary, false), stageText(*summary, true));
  context.result("profile", summary->profile);
  context.result("masks_rest_on", summary->provenance);
  return context.finish();
}

}  // namespace

void addDiscover(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  DiscoverRequest& request = options->request;
  auto* command = app.add_subcommand("discover", "Find candidate masks on the project's images");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command
      ->add_option("--method",
                   request.method,
                   "free-mask, slots, tree, attention or mask-cut; several with commas are pooled")
      ->capture_default_str();
  command->add_option(
      "--weights",
      options->weights,
      "backbone as safetensors (else the project's newest, else the bundled one); a "
      "vision transformer for attention and mask-cut");
  command
      ->add_option("--heads",
                   request.vitHeads,
                   "attention heads of the vision transformer; 0 = what its file tells")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option(
          "--vit-side", request.vitSide, "pixels of the picture as the vision transformer sees it")
      ->capture_default_str();
  command
      ->add_option(
          "--tau", request.cutTaus, "mask-cut: cosine above which patches are alike; several vote")
      ->capture_default_str();
  command->add_option("--cut-masks", request.cutMasks, "mask-cut: masks a picture and tau, at most")
      ->capture_default_str();
  command->add_flag("--no-bundled",
                    options->noBundled,
                    "pre-train on this collection alone if it has no weights");
  command->add_flag(
      "--no-pretrain", options->noPretrain, "untrained backbone if the project has none");
  command->add_option("--architecture", request.backbone.architecture, "of a backbone made here")
      ->check(CLI::IsMember({"resnet18", "resnet34", "resnet50", "resnet101"}))
      ->capture_default_str();
  command
      ->add_option("--minutes",
                   request.backbone.pretrainMinutes,
                   "pre-training time if there are no weights")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", request.backbone.seed, "of everything random")
      ->capture_default_str();
  command->add_option("--limit", request.limit, "only the first N images; 0 = all")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option(
          "--candidates", request.candidates, "most confident distinct candidates an image")
      ->capture_default_str();
  command->add_option("--short-side", request.shortSide, "pixels of the picture as it is looked at")
      ->capture_default_str();
  command
      ->add_option("--further-views",
                   request.furtherViews,
                   "further views of the picture, as shares of that size")
      ->capture_default_str();
  command->add_flag("--one-view", options->oneView, "none of them");
  command->add_flag("--no-zoom", options->noZoom, "no tiles for pictures of small objects");
  command->add_flag("--no-merge-tree", options->noTree, "Free Mask alone");
  command->add_option("--stride", request.stride, "of the feature map: 16 or 32")
      ->check(CLI::IsMember({16, 32}))
      ->capture_default_str();
  command->add_flag(
      "--dilate", request.dilate, "stride 16 by a dilated last stage instead of the enlarged map");
  command->add_flag("--no-refine", options->noRefine, "plain enlargement, no outline refinement");
  command
      ->add_option("--top-fraction",
                   request.topFraction,
                   "drop masks centred above this share of the height")
      ->capture_default_str();
  command
      ->add_option("--max-width",
                   request.maxWidthFraction,
                   "drop masks at least this share of the width wide; 1 = off")
      ->capture_default_str();
  command->add_option("--min-score", request.minScore, "of the mask after NMS")
      ->capture_default_str();
  command->add_option("--min-area", request.minAreaFraction, "share of the image")
      ->capture_default_str();
  command->add_option("--threads", request.threads, "0 = all processors")->capture_default_str();
  command->add_flag("--float32", request.float32, "no bfloat16");
  run(command, [options](Context& context) { return discover(*options, context); });
}

}  // namespace maskwright::cli
