#pragma once

#include <QWidget>

class QAbstractItemModel;
class QHBoxLayout;
class QVBoxLayout;

namespace maskwright::ui {

class JobRow;

/// Jobs over a model with JobRole roles, newest on top: stage, count, rate, time left, bar, cancel,
/// resume, log. Signals carry JobIdRole.
class JobsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit JobsPanel(QWidget* parent = nullptr);
  void setModel(QAbstractItemModel* model);

 Q_SIGNALS:
  void cancelRequested(int job);
  void resumeRequested(int job);
  void logRequested(int job);
  void closeRequested();

 private:
  QHBoxLayout* buildHead();
  void rebuild();
  void refresh(int from, int to);
  QAbstractItemModel* model_ = nullptr;
  QVBoxLayout* rows_ = nullptr;
  QWidget* empty_ = nullptr;
  QVector<JobRow*> widgets_;
};

/// "3:10", "1 h 05 min"; empty if negative.
QString durationText(double seconds);

}  // namespace maskwright::ui
