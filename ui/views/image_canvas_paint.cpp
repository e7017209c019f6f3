#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/image_canvas_p.h"

#include <QFileInfo>
#include <QPainter>

#include <algorithm>
#include <cmath>

// What the image canvas paints.

namespace maskwright::ui {
namespace {

constexpr int kPreviewPx = 1024;

QColor colourOf(const CanvasMask& mask) {
  if (mask.colour.isValid()) return mask.colour;
  return mask.verdict == Verdict::Undecided ? QColor(0xf2, 0xf3, 0xf5)
                                            : verdictStyle(mask.verdict).colour;
}

constexpr double kRejectedOpacity = 0.6;
constexpr double kFaintOpacity = 0.45;

}  // namespace

bool isRejected(const Shape& shape) {
  return shape.mask.verdict == Verdict::NotAnObject;
}

Shape ImageCanvas::Private::shapeOf(CanvasMask mask) {
  Shape shape;
  shape.outline = smoothMaskOutline(mask.mask);
  shape.bounds = maskBounds(mask.mask);
  for (size_t i = 1; i < mask.mask.counts.size(); i += 2) shape.area += mask.mask.counts[i];
  shape.mask = std::move(mask);
  return shape;
}

Shape* ImageCanvas::Private::find(qint64 id) {
  if (id == 0) return nullptr;
  const auto it =
      std::find_if(masks.begin(), masks.end(), [id](const Shape& s) { return s.mask.id == id; });
  return it == masks.end() ? nullptr : &*it;
}

ImageRequest ImageCanvas::Private::fullOf(const QString& path, int orientation, const QSize& size) {
  return {path, orientation, size, {}, {}};
}

ImageRequest ImageCanvas::Private::previewOf(const QString& path,
                                             int orientation,
                                             const QSize& size) {
  return {path, orientation, size, {}, QSize(kPreviewPx, kPreviewPx)};
}

bool ImageCanvas::Private::isLarge(const QSize& size) {
  return std::max(size.width(), size.height()) > 2 * kPreviewPx;
}

/// The full picture if it is at hand, else a quickly decoded smaller one.
void ImageCanvas::Private::takePicture(const QObject* owner) {
  if (path.isEmpty()) return;
  const ImageRequest full = fullOf(path, orientation, size);
  QImage best = loader->cached(full);
  if (best.isNull() && isLarge(size))
    best = loader->request(previewOf(path, orientation, size), owner);
  if (loader->cached(full).isNull() && (!isLarge(size) || !best.isNull())) {
    const QImage now = loader->request(full, owner);
    if (!now.isNull()) best = now;
  }
  if (!best.isNull()) {
    picture = best;
    problem.clear();
  }
  if (loader->isBroken(path))
    problem = QFileInfo::exists(path) ? QObject::tr("The file cannot be read. Its masks are kept.")
                                      : QObject::tr("The file is not there. Its masks are kept.");
}

void ImageCanvas::Private::paintPicture(QPainter* painter,
                                        const QRectF& target,
                                        const QRect& window) const {
  // Only the visible part is scaled; large images at high zoom stay quick.
  const QRectF visible = target & QRectF(window).adjusted(-2, -2, 2, 2);
  if (visible.isEmpty()) return;
  const double sx = picture.width() / target.width(), sy = picture.height() / target.height();
  const QRectF source((visible.x() - target.x()) * sx,
                      (visible.y() - target.y()) * sy,
                      visible.width() * sx,
                      visible.height() * sy);
  if (sx > 2.2) {
    // Painter scaling has no prefilter: halve first where it would alias.
    const QImage part = picture.copy(source.toAlignedRect());
    painter->drawImage(visible,
                       part.scaled(visible.size().toSize() * painter->device()->devicePixelRatioF(),
                                   Qt::IgnoreAspectRatio,
                                   Qt::SmoothTransformation));
    return;
  }
  painter->drawImage(visible, picture, source);
}

void ImageCanvas::Private::paintProblem(QPainter* painter,
                                        const QRect& window,
                                        const QPalette& palette) const {
  const ThemeColours& colours = coloursOf(palette);
  const QRect middle(window.center() - QPoint(20, 48), QSize(40, 40));
  icon("broken-image", colours.disabled).paint(painter, middle);
  painter->setFont(uiFont(TextSize::Body));
  painter->setPen(colours.secondary);
  painter->drawText(window.adjusted(kGap, 56, -kGap, 0),
                    Qt::AlignCenter | Qt::TextWordWrap,
                    path.section('/', -1) + '\n' + problem);
}

void CanvasLook::paintShape(QPainter* painter, const Shape& shape, double fill, qreal width) const {
  QTransform view;
  view.translate(offset.x(), offset.y());
  view.scale(zoom, zoom);
  const QPainterPath path = view.map(shape.outline);
  QColor colour = colourOf(shape.mask);
  if (mode == OverlayMode::OutlineAndFill && fill > 0) {
    QColor inside = colour;
    inside.setAlphaF(static_cast<float>(opacity * fill));
    painter->fillPath(path, inside);
  }
  strokeWithHalo(painter,
                 path,
                 colour,
                 width,
                 shape.mask.border.value_or(verdictStyle(shape.mask.verdict).border));
}

namespace {

QImage overlayOf(const std::vector<Shape>& shapes,
                 const CanvasLook& look,
                 bool filled,
                 const QSize& window,
                 qreal ratio,
                 const std::atomic<bool>& stopping) {
  QImage overlay(window * ratio, QImage::Format_ARGB32_Premultiplied);
  overlay.setDevicePixelRatio(ratio);
  overlay.fill(Qt::transparent);
  QPainter painter(&overlay);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF shown(QPointF(0, 0), QSizeF(window));
  for (const Shape& shape : shapes) {
    if (stopping) break;
    const QRectF box(QPointF(shape.bounds.topLeft()) * look.zoom + look.offset,
                     QSizeF(shape.bounds.size()) * look.zoom);
    if (!box.intersects(shown)) continue;
    if (shape.mask.weight == CanvasMask::Weight::Faint) {
      painter.setOpacity(kFaintOpacity);
      look.paintShape(&painter, shape, 0, 1);
      painter.setOpacity(1);
    } else if (isRejected(shape)) {
      // Still there, so that nobody looks for it twice, but out of the way of what is left to see.
      painter.setOpacity(kRejectedOpacity);
      look.paintShape(&painter, shape, 0, 1);
      painter.setOpacity(1);
    } else if (shape.mask.weight == CanvasMask::Weight::Strong) {
      // Several lie over each other: together their fill must leave the picture to be seen.
      look.paintShape(&painter, shape, filled ? 0.5 : 0.15, 2.5);
    } else {
      look.paintShape(&painter, shape, filled ? 1 : 0, 1.5);
    }
  }
  return overlay;
}

}  // namespace

void ImageCanvas::Private::forgetOverlay() {
  overlay = {};
  overlayStale = true;
  ++generation;
}

void ImageCanvas::Private::composite(ImageCanvas* canvas) {
  if (compositing) return;  // what changed meanwhile is seen when that one is done
  compositing = true;
  overlayStale = false;
  compositor.start([this,
                    canvas,
                    shapes = masks,
                    now = look(),
                    filled = focused == 0,
                    window = canvas->size(),
                    ratio = canvas->devicePixelRatioF(),
                    made = generation] {
    const QImage image = overlayOf(shapes, now, filled, window, ratio, stopping);
    QMetaObject::invokeMethod(
        canvas,
        [this, canvas, image, now, made] {
          compositing = false;
          canvas->update();
          if (made != generation) return;
          overlay = image;
          overlayZoom = now.zoom;
          overlayOffset = now.offset;
        },
        Qt::QueuedConnection);
  });
}

void ImageCanvas::Private::paintOverlay(QPainter* painter, ImageCanvas* canvas) {
  const bool moved = overlayZoom != zoom || overlayOffset != offset;
  if (overlayStale && (!moved || overlay.isNull() || !settle.isActive())) composite(canvas);
  painter->save();
  const Shape* strong = find(focused);
  if (!overlay.isNull()) {
    painter->setOpacity(strong ? neighbourOpacity : 1);
    const double scale = zoom / overlayZoom;
    painter->drawImage(
        QRectF(offset - overlayOffset * scale, overlay.deviceIndependentSize() * scale),
        overlay,
        QRectF(QPointF(), QSizeF(overlay.size())));
    painter->setOpacity(1);
  }
  painter->setRenderHint(QPainter::Antialiasing);
  const Shape* under = find(hovered);
  if (under && under != strong) look().paintShape(painter, *under, 1, 2);
  if (strong) look().paintShape(painter, *strong, isRejected(*strong) ? 0 : 1, 2.5);
  painter->restore();
}

}  // namespace maskwright::ui
