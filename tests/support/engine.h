#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <filesystem>
#include <fstream>

namespace maskwright::test {

/// What a run of the engine printed and how it ended.
struct EngineRun {
  int code = -1;
  QByteArray out, err;
  QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline QString enginePath() {
  return qEnvironmentVariable("MASKWRIGHT_ENGINE", "build/bin/maskwright");
}

/// Runs the real engine with the arguments and waits for its end.
inline EngineRun runEngine(const QStringList& arguments, int timeoutMs = 600'000) {
  QProcess process;
  process.start(enginePath(), arguments);
  process.waitForFinished(timeoutMs);
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          process.readAllStandardOutput(),
          process.readAllStandardError()};
}

inline QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

inline void writeBytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace maskwright::test
