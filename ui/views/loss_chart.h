#pragma once

#include <QHash>
#include <QPointF>
#include <QString>
#include <QVector>
#include <QWidget>

#include <map>
#include <memory>

namespace maskwright::ui {

/// Loss curves over training steps (Qt Charts), fed live. Long curves are thinned for drawing.
class LossChart : public QWidget {
  Q_OBJECT
 public:
  explicit LossChart(QWidget* parent = nullptr);
  ~LossChart() override;

  void clear();
  /// Adds a point to the curve `name`, e.g. "total", "projection", "affinity", "embedding".
  void append(const QString& name, double step, double value);
  /// Shows exactly these.
  void setCurves(const std::map<QString, QVector<QPointF>>& curves);
  /// Curves whose names end so are another round's: dashed, in the colours of those without it.
  void setOtherSuffix(const QString& suffix);
  QStringList curves() const;
  bool hasLine() const;                       ///< one point is none yet
  int pointCount(const QString& name) const;  ///< points kept, before thinning

 Q_SIGNALS:
  void lineChanged();  ///< the first line came, or all went

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void addName(const QString& name);
  void restyle();
  void refresh();
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
