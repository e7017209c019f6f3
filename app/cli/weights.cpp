#include "app/cli/command.h"
#include "app/cli/weights_report.h"
#include "core/ml/weights/checkpoint.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/read_tensors.h"

namespace maskwright::cli {
namespace {

struct Options {
  std::string file, out, provenance;
  std::optional<int64_t> heads;
  bool half = false, all = false;
};

int inspect(const Options& options, Context& context) {
  const auto checkpoint = ml::openCheckpoint(options.file);
  if (!checkpoint) return context.fail(checkpoint.error());
  const auto layout = ml::recognizeBackbone(checkpoint->directory, options.heads);
  if (!layout && layout.error().kind == ErrorKind::WrongUse) return context.fail(layout.error());
  reportCheckpoint(checkpoint->directory, layout, context);
  return context.finish();
}

/// Filters in half precision; statistics and biases stay as they are, being small and sensitive.
void halve(ml::TensorMap& tensors) {
  for (auto& [name, tensor] : tensors) {
    if (tensor.dim() >= 2 && tensor.scalar_type() == torch::kFloat32)
      tensor = tensor.to(torch::kFloat16);
  }
}

/// What is written: the backbone under its own names, or with --all every tensor as it is called.
Result<ml::SafetensorsContent> contentOf(const Options& options) {
  ml::SafetensorsContent content;
  if (options.all) {
    auto checkpoint = ml::openCheckpoint(options.file);
    if (!checkpoint) return checkpoint.error();
    for (const auto& entry : checkpoint->directory.tensors)
      content.tensors.emplace(entry.name, ml::readTensor(checkpoint->file.bytes(), entry));
    content.metadata = std::move(checkpoint->directory.metadata);
    return content;
  }
  auto weights = ml::readBackbone(options.file, options.heads);
  if (!weights) return weights.error();
  content.tensors = std::move(weights->tensors);
  if (weights->container == ml::Container::Safetensors) content.metadata = weights->metadata;
  content.metadata["architecture"] = weights->layout.architecture;
  content.metadata["converted_from"] = std::filesystem::path(options.file).filename().string();
  if (weights->layout.vit && weights->layout.vit->heads > 0)
    content.metadata["heads"] = std::to_string(weights->layout.vit->heads);
  return content;
}

int convert(const Options& options, Context& context) {
  auto content = contentOf(options);
  if (!content) return context.fail(content.error());
  if (!options.provenance.empty()) content->metadata["provenance"] = options.provenance;
  if (options.half) halve(content->tensors);
  const auto written = ml::writeSafetensors(options.out, content->tensors, content->metadata);
  if (!written) return context.fail(written.error());
  const auto architecture = content->metadata.find("architecture");
  if (architecture != content->metadata.end()) context.result("architecture", architecture->second);
  context.result("written", options.out);
  context.result("tensors", static_cast<int64_t>(content->tensors.size()));
  return context.finish();
}

}  // namespace

void addWeights(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("weights", "Look into a weights file, or write it anew");
  command->require_subcommand(1);
  auto* look = command->add_subcommand(
      "inspect", "What is in a weights file (safetensors, .pth, .pkl; nothing in it is run)");
  look->add_option("FILE", options->file, "weights")->required();
  look->add_option("--heads", options->heads, "attention heads, where the file can't tell");
  run(look, [options](Context& context) { return inspect(*options, context); });
  auto* write = command->add_subcommand("convert", "Write the backbone of a file as safetensors");
  write->add_option("FILE", options->file, "weights")->required();
  write->add_option("OUT", options->out, "file to write")->required();
  write->add_flag("--half", options->half, "filters in half precision");
  write->add_option("--heads", options->heads, "attention heads, where the file can't tell");
  write->add_flag("--all", options->all, "every tensor under its name, whatever it is of");
  write->add_option("--provenance", options->provenance, "plain sentence: what they rest on");
  run(write, [options](Context& context) { return convert(*options, context); });
}

}  // namespace maskwright::cli
