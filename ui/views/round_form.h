#pragma once

#include "ui/views/round_panel.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedLayout;
class QVBoxLayout;

namespace maskwright::ui {

/// The form that starts a round and, while one runs, its progress.
class RoundForm : public QFrame {
  Q_OBJECT
 public:
  explicit RoundForm(QWidget* parent);
  void setOutlook(const RoundOutlook& outlook);
  void setSegmenters(const QVector<NamedChoice>& choices);
  void setProfiles(const QVector<NamedChoice>& choices);
  void setRunning(bool running, const QString& stage, double fraction, double etaS);

 Q_SIGNALS:
  void startRequested(const maskwright::ui::RoundRequest& request);
  void cancelRequested();

 private:
  QWidget* buildForm();
  void followSegmenter();
  void showTime();
  QWidget* buildProgress();
  QStackedLayout* stack_ = nullptr;
  QComboBox* segmenter_ = nullptr;
  QComboBox* profile_ = nullptr;
  QCheckBox* tune_ = nullptr;
  QSpinBox* minutes_ = nullptr;
  QLabel* time_ = nullptr;
  QWidget* usage_ = nullptr;  ///< what a round would use, with its title
  QLabel* uses_ = nullptr;
  QLabel* advice_ = nullptr;
  QPushButton* start_ = nullptr;
  QLabel* stage_ = nullptr;
  QProgressBar* bar_ = nullptr;
};

}  // namespace maskwright::ui
