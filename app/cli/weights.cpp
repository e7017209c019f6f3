#include "app/cli/command.h"
#include "core/ml/weights/load_backbone.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string file, out, provenance;
  bool half = false;
};

int inspect(const Options& options, Context& context) {
  const auto content = ml::readSafetensors(options.file);
  if (!content) return context.fail(content.error());
  int64_t values = 0;
  for (const auto& [name, tensor] : content->tensors) values += tensor.numel();
  const auto info = ml::recognizeBackbone(content->tensors);
  context.result("architecture", info ? info->architecture : "none that is known");
  context.result("tensors", static_cast<int64_t>(content->tensors.size()));
  context.result("values", values);
  for (const auto& [key, value] : content->metadata) context.result(key, value);
  return context.finish();
}

/// Filters in half precision; statistics and biases stay as they are, being small and sensitive.
ml::TensorMap halved(ml::TensorMap tensors) {
  for (auto& [name, tensor] : tensors) {
    if (tensor.dim() >= 2 && tensor.scalar_type() == torch::kFloat32)
      tensor = tensor.to(torch::kFloat16);
  }
  return tensors;
}

int convert(const Options& options, Context& context) {
  auto content = ml::readSafetensors(options.file);
  if (!content) return context.fail(content.error());
  if (!options.provenance.empty()) content->metadata["provenance"] = options.provenance;
  const auto tensors = options.half ? halved(content->tensors) : content->tensors;
  const auto written = ml::writeSafetensors(options.out, tensors, content->metadata);
  if (!written) return context.fail(written.error());
  context.result("written", options.out);
  context.result("tensors", static_cast<int64_t>(tensors.size()));
  return context.finish();
}

}  // namespace

void addWeights(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("weights", "Look into a weights file, or write it anew");
  command->require_subcommand(1);
  auto* look = command->add_subcommand("inspect", "What is in a safetensors file");
  look->add_option("FILE", options->file, "weights")->required();
  run(look, [options](Context& context) { return inspect(*options, context); });
  auto* write = command->add_subcommand("convert", "Write a safetensors file from another");
  write->add_option("FILE", options->file, "weights")->required();
  write->add_option("OUT", options->out, "file to write")->required();
  write->add_flag("--half", options->half, "filters in half precision");
  write->add_option("--provenance", options->provenance, "plain sentence: what they rest on");
  run(write, [options](Context& context) { return convert(*options, context); });
}

}  // namespace maskwright::cli
