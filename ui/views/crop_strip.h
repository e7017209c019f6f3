#pragma once

#include "ui/support/crop_painter.h"

#include <QVector>
#include <QWidget>

namespace maskwright::ui {

/// A few pictures of many under a line of text, over the lower left corner of its parent; takes no
/// part in the mouse.
class CropStrip final : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMost = 8;
  CropStrip(ImageLoader* loader, MaskProvider* masks, QWidget* parent);
  /// Up to kMost crops; none hides it.
  void setCrops(const QString& text, const QVector<CropRef>& crops);
  const QVector<CropRef>& crops() const { return shown_; }
  const QString& text() const { return text_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();
  CropPainter crops_;
  QVector<CropRef> shown_;
  QString text_;
};

}  // namespace maskwright::ui
