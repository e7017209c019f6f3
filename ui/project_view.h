#pragma once

#include "core/domain/round_mark.h"
#include "ui/controllers/job_controller.h"
#include "ui/controllers/project_session.h"
#include "ui/jobs/job_model.h"
#include "ui/support/notice.h"
#include "ui/views/top_bar.h"

#include <QMap>
#include <QWidget>

#include <memory>

class QMenu;
class QStackedWidget;

namespace maskwright::ui {

class ActionRegistry;
class BackboneShelf;
class Banner;
class ClusterTools;
class ClusterWorkspace;
class CommandPalette;
class ExportDialog;
class HistoryModel;
class HistoryPanel;
class ImageLoader;
class JobsPanel;
class KeyOverlay;
class MapWorkspace;
class OverviewWorkspace;
class Prompts;
class PrototypeWorkspace;
class ReviewWorkspace;
class RoundPanel;
class RoundPresenter;
class StatusStrip;

/// One open project in the window: bar, workspaces, jobs panel and status line.
class ProjectView final : public QWidget {
  Q_OBJECT
 public:
  ProjectView(std::unique_ptr<ProjectSession> session,
              JobQueue& queue,
              JobModel& jobs,
              ImageLoader& loader,
              Prompts& prompts,
              QWidget* parent = nullptr);
  ~ProjectView() override;

  ProjectSession& session() { return *session_; }
  ReviewWorkspace& review() { return *review_; }
  JobController& jobs() { return *jobController_; }
  ActionRegistry& actions() { return *actions_; }

  void showWorkspace(Workspace workspace);
  Workspace workspace() const;
  bool isEditingMask() const;  ///< the editor is what is shown
  /// The verdict keys: for the selected masks, or for the current card of the wall.
  void decide(Verdict verdict);
  void relabel();
  void skip();
  void move(int step);  ///< to the next mask or cluster, or the one before
  /// Selected masks go to another cluster (asks which), or to a new one.
  void moveMasks(bool toNew);
  /// Of the workspace that is shown: prototypes have a history of their own.
  void undo();
  void selectAll();
  PrototypeWorkspace& prototypes() { return *prototypes_; }
  MapWorkspace& map() { return *map_; }
  OverviewWorkspace& overview() { return *overview_; }
  ClusterWorkspace& clusters() { return *clusters_; }
  void toggleJobs();
  void showJobs(bool visible);
  void toggleHistory();
  void showHistory(bool visible);
  /// Shows new candidates and the new order; pictures that could not be read are tried again.
  void refresh();
  /// Says if an earlier session left a job unfinished, with a button to go on.
  void offerResume();
  void showDiscoverDialog();
  /// `method`: the one that is marked at first.
  /// The shelf that it shows, which lives as long. `parent`: null = the window.
  BackboneShelf* showBackbonesDialog(QWidget* parent = nullptr);
  void showPretrainDialog(const QString& method = QStringLiteral("densecl"));
  void showExportDialog();
  void showIssues();
  void showKeys();
  void showPalette();

 Q_SIGNALS:
  void openRequested();   ///< another project or folder
  void closeRequested();  ///< back to the start page
  void preferencesRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void build(ImageLoader& loader, JobModel& jobs);
  void connectBars();
  void connectJobs();
  void connectReview();
  void connectPrototypes();
  void connectMap();
  void connectOverview();
  void buildHistory(ImageLoader& loader);
  void connectHistory();
  void makeRoomForDrawers();
  void followRoundMarks();
  void fillMenu();
  void reviewRound(int round);
  void reviewCopies(const QList<qint64>& images, const QString& name);
  bool sayIfImagesAreMissing();
  void onCandidatesChanged(const QString& kind);
  void showJobStatus();
  void announceOnce(const QString& text, Notice notice);

  std::unique_ptr<ProjectSession> session_;
  JobQueue& queue_;
  ImageLoader& loader_;
  Prompts& prompts_;
  JobController* jobController_ = nullptr;
  ActionRegistry* actions_ = nullptr;
  TopBar* bar_ = nullptr;
  Banner* banner_ = nullptr;
  QStackedWidget* spaces_ = nullptr;
  ReviewWorkspace* review_ = nullptr;
  ClusterTools* clusterTools_ = nullptr;
  ClusterWorkspace* clusters_ = nullptr;
  MapWorkspace* map_ = nullptr;
  RoundPanel* rounds_ = nullptr;
  PrototypeWorkspace* prototypes_ = nullptr;
  OverviewWorkspace* overview_ = nullptr;
  RoundPresenter* presenter_ = nullptr;
  JobsPanel* jobsPanel_ = nullptr;
  HistoryModel* history_ = nullptr;
  HistoryPanel* historyPanel_ = nullptr;
  QMap<int, RoundMark> roundMarks_;  ///< as they were when last looked at
  StatusStrip* status_ = nullptr;
  QMenu* menu_ = nullptr;
  CommandPalette* palette_ = nullptr;
  KeyOverlay* keys_ = nullptr;
  bool writeFailed_ = false;
};

}  // namespace maskwright::ui
