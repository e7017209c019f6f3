#include "app/cli/command.h"
#include "core/services/image_hash_service.h"
#include "core/services/near_duplicates.h"

namespace maskwright::cli {
namespace {

int duplicates(const std::string& folder, int distance, Context& context) {
  auto project = openProject(folder);
  if (!project) return context.fail(project.error());
  const auto hashed = hashImages(**project, context.cancel(), context);
  if (!hashed) return context.fail(hashed.error());
  const auto report = findDuplicates((*project)->connection(), distance);
  std::string text, raw = "[";
  int64_t copies = 0;
  for (const auto& group : report.groups) {
    copies += static_cast<int64_t>(group.size()) - 1;
    raw += '[';
    for (const auto& image : group) {
      const bool first = &image == &group.front();
      text += (first ? "\n  " : "\n    ") + image.path + " (" + std::to_string(image.width) +
              " x " + std::to_string(image.height) +
              (first             ? ")"
               : image.sameBytes ? ", same file)"
                                 : ", " + std::to_string(image.distance) + " bits)");
      raw += "{\"path\":" + jsonString(image.path) + ",\"width\":" + std::to_string(image.width) +
             ",\"height\":" + std::to_string(image.height) +
             ",\"distance\":" + std::to_string(image.distance) +
             ",\"same_bytes\":" + (image.sameBytes ? "true" : "false") + "},";
    }
    raw.back() = ']';
    raw += ',';
  }
  if (raw.back() == ',') raw.pop_back();
  context.result("images", report.images);
  context.result("hashed now", hashed->hashed);
  context.result("blank images", report.blank);
  context.result("distance", static_cast<int64_t>(distance));
  context.result("copies", copies);
  context.resultJson("groups", text.empty() ? "none" : text, raw + "]");
  return context.finish();
}

}  // namespace

void addDuplicates(CLI::App& app, const Run& run) {
  auto project = std::make_shared<std::string>();
  auto distance = std::make_shared<int>(kDuplicateDistance);
  auto* command = app.add_subcommand(
      "duplicates",
      "Groups of images that show the same picture: resized, recompressed, brightened");
  command->add_option("PROJECT", *project, "project folder")->required();
  command
      ->add_option(
          "--distance", *distance, "bits of the 64 of the perceptual hash in which two may differ")
      ->check(CLI::Range(0, kMostDuplicateDistance))
      ->capture_default_str();
  run(command,
      [project, distance](Context& context) { return duplicates(*project, *distance, context); });
}

}  // namespace maskwright::cli
