#include "core/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace maskwright {

std::shared_ptr<spdlog::logger> makeLogger(const std::string& name,
                                           const std::filesystem::path& folder) {
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  sinks.front()->set_level(spdlog::level::warn);
  if (!folder.empty()) {
    try {
      std::filesystem::create_directories(folder);
      sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          (folder / (name + ".log")).string(), 5 << 20, 3));
    } catch (const std::exception&) {
      sinks.resize(1);  // a read-only project still works; it just keeps no log
    }
  }
  auto logger = std::make_shared<spdlog::logger>(name, sinks.begin(), sinks.end());
  logger->flush_on(spdlog::level::info);
  return logger;
}

}  // namespace maskwright
