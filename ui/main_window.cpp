#include "ui/main_window.h"

#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "ui/controllers/recent_projects.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/editor/mask_editor.h"
#include "ui/models/guarded_read.h"
#include "ui/review_workspace.h"
#include "ui/support/icons.h"
#include "ui/support/preferences.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"

#include <QApplication>
#include <QCloseEvent>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>

namespace maskwright::ui {
namespace {

/// What widgets have taken in when they were made.
QString shownNow() {
  return languageInUse() + u'/' + QString::number(static_cast<int>(themeInUse()));
}

}  // namespace

MainWindow::MainWindow(Prompts& prompts, QWidget* parent)
    : QMainWindow(parent), prompts_(prompts), jobModel_(queue_), shown_(shownNow()) {
  setWindowTitle(QStringLiteral("Maskwright"));
  setWindowIcon(programIcon());
  setMinimumSize(960, 600);
  resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(0, 40)));
  restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
  pages_ = new QStackedWidget(this);
  setCentralWidget(pages_);
  buildStart();
  connect(&queue_, &JobQueue::becameIdle, this, [this] {
    if (closing_) close();
  });
}

void MainWindow::buildStart() {
  start_ = new StartPage(&loader_, this);
  pages_->insertWidget(0, start_);
  projects_ = new ProjectController(*start_, queue_, prompts_, this);
  connect(projects_, &ProjectController::projectReady, this, &MainWindow::openProject);
  connect(start_, &StartPage::preferencesRequested, this, &MainWindow::showPreferences);
  projects_->refreshRecent();
}

MainWindow::~MainWindow() {
  if (preferences_) preferences_->disconnect(this);
  delete preferences_;
  delete view_;
}

bool MainWindow::openProject(const QString& folder, bool discover) {
  auto session = ProjectSession::open(folder);
  if (!session) {
    closeProject();
    projects_->showProblem(QString::fromStdString(session.error().text()));
    return false;
  }
  closeProject();
  showProject(std::move(*session));
  view_->showWorkspace(Workspace::Review);
  remember();
  if (discover)
    view_->jobs().discoverIfNeeded();
  else
    view_->offerResume();
  return true;
}

void MainWindow::showProject(std::unique_ptr<ProjectSession> session) {
  view_ = new ProjectView(std::move(session), queue_, jobModel_, loader_, prompts_, this);
  connect(view_,
          &ProjectView::preferencesRequested,
          this,
          &MainWindow::showPreferences,
          Qt::QueuedConnection);
  connect(
      view_, &ProjectView::closeRequested, this, &MainWindow::leaveProject, Qt::QueuedConnection);
  connect(
      view_, &ProjectView::openRequested, this, &MainWindow::leaveProject, Qt::QueuedConnection);
  pages_->addWidget(view_);
  pages_->setCurrentWidget(view_);
  setWindowTitle(tr("%1 - Maskwright").arg(view_->session().name()));
  connect(&view_->jobs(), &JobController::candidatesChanged, this, &MainWindow::remember);
}

void MainWindow::dropProject() {
  pages_->setCurrentWidget(start_);
  pages_->removeWidget(view_);
  delete view_;
  view_ = nullptr;
  loader_.clear();
}

void MainWindow::showPreferences() {
  if (preferences_) return preferences_->raise();
  preferences_ = new PreferencesDialog(view_ ? &view_->actions() : nullptr, prompts_, this);
  connect(preferences_, &PreferencesDialog::looksChanged, this, [this] {
    const auto all = findChildren<QWidget*>();  // what is opaque isn't painted with its parent
    for (QWidget* one : all) one->update();
  });
  // Afterwards: the dialog shows the actions of the view that would be replaced.
  connect(preferences_, &QObject::destroyed, this, &MainWindow::rebuildIfNeeded);
  preferences_->open();
}

void MainWindow::rebuildIfNeeded() {
  if (closing_ || shown_ == shownNow()) return;
  rebuild();
}

