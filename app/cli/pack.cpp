#include "app/cli/command.h"
#include "core/services_ml/pack_service.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string folder, out;
  int shortSide = 160;
  int64_t maxMegabytes = 0;
};

int pack(const Options& options, Context& context) {
  PackRequest request;
  request.images = options.folder;
  request.out = options.out;
  request.shortSide = options.shortSide;
  request.maxBytes = options.maxMegabytes << 20;
  const auto summary = packImages(request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("images", summary->images);
  context.result("unreadable", summary->unreadable);
  context.result("megabytes", static_cast<double>(summary->bytes) / (1 << 20), 1);
  std::string names, json = "[";
  for (const auto& file : summary->files) {
    names += (names.empty() ? "" : " ") + file.string();
    json += (json.size() > 1 ? "," : "") + jsonString(file.string());
  }
  context.resultJson("files", names, json + "]");
  return context.finish();
}

}  // namespace

void addPack(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("pack", "Images of a folder as a uint8 tensor pack for maskwright-train");
  command->add_option("DIR", options->folder, "folder of images")->required();
  command->add_option("OUT", options->out, "OUT.safetensors")->required();
  command->add_option("--short-side", options->shortSide, "pixels; smaller pictures stay")
      ->capture_default_str();
  command
      ->add_option("--max-megabytes", options->maxMegabytes, "of one file (0 = one file for all)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  run(command, [options](Context& context) { return pack(*options, context); });
}

}  // namespace maskwright::cli
