#include "app/cli/command.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace maskwright::cli {
namespace {

/// Replaces this process by the desktop that lies beside the engine.
int openDesktop(const std::string& project, Context& context) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto desktop = self.parent_path() / "maskwright-desktop";
  std::string program = desktop.string(), argument = project;
  char* arguments[] = {program.data(), argument.empty() ? nullptr : argument.data(), nullptr};
  std::signal(SIGPIPE, SIG_DFL);  // ignored signals survive exec
  ::execv(program.c_str(), arguments);
  return context.fail({ErrorKind::NotFound,
                       std::string("the desktop can't be started (") + std::strerror(errno) + ")",
                       program});
}

}  // namespace

void addGui(CLI::App& app, const Run& run) {
  auto project = std::make_shared<std::string>();
  auto* command = app.add_subcommand("gui", "Open the desktop");
  command->add_option("PROJECT", *project, "project folder");
  run(command, [project](Context& context) { return openDesktop(*project, context); });
}

}  // namespace maskwright::cli
