#pragma once

#include "tests/support/review_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/support/theme.h"

#include <QSettings>
#include <QStandardPaths>

#include <functional>
#include <memory>

namespace maskwright::test {

/// The whole window on a made-up project without an engine.
class ReviewWindow {
 protected:
  std::unique_ptr<ReviewProject> project_;
  AnsweringPrompts prompts_;
  std::unique_ptr<ui::MainWindow> window_;

  ui::ReviewWorkspace& work() { return window_->projectView()->review(); }
  ui::CandidateGrid& grid() { return work().grid(); }
  static void discovered(ReviewProject& project) {
    store::RunRepository(project.connection()).finish(project.run(), RunState::Finished);
  }
  void waitSaved() { QTRY_COMPARE(window_->projectView()->session().writer().pending(), 0); }

  /// `fill`: what else the project holds before it is opened.
  void start(int images,
             int each,
             int clusters,
             const std::function<void(ReviewProject&)>& fill = {}) {
    project_ = std::make_unique<ReviewProject>(images, each, clusters);
    discovered(*project_);
    if (fill) fill(*project_);
    window_ = std::make_unique<ui::MainWindow>(prompts_);
    QVERIFY(window_->openProject(QString::fromStdString(project_->project().folder().string())));
    showActive(*window_);
    grid().setFocus();
  }
  void stop() {
    window_.reset();
    project_.reset();
  }
  static void prepare() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    ui::applyTheme(*qApp, ui::ThemeKind::Dark);
  }
};

}  // namespace maskwright::test
