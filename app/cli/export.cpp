#include "app/cli/command.h"
#include "core/services/export_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, check, format = "coco", which = "accepted", segmentation = "polygon";
  ExportRequest request;
};

int check(const std::string& file, Context& context) {
  const auto summary = checkCoco(file, context);
  if (!summary) return context.fail(summary.error());
  context.result("images", summary->images);
  context.result("annotations", summary->annotations);
  context.result("problems", summary->problems);
  return context.finish();
}

int exportProject(Options options, Context& context) {
  if (!options.check.empty()) {
    if (!options.project.empty())
      return context.fail({ErrorKind::WrongUse, "--check FILE takes no project", ""});
    return check(options.check, context);
  }
  if (options.project.empty() || options.request.target.empty())
    return context.fail({ErrorKind::WrongUse, "PROJECT and OUT are needed (or --check FILE)", ""});
  options.request.which = options.which == "all" ? ExportWhich::All : ExportWhich::Accepted;
  options.request.segmentation =
      options.segmentation == "rle" ? coco::SegmentationForm::Rle : coco::SegmentationForm::Polygon;
  auto project = openProject(options.project, store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  const auto summary = exportCoco(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  for (const auto& file : summary->files) {
    const std::string part = summary->files.size() == 1            ? ""
                             : file.path == summary->files[0].path ? "train_"
                                                                   : "val_";
    context.result(part + "file", file.path.string());
    if (part.empty()) continue;
    context.result(part + "images", file.images);
    context.result(part + "annotations", file.annotations);
  }
  context.result("images", summary->images);
  context.result("annotations", summary->annotations);
  context.result("categories", summary->categories);
  context.result("as_rle", summary->asRle);
  context.result("merged", summary->merged);
  return context.finish();
}

}  // namespace

void addExport(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("export", "Write the masks as a COCO data set, or check one");
  command->add_option("PROJECT", options->project, "project folder");
  command->add_option("OUT", options->request.target, "file to write");
  command->add_option("--format", options->format, "coco")->check(CLI::IsMember({"coco"}));
  command
      ->add_option("--which",
                   options->which,
                   "accepted (default), or all: these and the newest round's undecided ones")
      ->check(CLI::IsMember({"accepted", "all"}));
  command
      ->add_option("--segmentation",
                   options->segmentation,
                   "polygon (default; masks that polygons can't hold are listed and written as "
                   "rle), or rle for all")
      ->check(CLI::IsMember({"polygon", "rle"}));
  command
      ->add_option("--simplify",
                   options->request.tolerance,
                   "pixels that polygon corners may move (default 0: exact)")
      ->check(CLI::Range(0., 100.));
  command
      ->add_option("--min-confidence",
                   options->request.minConfidence,
                   "for undecided masks with --which all")
      ->check(CLI::Range(0., 1.));
  command
      ->add_option("--val-share",
                   options->request.valShare,
                   "share of the images for validation: OUT becomes OUT_train and OUT_val")
      ->check(CLI::Range(0., 0.9));
  command->add_option("--seed", options->request.seed, "of that division")->capture_default_str();
  command->add_option(
      "--check", options->check, "check a COCO file: ids, sizes, masks, tight boxes, areas");
  run(command, [options](Context& context) { return exportProject(*options, context); });
}

}  // namespace maskwright::cli
