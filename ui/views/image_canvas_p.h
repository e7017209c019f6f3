#pragma once

#include "ui/support/mask_paint.h"
#include "ui/views/image_canvas.h"

#include <QImage>
#include <QPainterPath>
#include <QTimer>

namespace maskwright::ui {

class ImageLoader;

/// A mask with what painting and hit testing need.
struct Shape {
  CanvasMask mask;
  QPainterPath outline;  ///< image coordinates
  QRect bounds;
  qint64 area = 0;
};

/// Not an object: drawn as a thin dotted line without fill, and behind all others for a click.
bool isRejected(const Shape& shape);

struct ImageCanvas::Private {
  ImageLoader* loader = nullptr;
  QString path, problem;
  int orientation = 1;
  QSize size;                ///< displayed frame
  QImage picture;            ///< full resolution, or a smaller one until that is decoded
  std::vector<Shape> masks;  ///< largest first
  qint64 focused = 0, hovered = 0;
  OverlayMode mode = OverlayMode::OutlineAndFill;
  double opacity = 0.35;

  double zoom = 1;
  QPointF offset;  ///< widget position of image pixel (0, 0)
  bool fitted = true;

  QImage overlay;  ///< all masks composited at the window's resolution
  double overlayZoom = 1;
  QPointF overlayOffset;
  bool overlayStale = true;
  QTimer settle;  ///< composites anew when zooming and panning pause

  Qt::MouseButton pressed = Qt::NoButton;
  QPointF pressedAt, lastAt;
  bool panning = false, spaceHeld = false;

  static Shape shapeOf(CanvasMask mask);
  Shape* find(qint64 id);
  void takePicture(const QObject* owner);
  void paintPicture(QPainter* painter, const QRectF& target, const QRect& window) const;
  void paintProblem(QPainter* painter, const QRect& window, const QPalette& palette) const;
  void paintOverlay(QPainter* painter, const QSize& window, qreal ratio);
  void composite(const QSize& window, qreal ratio);
  /// `fill` scales the overlay opacity; 0 = outline alone.
  void paintShape(QPainter* painter, const Shape& shape, double fill, qreal width) const;
};

}  // namespace maskwright::ui
