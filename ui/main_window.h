#pragma once

#include "ui/controllers/project_controller.h"
#include "ui/jobs/job_model.h"
#include "ui/project_view.h"
#include "ui/support/image_loader.h"

#include <QMainWindow>
#include <QPointer>

class QStackedWidget;

namespace maskwright::ui {

class PreferencesDialog;

/// Start page or one open project.
class MainWindow final : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(Prompts& prompts, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens a project; on failure the start page says why. `discover`: find masks if that was not
  /// done yet.
  bool openProject(const QString& folder, bool discover = false);
  /// Shows what is in a folder of images, or opens the project that it is.
  void openFolder(const QString& folder);
  /// Stops the jobs of the project without asking.
  void closeProject();
  ProjectView* projectView() const { return view_; }
  JobQueue& queue() { return queue_; }

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void remember();
  void buildStart();
  void showProject(std::unique_ptr<ProjectSession> session);
  void dropProject();  ///< its view; jobs go on
  void showPreferences();
  /// Makes everything that is shown anew, in the language and colours of now.
  void rebuild();
  void rebuildIfNeeded();
  /// False: a job of the open project runs and the person wants it to go on.
  bool mayStopJobs(const QString& action);
  /// False: an edited mask is not accepted yet and the person wants to go on with it.
  bool mayDropEdit(const QString& action);
  /// Back to the start page unless a running job keeps the project open.
  void leaveProject();
  Prompts& prompts_;
  JobQueue queue_;
  JobModel jobModel_;
  ImageLoader loader_;
  QPointer<PreferencesDialog> preferences_;
  QStackedWidget* pages_ = nullptr;
  StartPage* start_ = nullptr;
  ProjectController* projects_ = nullptr;
  ProjectView* view_ = nullptr;
  bool closing_ = false;
  QString shown_;  ///< language and theme of what is shown
};

}  // namespace maskwright::ui
