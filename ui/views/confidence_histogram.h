#pragma once

#include <QWidget>

#include <array>
#include <vector>

namespace maskwright::ui {

/// Histogram of undecided candidates by confidence with a threshold handle (drag, arrows,
/// Page Up/Down).
class ConfidenceHistogram : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kBins = 50;  ///< equal bins over [0, 1]
  explicit ConfidenceHistogram(QWidget* parent = nullptr);

  void setCounts(const std::array<qint64, kBins>& counts);
  double threshold() const { return threshold_; }
  /// Candidates in the bins at or above the threshold.
  qint64 countAbove() const;
  /// Mean of the same as their bins tell it; 0 if there are none.
  double meanAbove() const;
  /// Values with a label on the axis: 0, 0.5, 1, but for one that the handle hides.
  std::vector<double> axisTicks() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 public Q_SLOTS:
  void setThreshold(double threshold);  ///< clipped to [0, 1], steps of 0.01

 Q_SIGNALS:
  void thresholdChanged(double threshold);  ///< live, while dragging
  void thresholdSettled(double threshold);  ///< on release

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QRectF plot() const;
  double valueAt(double x) const;
  double xOf(double value) const;
  QString tickText(double value) const;
  QRectF labelOf(double value) const;
  std::array<qint64, kBins> counts_{};
  double threshold_ = 0.9;
  bool dragging_ = false;
};

}  // namespace maskwright::ui