void MainWindow::rebuild() {
  if (!mayDropEdit(tr("Discard and change"))) return;
  applyPreferences(*qApp);
  shown_ = shownNow();
  std::unique_ptr<ProjectSession> session;
  Workspace workspace = Workspace::Review;
  store::ReviewFilter filter;
  qint64 candidate = 0;
  if (view_) {
    view_->session().writer().flush();
    workspace = view_->workspace();
    filter = view_->review().review().filter();
    candidate = view_->review().grid().currentCandidate();
    auto again = ProjectSession::open(view_->session().folder());
    if (!again)
      return prompts_.problem(this, windowTitle(), QString::fromStdString(again.error().text()));
    session = std::move(*again);
    dropProject();
  }
  const auto underway = projects_->underway();
  delete projects_;
  delete start_;
  buildStart();
  projects_->goOn(underway);
  if (!session) return;
  showProject(std::move(session));
  view_->review().review().setFilter(filter);
  view_->showWorkspace(workspace);
  view_->review().showCandidate(candidate);
}

void MainWindow::openFolder(const QString& folder) {
  projects_->propose(folder);
}

bool MainWindow::mayStopJobs(const QString& action) {
  const Job* job = view_ ? queue_.running(view_->session().folder()) : nullptr;
  if (!job || !job->spec.heavy) return true;
  return prompts_.confirm(
      this,
      tr("A job is running: %1").arg(job->spec.title),
      tr("It stops when the project is closed. What it has finished is kept, and Resume goes on "
         "from there."),
      action);
}

bool MainWindow::mayDropEdit(const QString& action) {
  if (!view_ || !view_->review().editor().isChanged()) return true;
  const QString key = Shortcuts::instance().text(QStringLiteral("editor.accept"));
  return prompts_.confirm(
      this,
      tr("The mask in the editor has changes"),
      key.isEmpty() ? tr("They are not accepted yet and would be lost.")
                    : tr("They are not accepted yet (%1 accepts them) and would be lost.").arg(key),
      action);
}

void MainWindow::leaveProject() {
  if (mayDropEdit(tr("Discard and close")) && mayStopJobs(tr("Stop it and close"))) closeProject();
}

void MainWindow::closeProject() {
  start_->showChoices();
  if (!view_) return;
  remember();
  queue_.cancelAll();
  dropProject();
  queue_.clearFinished();
  setWindowTitle(QStringLiteral("Maskwright"));
  projects_->refreshRecent();
}

void MainWindow::remember() {
  auto& session = view_->session();
  RecentProject recent;
  recent.path = session.folder();
  recent.images = session.imageCount();
  recent.lastOpened = QDateTime::currentDateTime();
  guardedRead([&] {
    auto& connection = session.connection();
    recent.candidates = store::CandidateRepository(connection).count();
    auto decided = connection.prepare("SELECT COUNT(*) FROM verdict WHERE verdict <> 0");
    if (decided.executeStep()) recent.decided = decided.getColumn(0).getInt64();
    const auto first = store::ImageRepository(connection).presentPage({}, 1);
    if (!first.empty()) {
      recent.picture = session.imagesRoot() + u'/' + QString::fromStdString(first.front().path);
      recent.pictureOrientation = first.front().orientation;
    }
    return 0;
  });
  rememberProject(recent);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
  if (!closing_ && !(mayDropEdit(tr("Discard and quit")) && mayStopJobs(tr("Stop it and quit")))) {
    event->ignore();
    return;
  }
  if (!queue_.isIdle() && !closing_) {
    // Running jobs commit what they have begun; the window goes when they are done.
    closing_ = true;
    queue_.cancelAll();
    setEnabled(false);
    setWindowTitle(tr("Maskwright - stopping the running job"));
    event->ignore();
    return;
  }
  if (!queue_.isIdle()) {
    event->ignore();
    return;
  }
  closeProject();
  event->accept();
}

}  // namespace maskwright::ui
