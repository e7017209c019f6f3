#pragma once

#include "core/domain/ids.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QModelIndex;
class QPushButton;

namespace maskwright::ui {

class HistoryDelegate;
class HistoryModel;
class ImageLoader;
class MaskProvider;

/// Drawer with every command of the project, newest first, by day: what, who, when, how many masks.
/// A click shows a command's masks; a button goes back to it, or does all up to it again.
class HistoryPanel final : public QWidget {
  Q_OBJECT
 public:
  HistoryPanel(ImageLoader* loader, QWidget* parent = nullptr);
  void setModel(HistoryModel* model);
  void setMaskProvider(MaskProvider* masks);
  /// Something was written; read at once if the panel is seen, else when it is shown.
  void markStale();
  QListView* list() const { return list_; }

 Q_SIGNALS:
  void goToRequested(maskwright::CommandId command);
  void masksRequested(maskwright::CommandId command, const QString& text);
  void closeRequested();

 protected:
  void showEvent(QShowEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QWidget* buildHead();
  QWidget* buildFoot();
  void connectList();
  void showChoice();
  void goTo();
  void showMasks(const QModelIndex& index);
  void showMenu(const QPoint& position);
  void refresh();

  HistoryModel* model_ = nullptr;
  HistoryDelegate* delegate_ = nullptr;
  QLineEdit* search_ = nullptr;
  QListView* list_ = nullptr;
  QLabel* empty_ = nullptr;
  QPushButton* go_ = nullptr;
  QTimer searchTimer_, refreshTimer_;
  bool stale_ = false;
};

}  // namespace maskwright::ui
