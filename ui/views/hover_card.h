#pragma once

#include "ui/models/candidate_tile.h"
#include "ui/support/crop_painter.h"

#include <QWidget>

namespace maskwright::ui {

/// A candidate's crop and what is known of it, beside the pointer; takes no part in the mouse.
class HoverCard final : public QWidget {
  Q_OBJECT
 public:
  HoverCard(ImageLoader* loader, MaskProvider* masks, QWidget* parent);
  /// `note`: a line below, such as the cluster. `around`: the point in the parent; the card keeps
  /// inside the parent and beside the point.
  void showTile(const CandidateTile& tile, const QString& note, const QPointF& around);
  qint64 candidate() const { return isHidden() ? 0 : tile_.crop.candidate; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  CropPainter crops_;
  CandidateTile tile_;
  QString note_;
};

}  // namespace maskwright::ui
