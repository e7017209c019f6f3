#pragma once

#include "ui/views/picker_popup.h"

namespace maskwright::ui {

/// A cluster as it is offered.
struct ClusterChoice {
  qint64 id = 0;
  int number = 0;  ///< as people see it
  QString name;    ///< empty = unnamed
  qint64 size = 0;
  int colour = 0;
  bool junk = false;
};

/// Picks the cluster that masks or clusters go to: by number, by name, or a new one.
class ClusterPopup : public PickerPopup {
  Q_OBJECT
 public:
  explicit ClusterPopup(QWidget* parent);
  /// `withNew`: a new cluster is offered as well.
  void setClusters(const QVector<ClusterChoice>& clusters, bool withNew);

 Q_SIGNALS:
  void clusterChosen(qint64 cluster);  ///< 0 = a new one

 protected:
  QVector<Row> rowsFor(const QString& typed) const override;
  void take(const QVariant& value, const QString& typed) override;

 private:
  QVector<ClusterChoice> clusters_;
  bool withNew_ = true;
};

}  // namespace maskwright::ui
