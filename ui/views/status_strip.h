#pragma once

#include "ui/support/notice.h"

#include <QWidget>

#include <array>
#include <cstdint>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace maskwright::ui {

enum class SavedState { Saved, Saving, Failed };

/// The line at the bottom: counts by verdict, pace, the running job, and whether all is on disk.
class StatusStrip : public QWidget {
  Q_OBJECT
 public:
  explicit StatusStrip(QWidget* parent = nullptr);
  void setCounts(const std::array<int64_t, 6>& byVerdict);
  void setRate(double masksPerHour);  ///< 0 hides it
  /// Running job; fraction negative = unknown, etaS negative = unknown.
  void setJob(const QString& text, double fraction, double etaS);
  void clearJob();
  /// Says once what came of something, e.g. "Find masks: done"; stays for some seconds, a problem
  /// for a minute. A running job shows itself again afterwards.
  void announce(const QString& text, maskwright::ui::Notice notice);
  void setSaved(SavedState state, const QString& detail = {});
  void setProjectOpen(bool open);

 Q_SIGNALS:
  void jobsToggled();  ///< the job text or its bar was clicked

 private:
  QLabel* counts_ = nullptr;
  QLabel* rate_ = nullptr;
  QToolButton* job_ = nullptr;
  QTimer* quiet_ = nullptr;  ///< runs while an announcement stands
  QProgressBar* bar_ = nullptr;
  QLabel* saved_ = nullptr;
  QLabel* savedIcon_ = nullptr;
};

}  // namespace maskwright::ui
