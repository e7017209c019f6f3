#pragma once

#include "core/services/review_pace.h"

#include <QWidget>

namespace maskwright::ui {

/// Masks an hour, session by session. One session alone is no curve: it is said in words.
class PaceChart final : public QWidget {
  Q_OBJECT
 public:
  explicit PaceChart(QWidget* parent = nullptr);
  void setSessions(const std::vector<ReviewSession>& sessions);
  /// What stands under the first and the last session: dates, or times of one day.
  QStringList ends() const;
  QSize sizeHint() const override { return {280, 120}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintOne(QPainter& painter) const;
  void paintCurve(QPainter& painter) const;

  std::vector<ReviewSession> sessions_;  ///< those with a pace
};

}  // namespace maskwright::ui
