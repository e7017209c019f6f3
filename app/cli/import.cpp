#include "app/cli/command.h"
#include "core/services/import_service.h"
#include "core/services/review_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, as = "candidates";
  ImportRequest request;
};

int import(Options options, Context& context) {
  options.request.as = options.as == "accepted" ? ImportAs::Accepted : ImportAs::Candidates;
  options.request.author = currentAuthor();
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  const auto summary = importCoco(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("added", summary->added);
  context.result("already_there", summary->known);
  context.result("accepted", summary->accepted);
  context.result("crowds_left_out", summary->crowds);
  context.result("unusable", summary->unusable);
  return context.finish();
}

}  // namespace

void addImport(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("import", "Add the masks of a COCO file to a project");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("FILE", options->request.file, "COCO data set or results list")->required();
  command->add_option("--as", options->as, "candidates (default) or accepted")
      ->check(CLI::IsMember({"candidates", "accepted"}));
  command->add_option("--index",
                      options->request.index,
                      "for a results list: the COCO data set that names its images");
  run(command, [options](Context& context) { return import(*options, context); });
}

}  // namespace maskwright::cli
