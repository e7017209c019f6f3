#include "app/cli/command.h"
#include "core/services/evaluate_service.h"
#include "core/services/semantic_evaluate.h"

#include <cmath>

namespace maskwright::cli {
namespace {

struct Options {
  std::string subject, which = "candidates", type = "segm";
  int round = -1;
  bool semantic = false;
  std::string background = "class";
  EvaluateRequest request;
};

void printScores(const char* name,
                 const coco::SemanticScores& scores,
                 const SemanticReport& report,
                 Context& context) {
  const std::string prefix = name;
  context.result(prefix + "_mIoU", scores.meanIou, 4);
  context.result(prefix + "_pixel_accuracy", scores.pixelAccuracy, 4);
  std::string text, json;
  for (size_t c = 0; c < report.classes.size(); ++c) {
    if (std::isnan(scores.iou[c])) continue;
    char number[32];
    std::snprintf(number, sizeof number, "%.4f", scores.iou[c]);
    text += (text.empty() ? "" : ", ") + report.classes[c] + " " + number;
    json += (json.empty() ? "" : ",") + jsonString(report.classes[c]) + ":" + number;
  }
  context.resultJson(prefix + "_IoU", text, "{" + json + "}");
}

/// Label maps against true masks.
int evaluateMaps(const Options& options, Context& context) {
  auto project = openProject(options.subject, store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  SemanticEvaluateRequest request;
  request.against = options.request.against;
  request.backgroundIsAClass = options.background == "class";
  const auto report = evaluateSemantic(**project, request, context.cancel(), context);
  if (!report) return context.fail(report.error());
  context.result("run", report->run);
  context.result("images", report->images);
  context.result("pixels", report->pixels);
  context.result("prototypes", static_cast<int64_t>(report->prototypes));
  context.result("groups", static_cast<int64_t>(report->groups));
  context.result("classes", static_cast<int64_t>(report->classes.size()));
  context.result("unlabelled_pixels",
                 std::string(request.backgroundIsAClass ? "one class, background" : "left out"));
  printScores("one_to_one", report->oneToOne, *report, context);
  printScores("many_to_one", report->manyToOne, *report, context);
  if (report->named) printScores("by_name", *report->named, *report, context);
  return context.finish();
}

void print(const EvaluateReport& report, const Options& options, Context& context) {
  const auto names = coco::statNames(report.settings);
  for (size_t i = 0; i < names.size(); ++i) context.result(names[i], report.evaluation.stats[i], 4);
  const auto& extra = report.evaluation.extra;
  context.result("mBO", extra.mbo, 4);
  context.result("coverage50", extra.coverage50, 4);
  context.result("CorLoc", extra.corLoc, 4);
  if (options.request.type == coco::IouType::Mask)
    context.result("CorLoc_mask", extra.corLocByType, 4);
  context.result("precision_best_n", extra.bestPrecision, 4);
  context.result("best_n", extra.bestCount);
  context.result("images", extra.images);
  context.result("true_masks", extra.truths);
  context.result("masks", extra.detections);
  if (options.request.excludeDecided) context.result("excluded_images", report.excludedImages);
}

int evaluate(Options options, Context& context) {
  options.request.type = options.type == "bbox" ? coco::IouType::Box : coco::IouType::Mask;
  options.request.which =
      options.which == "accepted" ? EvaluateWhich::Accepted : EvaluateWhich::Candidates;
  if (options.round >= 0) options.request.round = options.round;
  const auto& limits = options.request.maxDetections;
  if (limits.size() != 3 || limits[0] < 1 || limits[0] > limits[1] || limits[1] > limits[2])
    return context.fail(
        {ErrorKind::WrongUse, "--max-detections takes three rising whole numbers", ""});

  if (options.semantic) return evaluateMaps(options, context);
  std::error_code ignored;
  if (std::filesystem::is_regular_file(options.subject, ignored)) {
    if (options.request.excludeDecided || options.round >= 0 || options.which != "candidates")
      return context.fail({ErrorKind::WrongUse,
                           "--exclude-decided, --round and --which need a project",
                           options.subject});
    const auto report = evaluateResults(options.subject, options.request, context);
    if (!report) return context.fail(report.error());
    print(*report, options, context);
    return context.finish();
  }
  auto project = openProject(options.subject, store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  const auto report = evaluateProject(**project, options.request, context.cancel(), context);
  if (!report) return context.fail(report.error());
  context.result("round", static_cast<int64_t>(report->round));
  print(*report, options, context);
  return context.finish();
}

}  // namespace

void addEvaluate(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "evaluate", "Score a project or a COCO results file against true masks (COCO evaluation)");
  command->add_option("SUBJECT", options->subject, "project folder, results list or COCO file")
      ->required();
  command->add_option("--against", options->request.against, "COCO file with the true masks")
      ->required();
  command->add_flag("--class-agnostic", options->request.classAgnostic, "shapes alone");
  command->add_option("--type", options->type, "segm (default) or bbox")
      ->check(CLI::IsMember({"segm", "bbox"}));
  command
      ->add_option("--which",
                   options->which,
                   "candidates: the newest round's by confidence, decisions ignored (default); "
                   "accepted: what people accepted")
      ->check(CLI::IsMember({"candidates", "accepted"}));
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  auto* semantic = command->add_flag(
      "--semantic", options->semantic, "the newest label maps: mIoU and pixel accuracy");
  command
      ->add_option("--background",
                   options->background,
                   "pixels without a true object: class (one more class) or ignore")
      ->check(CLI::IsMember({"class", "ignore"}))
      ->needs(semantic)
      ->capture_default_str();
  command->add_flag("--exclude-decided",
                    options->request.excludeDecided,
                    "only images on which nobody decided anything");
  command
      ->add_option("--max-detections",
                   options->request.maxDetections,
                   "three limits per image (default 1 10 100)")
      ->expected(3);
  run(command, [options](Context& context) { return evaluate(*options, context); });
}

}  // namespace maskwright::cli
