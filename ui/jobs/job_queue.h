#pragma once

#include "ui/jobs/engine_process.h"
#include "ui/jobs/job.h"

#include <QElapsedTimer>
#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace maskwright::ui {

/// Runs jobs as child engines: one heavy job at a time, in the order of their arrival; light ones
/// (export) beside it. Ids count from 1 and stay valid while the queue lives.
class JobQueue final : public QObject {
  Q_OBJECT
 public:
  explicit JobQueue(QObject* parent = nullptr);
  ~JobQueue() override;

  int add(const JobSpec& spec);
  /// A job of an earlier session that did not come to its end: listed, not started.
  int addInterrupted(const JobSpec& spec, const QString& note);
  /// A queued job is dropped at once; a running one commits and ends.
  void cancel(int id);
  void cancelAll();
  /// Starts a failed or cancelled job again; the engine goes on where it stopped.
  void resume(int id);
  /// Takes jobs that are over off the list.
  void clearFinished();

  const std::vector<Job>& jobs() const { return jobs_; }
  const Job* find(int id) const;
  /// The running heavy job of a project, else any running one of it, else null.
  const Job* running(const QString& project) const;
  bool isIdle() const { return processes_.empty(); }
  qint64 processId(int id) const;  ///< of the child, 0 = not running

 Q_SIGNALS:
  void jobAdded(int id);
  void jobChanged(int id);  ///< at most about 10 times a second for progress
  void jobAboutToBeRemoved(int id);
  void jobRemoved(int id);
  void jobEnded(int id);  ///< once per run: finished, failed or cancelled
  void becameIdle();

 private:
  struct Running {
    std::unique_ptr<EngineProcess> process;
    QString stage;
    QElapsedTimer stageClock;
    qint64 stageStart = 0;
    QElapsedTimer sinceSignal;
  };
  Job* job(int id);
  /// Two unfinished jobs of a kind would leave it to chance which one Resume goes on with.
  void supersede(const JobSpec& spec);
  void startNext();
  void start(Job& job);
  void onEvent(int id, const EngineEvent& event);
  void onEnd(int id, const EngineEnd& end);

  std::vector<Job> jobs_;
  std::map<int, Running> processes_;
  int nextId_ = 1;
};

}  // namespace maskwright::ui
