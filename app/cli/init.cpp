#include "app/cli/command.h"
#include "core/services/scan_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, images;
};

int init(const Options& options, Context& context) {
  auto project = store::Project::create(options.project, options.images);
  if (!project) return context.fail(project.error());
  const auto scan = scanImages(**project, context.cancel(), context);
  if (!scan) return context.fail(scan.error());
  context.result("images", scan->found - scan->unreadable);
  context.result("unreadable", scan->unreadable);
  return context.finish();
}

}  // namespace

void addInit(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("init", "Create a project for a folder of images and scan it");
  command->add_option("PROJECT", options->project, "project folder to make (NAME.maskwright)")
      ->required();
  command->add_option("--images", options->images, "folder of images")->required();
  run(command, [options](Context& context) { return init(*options, context); });
}

}  // namespace maskwright::cli
