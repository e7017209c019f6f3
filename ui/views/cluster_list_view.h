#pragma once

#include <QListView>
#include <QTimer>

#include <functional>

class QLabel;

namespace maskwright::ui {

/// The wall: several cards can be selected (Ctrl, Shift), and cards dragged onto another are to be
/// merged into it; what that would do is said beside the pointer. Escape lets go.
class ClusterListView final : public QListView {
  Q_OBJECT
 public:
  explicit ClusterListView(QWidget* parent);
  /// Says what dropping `clusters` onto `into` would do; empty = nothing.
  using Describe = std::function<QString(const QList<qint64>& clusters, qint64 into)>;
  void setDescribe(Describe describe) { describe_ = std::move(describe); }

  QList<qint64> selectedClusters() const;  ///< in the order of the wall; else the current one
  void selectClusters(const QList<qint64>& clusters);
  void makeCurrent(qint64 cluster);  ///< and select it alone

 Q_SIGNALS:
  void dropped(const QList<qint64>& clusters, qint64 into);
  void escaped();  ///< Esc, with nothing of its own to end

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void dragTo(const QPoint& position);
  void scrollWhileDragging();
  void letGo();

  Describe describe_;
  QLabel* hint_ = nullptr;
  QPoint pressedAt_, draggedTo_;
  QTimer scrolling_;  ///< runs while a drag rests at an edge
  QPersistentModelIndex pressed_, over_;
  QList<qint64> dragged_;  ///< not empty: a drag is on
  bool keepsSelection_ = false;
};

}  // namespace maskwright::ui
