#include "app/cli/command.h"
#include "core/services/review_service.h"
#include "core/store/history_query.h"

#include <ctime>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, search;
  int limit = 50;
  int64_t goBackTo = -1;
};

const char* stateName(store::CommandState state) {
  switch (state) {
    case store::CommandState::Done:
      return "done";
    case store::CommandState::Undone:
      return "undone";
    case store::CommandState::Dropped:
      return "replaced";
  }
  return "unknown";
}

std::string localTime(int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
  return text;
}

/// The newest command that is done is marked with a star; the undone ones stand above it.
void print(store::HistoryQuery& history, const Options& options, Context& context) {
  const CommandId current = history.current();
  std::string text, raw = "[";
  for (const auto& row : history.page(options.search, {}, options.limit)) {
    const bool here = row.id == current;
    text += std::string("\n") + (here ? "* " : "  ") + std::to_string(row.id.value) + "  " +
            localTime(row.createdMs) + "  " + row.author + "  " + row.text;
    if (row.state != store::CommandState::Done)
      text += std::string(" (") + stateName(row.state) + ")";
    raw += "{\"id\":" + std::to_string(row.id.value) + ",\"text\":" + jsonString(row.text) +
           ",\"author\":" + jsonString(row.author) +
           ",\"created_ms\":" + std::to_string(row.createdMs) + ",\"state\":\"" +
           stateName(row.state) + "\",\"masks\":" + std::to_string(row.masks) +
           ",\"current\":" + (here ? "true" : "false");
    if (row.verdict) raw += ",\"verdict\":\"" + std::string(verdictName(*row.verdict)) + "\"";
    raw += "},";
  }
  if (raw.back() == ',') raw.pop_back();
  context.result("commands", history.count());
  context.result("current", current.value);
  context.resultJson("history", text.empty() ? "none" : text, raw + "]");
}

int history(const Options& options, Context& context) {
  const bool writes = options.goBackTo >= 0;
  auto project =
      openProject(options.project, writes ? store::OpenMode::ReadWrite : store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  store::HistoryQuery query(connection);
  if (writes) {
    const auto jump = ReviewService(connection, currentAuthor()).goTo(CommandId(options.goBackTo));
    if (!jump) return context.fail(jump.error());
    context.result("undone", static_cast<int64_t>(jump->undone));
    context.result("done again", static_cast<int64_t>(jump->redone));
    context.result("masks changed", static_cast<int64_t>(jump->changed.size()));
    context.result("current", query.current().value);
    return context.finish();
  }
  print(query, options, context);
  return context.finish();
}

}  // namespace

void addHistory(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("history", "Who decided what and when; go back to any point of it");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->add_option("--limit", options->limit, "newest commands to list")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  auto* search = command->add_option(
      "--search", options->search, "only those with this in their text or author");
  command
      ->add_option("--go-back-to",
                   options->goBackTo,
                   "undo or do again until this command is the newest that is done; 0 undoes all")
      ->check(CLI::NonNegativeNumber)
      ->excludes(search);
  run(command, [options](Context& context) { return history(*options, context); });
}

}  // namespace maskwright::cli
