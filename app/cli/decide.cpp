#include "app/cli/command.h"
#include "core/services/decide_service.h"
#include "core/services/review_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, file;
  int round = -1;
  StandInRequest standIn;
};

void print(const DecideSummary& summary, Context& context) {
  context.result("decided", summary.changed);
  context.result("accepted", summary.accepted);
  context.result("bad_mask", summary.badMask);
  context.result("not_an_object", summary.notAnObject);
  if (summary.other > 0) context.result("other", summary.other);
}

int fromFile(const Options& options, store::Project& project, Context& context) {
  const auto summary = decideFromFile(project, options.file, currentAuthor(), context);
  if (!summary) return context.fail(summary.error());
  print(*summary, context);
  return context.finish();
}

int standIn(Options options, store::Project& project, Context& context) {
  if (options.round >= 0) options.standIn.round = options.round;
  const auto summary = decideAgainst(project, options.standIn, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  print(summary->decided, context);
  if (summary->inCrowd > 0) context.result("left_in_crowds", summary->inCrowd);
  std::string text, json = "[";
  for (const auto& image : summary->images) {
    text += (text.empty() ? "" : " ") + image;
    json += (json.size() == 1 ? "" : ",") + jsonString(image);
  }
  context.resultJson("images", text, json + "]");
  return context.finish();
}

int decide(const Options& options, Context& context) {
  if (options.file.empty() == options.standIn.against.empty())
    return context.fail({ErrorKind::WrongUse, "give either --file or --against", ""});
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  return options.file.empty() ? standIn(options, **project, context)
                              : fromFile(options, **project, context);
}

}  // namespace

void addDecide(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "decide", "Decide in bulk: from a file, or as a stand-in annotator with true masks");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--file", options->file, "CSV file: candidate_id,verdict,category");
  command->add_option(
      "--against",
      options->standIn.against,
      "COCO file with true masks: accept from --accept-iou, bad mask from 0.5, else "
      "not an object");
  command
      ->add_option("--accept-iou",
                   options->standIn.acceptIou,
                   "IoU with a true mask from which one is accepted (default 0.75)")
      ->check(CLI::Range(0.1, 1.));
  command
      ->add_option("--image-fraction",
                   options->standIn.imageFraction,
                   "share of the images to decide (default 0.1)")
      ->check(CLI::Range(0., 1.));
  command->add_option("--seed", options->standIn.seed, "seed of the choice of images (default 1)");
  command->add_option("--round", options->round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  run(command, [options](Context& context) { return decide(*options, context); });
}

}  // namespace maskwright::cli
