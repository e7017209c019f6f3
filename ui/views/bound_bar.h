#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace maskwright::ui {

/// How far an audit has come: the sample with the places where it may end, and the precision that
/// is proved so far against the target.
class BoundBar : public QWidget {
  Q_OBJECT
 public:
  explicit BoundBar(QWidget* parent = nullptr);
  /// `looks`: sample sizes, rising; bound and target in [0, 1]; `untilLook`: verdicts until the
  /// next one at which it may end, 0 = it is over.
  void setState(
      int judged, const std::vector<int>& looks, double bound, double target, int untilLook = 0);
  QSize sizeHint() const override { return {320, 44}; }
  QSize minimumSizeHint() const override { return {160, 44}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString judgedText() const;
  int judged_ = 0, untilLook_ = 0;
  std::vector<int> looks_;
  double bound_ = 0, target_ = 1;
};

}  // namespace maskwright::ui
