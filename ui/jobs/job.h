#pragma once

#include "ui/jobs/job_roles.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace maskwright::ui {

/// What to run.
struct JobSpec {
  QString
      kind;  ///< "init", "discover", "pretrain", "round", "cluster", "rank", "semantic", "export"
  QString title;          ///< for people, with method and profile
  QStringList arguments;  ///< of the engine, the command first
  QString logFile;        ///< empty = no log
  bool heavy = true;      ///< heavy jobs run one at a time; light ones at once
  bool resumable = true;  ///< running it again goes on where it stopped
};

/// One job of the queue, as values.
struct Job {
  int id = 0;
  JobSpec spec;
  JobState state = JobState::Queued;
  QString stage;  ///< machine name
  qint64 done = 0, total = 0;
  double etaS = -1;
  double rate = 0;  ///< units per second of the present stage
  QString note, error;
  QString message;  ///< what the engine last said besides its progress
  int issues = 0;
  QVariantMap metrics;
  QJsonObject summary;
  bool superseded = false;  ///< a newer job of this kind was asked for since

  /// Folder of the project it works on (of `init` and `sample`: the one it makes).
  QString project() const { return spec.arguments.value(1); }
  bool isOver() const { return state >= JobState::Finished; }
  bool canResume() const {
    return spec.resumable && !superseded &&
           (state == JobState::Failed || state == JobState::Cancelled);
  }
};

}  // namespace maskwright::ui
