#include "ui/jobs/engine_process.h"

#include "ui/support/background_priority.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <csignal>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace maskwright::ui {

QString enginePath() {
  auto override = qEnvironmentVariable("MASKWRIGHT_ENGINE");
  if (!override.isEmpty()) return override;
  return QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("maskwright"));
}

EngineProcess::EngineProcess(QObject* parent) : QObject(parent) {
  grace_.setSingleShot(true);
  connect(&grace_, &QTimer::timeout, &process_, &QProcess::kill);
  connect(&process_, &QProcess::readyReadStandardOutput, this, &EngineProcess::readEvents);
  connect(&process_, &QProcess::readyReadStandardError, this, &EngineProcess::readLog);
  connect(&process_, &QProcess::finished, this, &EngineProcess::finish);
  connect(&process_, &QProcess::errorOccurred, this, &EngineProcess::failToStart);
#ifdef Q_OS_LINUX
  // The engine stops in an orderly way when the desktop dies, instead of going on unseen.
  process_.setChildProcessModifier([] {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    stepBehindInterface();
  });
#endif
}

EngineProcess::~EngineProcess() {
  process_.disconnect(this);
  if (!isRunning()) return;
  process_.terminate();
  if (!process_.waitForFinished(5'000)) process_.kill();
  process_.waitForFinished(1'000);
}

void EngineProcess::start(const QStringList& arguments, const QString& logFile) {
  if (!logFile.isEmpty()) {
    QDir().mkpath(QFileInfo(logFile).path());
    log_.setFileName(logFile);
    if (log_.open(QIODevice::WriteOnly | QIODevice::Append)) {
      log_.write("maskwright " + arguments.join(QLatin1Char(' ')).toUtf8() + '\n');
      log_.flush();
    }
  }
  process_.start(enginePath(),
                 arguments + QStringList{QStringLiteral("--progress"), QStringLiteral("json")});
}

void EngineProcess::cancel(int graceMs) {
  if (!isRunning() || cancelAsked_) return;
  cancelAsked_ = true;
  process_.terminate();
  grace_.start(graceMs);
}

void EngineProcess::readEvents() {
  pending_ += process_.readAllStandardOutput();
  for (qsizetype end = pending_.indexOf('\n'); end >= 0; end = pending_.indexOf('\n')) {
    const QByteArray line = pending_.left(end);
    pending_.remove(0, end + 1);
    const auto event = parseEngineLine(line);
    if (!event) continue;
    if (event->isTerminal()) {
      terminal_ = *event;
      continue;
    }
    const bool isNote =
        event->kind == EngineEvent::Kind::Message || event->kind == EngineEvent::Kind::Issue;
    if (isNote && log_.isOpen()) {
      const QString place = event->where.isEmpty() ? QString() : event->where + QLatin1String(": ");
      log_.write((place + event->text).toUtf8() + '\n');
      log_.flush();
    }
    Q_EMIT eventReceived(*event);
  }
}

void EngineProcess::readLog() {
  const QByteArray text = process_.readAllStandardError();
  if (log_.isOpen()) {
    log_.write(text);
    log_.flush();
  }
  for (const auto& line : text.split('\n')) {
    if (!line.trimmed().isEmpty()) lastLogLine_ = QString::fromUtf8(line.trimmed());
  }
}

void EngineProcess::failToStart(QProcess::ProcessError error) {
  if (error != QProcess::FailedToStart || ended_) return;
  ended_ = true;
  EngineEnd end;
  end.error = tr("The engine could not be started: %1 (%2). Review and undo still work.")
                  .arg(process_.errorString(), enginePath());
  Q_EMIT ended(end);
}

void EngineProcess::finish(int exitCode, QProcess::ExitStatus status) {
  grace_.stop();
  readEvents();
  readLog();
  if (ended_) return;
  ended_ = true;
  const EngineEnd end = endOf(exitCode, status);
  if (log_.isOpen() && !end.error.isEmpty()) log_.write(end.error.toUtf8() + '\n');
  log_.close();
  Q_EMIT ended(end);
}

EngineEnd EngineProcess::endOf(int exitCode, QProcess::ExitStatus status) const {
  EngineEnd end;
  const bool crashed = status == QProcess::CrashExit;
  if (terminal_ && !crashed) {
    if (terminal_->kind == EngineEvent::Kind::Finished) {
      end.outcome = EngineEnd::Outcome::Finished;
      end.summary = terminal_->summary;
    } else if (terminal_->kind == EngineEvent::Kind::Cancelled) {
      end.outcome = EngineEnd::Outcome::Cancelled;
    } else {
      end.error =
          terminal_->text.isEmpty() ? tr("The engine failed without a reason") : terminal_->text;
    }
    return end;
  }
  end.killed = true;
  if (cancelAsked_) {  // it did not come to its terminal event in time; what it committed stays
    end.outcome = EngineEnd::Outcome::Cancelled;
    return end;
  }
  const QString kept = tr("Finished images and all decisions are kept; Resume goes on from there.");
  if (crashed && exitCode == SIGKILL) {
    end.error = tr("The engine was killed, often because memory ran out. %1").arg(kept);
  } else if (crashed) {
    end.error = tr("The engine crashed (signal %1). %2").arg(exitCode).arg(kept);
  } else {
    end.error = tr("The engine stopped with exit code %1 without a result. %2")
                    .arg(exitCode)
                    .arg(lastLogLine_.isEmpty() ? kept : lastLogLine_);
  }
  return end;
}

}  // namespace maskwright::ui
