#include "app/cli/command.h"
#include "core/services/scan_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, images;
};

int scan(const Options& options, Context& context) {
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  if (!options.images.empty()) (*project)->setImagesRoot(options.images);
  const auto summary = scanImages(**project, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("found", summary->found);
  context.result("added", summary->added);
  context.result("changed", summary->changed);
  context.result("missing", summary->missing);
  context.result("unreadable", summary->unreadable);
  return context.finish();
}

}  // namespace

void addScan(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("scan", "Find new, changed and missing images");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--images", options->images, "the folder of images has moved here");
  run(command, [options](Context& context) { return scan(*options, context); });
}

}  // namespace maskwright::cli
