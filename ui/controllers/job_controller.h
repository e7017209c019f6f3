#pragma once

#include "ui/controllers/project_session.h"
#include "ui/jobs/job_queue.h"
#include "ui/jobs/job_specs.h"
#include "ui/support/notice.h"

#include <QObject>

namespace maskwright::ui {

/// Starts the jobs of the open project, lists those an earlier session left unfinished, and says
/// once what came of each.
class JobController final : public QObject {
  Q_OBJECT
 public:
  JobController(ProjectSession& session, JobQueue& queue, QObject* parent = nullptr);

  void discover(const DiscoverChoice& choice);
  void pretrain(const PretrainChoice& choice);
  void round(const RoundChoice& choice);
  void semantic(const QString& method);  ///< "slotcon" or "maskdistill"
  void scan();
  void cluster();
  void map();
  void rank();
  void duplicates();
  void exportCoco(const ExportChoice& choice);

  /// Discovers if that was never done, resumes it if it was left unfinished; else nothing.
  void discoverIfNeeded();
  bool wasDiscovered();
  /// A job of a project closed before may still be stopping in the same queue.
  bool isOurs(const Job& job) const;
  bool isRunning(const QString& kind) const;
  /// Job id of a round that can go on, -1 = none.
  int resumableRound() const;

 Q_SIGNALS:
  /// A job that made or reordered candidates ended (also a cancelled one: what it made is kept).
  void candidatesChanged(const QString& kind);
  /// A job ended that may have made a SlotCon model or semantic maps.
  void prototypesChanged();
  void roundProgressed();
  void mapChanged();  ///< a job ended that may have made one
  void scanned();     ///< files may have been found to be new, changed or gone
  void ended(const QString& text, maskwright::ui::Notice notice);
  void exported(const maskwright::ui::ExportDone& done);

 private:
  void listInterrupted();
  bool isListed(const QString& kind) const;  ///< unfinished, in the queue already
  void start(const JobSpec& spec);
  void onEnd(int id);
  static QString doneText(const Job& job);
  ProjectSession& session_;
  JobQueue& queue_;
};

}  // namespace maskwright::ui
