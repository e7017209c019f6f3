#include "app/cli/command.h"
#include "core/imaging/sample_renderer.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string folder;
  int images = 60;
  uint64_t seed = 1;
};

int sample(const Options& options, Context& context) {
  const auto summary = imaging::renderSample(
      options.folder, options.images, options.seed, context, context.cancel());
  if (!summary) return context.fail(summary.error());
  context.result("images", static_cast<int64_t>(summary->images));
  context.result("objects", static_cast<int64_t>(summary->objects));
  context.result("classes", static_cast<int64_t>(summary->classes.size()));
  context.result("image_folder", summary->imageFolder.string());
  context.result("ground_truth", summary->annotationFile.string());
  return context.finish();
}

}  // namespace

void addSample(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "sample", "Render a collection of textured objects with an exact COCO ground truth");
  command->add_option("DIR", options->folder, "folder to make (images/, instances.json)")
      ->required();
  command->add_option("--images", options->images, "number of pictures")->capture_default_str();
  command->add_option("--seed", options->seed, "same seed, same pictures")->capture_default_str();
  run(command, [options](Context& context) { return sample(*options, context); });
}

}  // namespace maskwright::cli
