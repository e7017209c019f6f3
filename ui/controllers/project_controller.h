#pragma once

#include "ui/controllers/folder_probe.h"
#include "ui/dialogs/prompts.h"
#include "ui/jobs/job_queue.h"
#include "ui/views/start_page.h"

#include <QObject>
#include <QString>

namespace maskwright::ui {

/// From a folder, a recent entry or the sample to an open project: drives the start page.
class ProjectController final : public QObject {
  Q_OBJECT
 public:
  ProjectController(StartPage& page, JobQueue& queue, Prompts& prompts, QObject* parent = nullptr);

  void chooseFolder();
  void chooseProject();
  /// Shows what was found in a folder; a project folder is opened instead.
  void propose(const QString& folder);
  void trySample();
  void refreshRecent();
  /// A project could not be opened: says so on the start page.
  void showProblem(const QString& text);

  /// What is under way: a folder that was proposed, a job that makes a project or the sample.
  struct Underway {
    FolderProposal proposal;  ///< no folder = none
    int initJob = -1, sampleJob = -1;
    QString sampleFolder;
  };
  const Underway& underway() const { return now_; }
  /// Goes on with what another controller began on a start page that is no more.
  void goOn(const Underway& begun);

  /// `FOLDER.maskwright` beside the folder, or under the data directory if that is read-only.
  static QString projectPathFor(const QString& folder);
  static bool isProject(const QString& folder);
  /// What a new project begins with, as the engine will choose: `bundled` weights or a
  /// pre-training.
  static QString stepsText(bool bundled);
  /// About how long that takes.
  static QString durationText(qint64 images, bool bundled, int cores);

 Q_SIGNALS:
  /// Open it; `discover`: start finding masks if that was not done.
  void projectReady(const QString& path, bool discover);

 private:
  static void announce(FolderProposal& proposal);
  void acceptProposal();
  void showBusy();
  void takeFindings(const FolderFindings& findings);
  void onJobEnded(int id);

  StartPage& page_;
  JobQueue& queue_;
  Prompts& prompts_;
  FolderProbe probe_;
  Underway now_;
};

}  // namespace maskwright::ui
