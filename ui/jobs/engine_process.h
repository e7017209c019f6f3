#pragma once

#include "ui/jobs/engine_event.h"

#include <QFile>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

namespace maskwright::ui {

/// How a child engine ended.
struct EngineEnd {
  enum class Outcome { Finished, Failed, Cancelled };
  Outcome outcome = Outcome::Failed;
  QString error;        ///< for people: what happened, and what still works
  bool killed = false;  ///< ended without a word: signal, crash, out of memory
  QJsonObject summary;  ///< Finished: the command's result
};

/// The engine to run: environment MASKWRIGHT_ENGINE if set, else `maskwright` next to the desktop.
QString enginePath();

/// One run of the engine as a child process. Cancelling asks it to commit and end; after a grace
/// time it is killed. Exactly one `ended` follows every start().
class EngineProcess final : public QObject {
  Q_OBJECT
 public:
  explicit EngineProcess(QObject* parent = nullptr);
  ~EngineProcess() override;

  /// Runs `enginePath() ARGUMENTS --progress json`. What the engine logs is appended to `logFile`
  /// (empty = nowhere).
  void start(const QStringList& arguments, const QString& logFile);
  /// Asks the engine to finish its image or step, commit and stop; killed after `graceMs`.
  void cancel(int graceMs = 20'000);
  qint64 processId() const { return process_.processId(); }
  bool isRunning() const { return process_.state() != QProcess::NotRunning; }

 Q_SIGNALS:
  void eventReceived(const maskwright::ui::EngineEvent& event);  ///< all but the terminal one
  void ended(const maskwright::ui::EngineEnd& end);

 private:
  void readEvents();
  void readLog();
  void finish(int exitCode, QProcess::ExitStatus status);
  void failToStart(QProcess::ProcessError error);
  EngineEnd endOf(int exitCode, QProcess::ExitStatus status) const;

  QProcess process_;
  QTimer grace_;
  QFile log_;
  QByteArray pending_;
  QString lastLogLine_;
  std::optional<EngineEvent> terminal_;
  bool cancelAsked_ = false, ended_ = false;
};

}  // namespace maskwright::ui
