#pragma once

#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/views/image_canvas.h"

#include <QImage>
#include <QPainterPath>
#include <QThreadPool>
#include <QTimer>

#include <atomic>

namespace maskwright::ui {

/// A mask with what painting and hit testing need.
struct Shape {
  CanvasMask mask;
  QPainterPath outline;  ///< image coordinates
  QRect bounds;
  qint64 area = 0;
};

/// Not an object: drawn as a thin dotted line without fill, and behind all others for a click.
bool isRejected(const Shape& shape);

/// How the masks are laid over the picture.
struct CanvasLook {
  double zoom = 1;
  QPointF offset;  ///< widget position of image pixel (0, 0)
  OverlayMode mode = OverlayMode::OutlineAndFill;
  double opacity = 0.35;
  /// `fill` scales the overlay opacity; 0 = outline alone.
  void paintShape(QPainter* painter, const Shape& shape, double fill, qreal width) const;
};

struct ImageCanvas::Private {
  ImageLoader* loader = nullptr;
  QString path, problem;
  int orientation = 1;
  OverlayMode mode = OverlayMode::OutlineAndFill;
  QSize size;                ///< displayed frame
  QImage picture;            ///< full resolution, or a smaller one until that is decoded
  std::vector<Shape> masks;  ///< largest first
  qint64 focused = 0, hovered = 0;
  double opacity = 0.35;
  double neighbourOpacity = 0.35;  ///< of what is beside a focused mask

  double zoom = 1;
  QPointF offset;

  /// All masks composited at the window's resolution. A hundred long outlines take seconds, so that
  /// is done in a thread; until then the last overlay is shown where the view is now.
  QImage overlay;
  double overlayZoom = 1;
  QPointF overlayOffset;
  bool overlayStale = true, compositing = false, fitted = true;
  bool seen = false;   ///< see isSeen()
  int generation = 0;  ///< of the image shown; an overlay of another one is dropped
  QTimer settle;       ///< composites anew when zooming and panning pause
  std::atomic<bool> stopping{false};
  QThreadPool compositor;

  Qt::MouseButton pressed = Qt::NoButton;
  QPointF pressedAt, lastAt;
  bool panning = false, spaceHeld = false;

  static Shape shapeOf(CanvasMask mask);
  Shape* find(qint64 id);
  void takePicture(const QObject* owner);
  static ImageRequest fullOf(const QString& path, int orientation, const QSize& size);
  static ImageRequest previewOf(const QString& path, int orientation, const QSize& size);
  static bool isLarge(const QSize& size);
  void paintPicture(QPainter* painter, const QRectF& target, const QRect& window) const;
  void paintProblem(QPainter* painter, const QRect& window, const QPalette& palette) const;
  void paintOverlay(QPainter* painter, ImageCanvas* canvas);
  void composite(ImageCanvas* canvas);
  void forgetOverlay();
  CanvasLook look() const { return {zoom, offset, mode, opacity}; }
};

}  // namespace maskwright::ui
