#pragma once

#include "ui/support/crop_ref.h"

#include <QCache>
#include <QPixmap>

class QObject;
class QPainter;

namespace maskwright::ui {

class ImageLoader;
class MaskProvider;

/// Paints crops as squares with the rest of the image darkened around the mask; keeps the pictures.
class CropPainter {
 public:
  /// `owner`: the view that the loader queues for.
  CropPainter(ImageLoader* loader, const QObject* owner);
  void setMaskProvider(MaskProvider* masks) { masks_ = masks; }  ///< null = bare crops
  /// An outline as well: for regions that are most of their crop.
  void setOutlined(bool outlined) { outlined_ = outlined; }
  void clear() { pictures_.clear(); }

  /// `pixels`: size of the crop as it is asked of the loader. Nothing but the square is painted
  /// while the crop is not at hand.
  void paint(QPainter* painter, const QRectF& rect, const CropRef& crop, int pixels);

 private:
  QPixmap picture(const CropRef& crop, const QSize& size, qreal ratio, int pixels);
  ImageLoader* loader_;
  const QObject* owner_;
  MaskProvider* masks_ = nullptr;
  bool outlined_ = false;
  QCache<QString, QPixmap> pictures_;
};

}  // namespace maskwright::ui
