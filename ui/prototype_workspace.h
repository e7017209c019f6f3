#pragma once

#include "ui/controllers/job_controller.h"
#include "ui/controllers/project_session.h"
#include "ui/support/notice.h"
#include "ui/views/prototype_wall.h"

#include <QWidget>

class QLabel;
class QPoint;
class QPushButton;
class QStackedWidget;

namespace maskwright::ui {

class ElidedLabel;
class EmptyState;
class ImageLoader;
class PrototypeBar;

/// The prototypes of the newest semantic maps: named, merged, split and switched off by keys. A
/// card shows an edit when it is on disk.
class PrototypeWorkspace final : public QWidget {
  Q_OBJECT
 public:
  PrototypeWorkspace(ProjectSession& session,
                     JobController& jobs,
                     ImageLoader& loader,
                     QWidget* parent = nullptr);

  void run(PrototypeCommand command);
  /// Training or mapping began or ended: what there is to see and to start.
  void showState();

 Q_SIGNALS:
  void trainRequested();
  void announced(const QString& text, maskwright::ui::Notice notice);
  void failed(const QString& text);

 private:
  void build(ImageLoader& loader);
  QWidget* buildHeader();
  void write(const PrototypeEdits& edits, const QString& text);
  void onWritten(const PrototypeWriteResult& result);
  void merge();
  void split();
  void splitOff(const QList<int>& numbers);
  void switchTargets();
  void rename(qint64 number, const QString& name);
  void showMenu(const QPoint& position);
  void showTargets();
  void showNames();
  void showEmptyState();
  QList<int> mergedInto(const QList<int>& numbers);

  ProjectSession& session_;
  JobController& jobs_;
  PrototypeModel& model_;
  QStackedWidget* pages_ = nullptr;
  QWidget* work_ = nullptr;
  PrototypeWall* wall_ = nullptr;
  PrototypeBar* bar_ = nullptr;
  EmptyState* empty_ = nullptr;
  QLabel* counts_ = nullptr;
  ElidedLabel* origin_ = nullptr;
  QPushButton* mapAgain_ = nullptr;
};

}  // namespace maskwright::ui
