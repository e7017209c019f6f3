#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QMenu;
class QSlider;
class QToolButton;

namespace maskwright::ui {

enum class Workspace {
  Review = 0,
  Clusters = 1,
  Map = 2,
  Rounds = 3,
  Prototypes = 4,
  Overview = 5
};

/// The bar above everything: project menu, workspaces, tile size, export, jobs.
class TopBar : public QWidget {
  Q_OBJECT
 public:
  explicit TopBar(QWidget* parent = nullptr);
  /// Name of the open project, and the menu behind it (not owned).
  void setProject(const QString& name, QMenu* menu);
  void setWorkspace(maskwright::ui::Workspace workspace);  ///< without emitting
  void setTileSize(int px);                                ///< without emitting
  void setTileSliderVisible(bool visible);
  void setJobCount(int running);

 Q_SIGNALS:
  void workspaceChosen(maskwright::ui::Workspace workspace);
  void tileSizeChosen(int px);
  void discoverRequested();
  void exportRequested();
  void jobsToggled();
  void keysRequested();

 private:
  void buildTileGroup(QHBoxLayout* layout);
  QToolButton* project_ = nullptr;
  QButtonGroup* workspaces_ = nullptr;
  QSlider* tiles_ = nullptr;
  QWidget* tileGroup_ = nullptr;
  QToolButton* jobs_ = nullptr;
};

}  // namespace maskwright::ui
