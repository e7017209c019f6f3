#pragma once

#include "ui/controllers/job_controller.h"
#include "ui/controllers/project_session.h"
#include "ui/controllers/round_outlook_reader.h"
#include "ui/views/round_panel.h"

#include <QObject>
#include <QTimer>

#include <utility>

namespace maskwright::ui {

/// Fills the rounds panel from the store and the running job, and turns its wishes into jobs.
class RoundPresenter final : public QObject {
  Q_OBJECT
 public:
  RoundPresenter(ProjectSession& session,
                 JobController& jobs,
                 JobQueue& queue,
                 RoundPanel& panel,
                 QObject* parent = nullptr);
  /// Reads rounds and what a next one would use; cheap enough after every job.
  void reload();

 Q_SIGNALS:
  void candidatesRequested(int round);
  void targetsRequested(maskwright::RoundId round);
  void compareRequested(int round);
  void markRequested(int round, maskwright::RoundMark mark);

 private:
  RoundCard card(int number, const Run* run);
  QVector<RoundCard> cards();
  void showCurves(int round);
  void askTargets(int round);
  void showNewRound();  ///< one that was started or resumed since the cards were read
  void showRunning();

  ProjectSession& session_;
  JobController& jobs_;
  JobQueue& queue_;
  RoundPanel& panel_;
  QTimer curveTimer_;
  std::pair<int, RoundState> shownNewest_{0, RoundState::Done};
  RoundOutlookReader outlook_;
};

}  // namespace maskwright::ui
