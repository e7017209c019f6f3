#pragma once

#include <QModelIndex>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace maskwright::ui {

/// One job: title, stage with counts and time left, bar, buttons.
class JobRow : public QWidget {
  Q_OBJECT
 public:
  explicit JobRow(QWidget* parent);
  void setJob(const QModelIndex& index);

 Q_SIGNALS:
  void cancelRequested(int job);
  void resumeRequested(int job);
  void logRequested(int job);

 private:
  int job_ = 0;
  QLabel* state_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* detail_ = nullptr;
  QLabel* note_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QToolButton* resume_ = nullptr;
  QToolButton* log_ = nullptr;
};

}  // namespace maskwright::ui
