#include "app/cli/command.h"
#include "core/services/prototype_service.h"
#include "core/services/review_service.h"
#include "core/services_ml/semantic_service.h"

#include <charconv>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  SemanticRequest request;
  std::vector<std::string> names, merges;
  std::vector<int> off, on, split;
  bool undo = false;
};

Result<int> numberOf(const std::string& text) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code == std::errc() && end == text.data() + text.size()) return value;
  return Error{ErrorKind::WrongUse, "\"" + text + "\" is no number of a prototype", ""};
}

Result<PrototypeEdits> editsOf(const Options& options) {
  PrototypeEdits edits;
  for (const auto& name : options.names) {
    const auto equals = name.find('=');
    if (equals == std::string::npos)
      return Error{ErrorKind::WrongUse, "--name takes NUMBER=NAME", ""};
    const auto number = numberOf(name.substr(0, equals));
    if (!number) return number.error();
    edits.names.emplace_back(*number, name.substr(equals + 1));
  }
  for (const auto& merge : options.merges) {
    std::vector<int> group;
    for (size_t from = 0; from <= merge.size();) {
      const auto comma = std::min(merge.find(',', from), merge.size());
      const auto number = numberOf(merge.substr(from, comma - from));
      if (!number) return number.error();
      group.push_back(*number);
      from = comma + 1;
    }
    edits.merges.push_back(group);
  }
  edits.split = options.split;
  edits.off = options.off;
  edits.on = options.on;
  return edits;
}

/// Names, merges and switches of the newest run; nothing is computed anew.
int edit(store::Project& project, const PrototypeEdits& edits, bool undo, Context& context) {
  const auto run = newestSemanticRun(project);
  if (!run) return context.fail(run.error());
  if (undo) {
    const auto undone = undoPrototypeEdit(project, *run, currentAuthor());
    if (!undone) return context.fail(undone.error());
    context.result("undone", int64_t{1});
  } else {
    const auto changed = editPrototypes(project, *run, edits, currentAuthor());
    if (!changed) return context.fail(changed.error());
    context.result("changed_prototypes", static_cast<int64_t>(*changed));
  }
  context.result("legend", (semanticFolder(project, *run) / "legend.json").string());
  return context.finish();
}

int semantic(const Options& options, Context& context) {
  const auto edits = editsOf(options);
  if (!edits) return context.fail(edits.error());
  if (options.undo && !edits->empty())
    return context.fail({ErrorKind::WrongUse, "--undo goes alone", ""});
  auto project = openProject(options.project);
  if (!project) return context.fail(project.error());
  if (options.undo || !edits->empty()) return edit(**project, *edits, options.undo, context);
  const auto summary = segmentSemantically(**project, options.request, context.cancel(), context);
  if (!summary) return context.fail(summary.error());
  context.result("run", summary->run.value);
  context.result("maps", summary->folder.string());
  context.result("images", summary->images);
  context.result("skipped", summary->skipped);
  context.result("unreadable", summary->unreadable);
  context.result("prototypes", static_cast<int64_t>(summary->prototypes));
  context.result("prototypes_used", static_cast<int64_t>(summary->used));
  context.result("largest_share", summary->topShare);
  context.result("seconds", summary->seconds, 1);
  if (summary->training) {
    const auto& training = *summary->training;
    context.result("round", static_cast<int64_t>(training.round));
    context.result("clusters", static_cast<int64_t>(training.clusters));
    context.result("training_images", training.images);
    context.result("accepted", training.accepted);
    context.result("confident", training.confident);
    context.result("best_of_image", training.best);
    context.result("steps", training.steps);
    context.result("loss", training.loss, 4);
    context.result("training_seconds", training.seconds, 1);
  }
  context.result("maps_rest_on", summary->provenance);
  return context.finish();
}

/// What maskdistill alone takes.
void addMaskDistill(CLI::App& command, SemanticRequest& request) {
  const std::string group = "maskdistill";
  const auto option = [&](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->group(group);
  };
  option("--profile", request.profile, "preview, small, or full (the published figures)")
      ->check(CLI::IsMember({"preview", "small", "full"}))
      ->capture_default_str();
  auto* minutes = option("--minutes", request.minutes, "time budget of each training");
  option("--iterations", request.iterations, "instead of the profile's epochs")->excludes(minutes);
  option("--seed", request.seed, "seed")->capture_default_str();
  option("--round", request.round, "whose masks teach (default: the newest)");
  option("--threshold",
         request.threshold,
         "least score of an undecided mask that teaches; the best one of an image without an "
         "accepted mask always does")
      ->capture_default_str();
  command.add_flag("--crf,!--no-crf", request.crf, "bring the maps to edges by a dense CRF")
      ->group(group)
      ->capture_default_str();
  option(
      "--crf-rounds", request.crfRounds, "train anew on the maps that the CRF made, so many times")
      ->capture_default_str();
}

}  // namespace

void addSemantic(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("semantic",
                                     "Semantic maps of the collection by prototypes or by the "
                                     "clusters of masks; or, with an edit, "
                                     "names for them");
  command->add_option("PROJECT", options->project, "project folder")->required();
  auto& request = options->request;
  command
      ->add_option("--method",
                   request.method,
                   "slotcon: the prototypes of the newest such model; maskdistill: a DeepLab-v3 "
                   "trained on the masks and clusters of a round")
      ->check(CLI::IsMember({"slotcon", "maskdistill"}))
      ->capture_default_str();
  command->add_option(
      "--short-side",
      options->request.shortSide,
      "slotcon: pixels of the picture as it is looked at (default: twice the crops)");
  command->add_option("--limit", options->request.limit, "only the first N images; 0 = all")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--threads", options->request.threads, "0 = all processors");
  command->add_flag("--float32", options->request.float32, "no bfloat16 for the maps");
  addMaskDistill(*command, request);
  command->add_option("--name", options->names, "NUMBER=NAME: name a prototype (empty: unname)");
  command->add_option(
      "--merge", options->merges, "A,B,..: show B and the rest as A (for the newest run)");
  command->add_option("--split", options->split, "no longer merged");
  command->add_option("--off", options->off, "its pixels count as unlabelled");
  command->add_option("--on", options->on, "switch on again");
  command->add_flag("--undo", options->undo, "take back the newest of these edits");
  run(command, [options](Context& context) { return semantic(*options, context); });
}

}  // namespace maskwright::cli
