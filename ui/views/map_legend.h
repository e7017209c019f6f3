#pragma once

#include "ui/models/map_colouring.h"

#include <QWidget>

class QVBoxLayout;

namespace maskwright::ui {

/// Kinds of points with their colours and counts, in a scrolling column; those without points are
/// left out. A click asks for all points of the kind.
class MapLegend final : public QWidget {
  Q_OBJECT
 public:
  explicit MapLegend(QWidget* parent = nullptr);
  void setKinds(const QVector<MapKind>& kinds);

 Q_SIGNALS:
  void kindChosen(int kind, bool add);  ///< with Shift: besides what is selected

 private:
  QVBoxLayout* rows_ = nullptr;
  QWidget* page_ = nullptr;
};

}  // namespace maskwright::ui
