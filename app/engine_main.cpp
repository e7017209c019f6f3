#include "app/cli/command.h"
#include "app/cli/passive_threads.h"
#include "core/base/version.h"

#include <cstdio>

namespace cli = maskwright::cli;

int main(int argc, char** argv) {
  cli::restartWithPassiveThreads(argv);
  CLI::App app(
      "Maskwright finds object masks without labels, learns from your decisions and exports COCO.",
      "maskwright");
  app.set_version_flag("--version", std::string("maskwright ") + maskwright::kVersion);
  app.require_subcommand(1);

  cli::Context context;
  bool json = false;
  std::string progress;
  int code = cli::kDone;
  const cli::Run run = [&](CLI::App* command, cli::Action action) {
    command->add_flag("--json", json, "print the result as one JSON object");
    command->add_option("--progress", progress, "json: progress as JSON lines on standard output")
        ->check(CLI::IsMember({"json"}));
    command->callback([&, command, action = std::move(action)] {
      context.configure(json, progress == "json", command->get_name());
      code = cli::runGuarded(action, context);
    });
  };
  cli::addAll(app, run);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kDone : cli::kWrongUse;
  }
  return code;
}
