#include "ui/editor/editor_canvas_p.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QFileInfo>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

// What the editor's canvas paints.

namespace maskwright::ui {
namespace {

constexpr int kPreviewPx = 1024;
constexpr double kFillOpacity = 0.32;
constexpr double kNeighbourOpacity = 0.6;
constexpr double kPixelZoom = 3;  ///< above this people look at pixels, so they are shown as such
const QColor kBefore(0xf2, 0xf3, 0xf5);
const QColor kCut(0xd5, 0x5e, 0x00);

QColor maskColour() {
  return verdictStyle(Verdict::FixLater).colour;
}

}  // namespace

/// The full picture if it is at hand, else a quickly decoded smaller one.
void EditorCanvas::Private::takePicture(const QObject* owner) {
  if (file.path.isEmpty()) return;
  const ImageRequest full{file.path, file.orientation, file.size, {}, {}};
  const ImageRequest preview{
      file.path, file.orientation, file.size, {}, QSize(kPreviewPx, kPreviewPx)};
  const bool isLarge = std::max(file.size.width(), file.size.height()) > 2 * kPreviewPx;
  QImage best = loader->cached(full);
  if (best.isNull() && isLarge) best = loader->request(preview, owner);
  if (loader->cached(full).isNull() && (!isLarge || !best.isNull())) {
    const QImage now = loader->request(full, owner);
    if (!now.isNull()) best = now;
  }
  if (!best.isNull()) {
    picture = best;
    scaled = {};
    backgroundStale = true;
    problem.clear();
  }
  if (loader->isBroken(file.path))
    problem = QFileInfo::exists(file.path)
                  ? QObject::tr("The file cannot be read. Its masks are kept.")
                  : QObject::tr("The file is not there. Its masks are kept.");
}

void EditorCanvas::Private::showMask() {
  overlay.setLook(before ? kBefore : maskColour(), filled && !before ? kFillOpacity : 0);
  overlay.setMask(!document ? nullptr : before ? &document->start() : &document->mask());
}

void EditorCanvas::Private::setOverlayView(const EditorCanvas* canvas) {
  const qreal ratio = canvas->devicePixelRatioF();
  overlay.setView(zoom * ratio, offset * ratio, (QSizeF(canvas->size()) * ratio).toSize());
}

/// Where the picture is shown smaller, plain sampling would make its edges crawl.
void EditorCanvas::Private::reducePicture(qreal ratio) {
  const double wanted = zoom * ratio;
  if (picture.isNull() || wanted >= 1 || (wanted == scaledZoom && !scaled.isNull())) return;
  scaled = picture.scaled((QSizeF(file.size) * wanted).toSize().expandedTo({1, 1}),
                          Qt::IgnoreAspectRatio,
                          Qt::SmoothTransformation);
  scaledZoom = wanted;
  backgroundStale = true;
}

void EditorCanvas::Private::paintBackground(EditorCanvas* canvas) {
  const qreal ratio = canvas->devicePixelRatioF();
  const QSize window = (QSizeF(canvas->size()) * ratio).toSize();
  if (background.size() != window) background = QImage(window, QImage::Format_RGB32);
  background.setDevicePixelRatio(ratio);
  backgroundStale = false;
  QPainter painter(&background);
  const ThemeColours& colours = coloursOf(canvas->palette());
  painter.fillRect(canvas->rect(), colours.window);
  const QRectF target(offset, QSizeF(file.size) * zoom);
  if (picture.isNull()) {
    painter.fillRect(target, colours.raised);
  } else {
    const bool isReduced = !scaled.isNull() && scaledZoom == zoom * ratio;
    const QImage& source = isReduced ? scaled : picture;
    const double across = source.width() / target.width(), down = source.height() / target.height();
    const QRectF visible = target & QRectF(canvas->rect());
    const QRectF part((visible.x() - target.x()) * across,
                      (visible.y() - target.y()) * down,
                      visible.width() * across,
                      visible.height() * down);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom * ratio < kPixelZoom);
    painter.drawImage(visible, source, part);
  }
  if (neighbour.isEmpty()) return;
  painter.setRenderHint(QPainter::Antialiasing);
  QTransform view;
  view.translate(offset.x(), offset.y());
  view.scale(zoom, zoom);
  painter.setOpacity(kNeighbourOpacity);
  strokeWithHalo(&painter, view.map(neighbour), kBefore, 1.2, Qt::DashLine);
}

void EditorCanvas::Private::paintPolygon(QPainter* painter, const EditorCanvas* canvas) const {
  if (corners.empty()) return;
  QPolygonF shown;
  for (const QPointF& corner : corners) shown << canvas->toWidget(corner);
  QPainterPath line;
  line.addPolygon(shown);
  if (pointerInside && !tracing) line.lineTo(pointer);
  const QColor colour = cuts ? kCut : maskColour();
  if (corners.size() > 1) {
    QPainterPath area = line;
    area.closeSubpath();
    area.setFillRule(Qt::OddEvenFill);
    QColor inside = colour;
    inside.setAlphaF(0.2F);
    painter->fillPath(area, inside);
  }
  painter->setRenderHint(QPainter::Antialiasing);
  strokeWithHalo(painter, line, colour, 2, Qt::SolidLine);
  painter->setPen(QPen(QColor(0, 0, 0, 160), 1));
  painter->setBrush(kBefore);
  if (!tracing)
    for (qsizetype i = 0; i < shown.size(); ++i)
      painter->drawEllipse(shown[i], i == 0 ? 5 : 3.5, i == 0 ? 5 : 3.5);
}

QRect EditorCanvas::Private::pointerRect() const {
  const double reach = brush / 2 * zoom + 3;
  return QRectF(pointer.x() - reach, pointer.y() - reach, 2 * reach, 2 * reach).toAlignedRect();
}

void EditorCanvas::Private::paintPointer(QPainter* painter) const {
  if (!pointerInside || panning || spaceHeld || locked || tool == EditorTool::Polygon) return;
  const double radius = brush / 2 * zoom;
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setBrush(Qt::NoBrush);
  painter->setPen(QPen(QColor(0, 0, 0, 150), 3));
  painter->drawEllipse(pointer, radius, radius);
  painter->setPen(QPen(paintsInside() ? kBefore : kCut.lighter(125), 1.5));
  painter->drawEllipse(pointer, radius, radius);
}

void EditorCanvas::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  if (!d_->problem.isEmpty()) {
    const ThemeColours& colours = coloursOf(palette());
    painter.fillRect(rect(), colours.window);
    const QRect middle(rect().center() - QPoint(20, 48), QSize(40, 40));
    icon("broken-image", colours.disabled).paint(&painter, middle);
    painter.setFont(uiFont(TextSize::Body));
    painter.setPen(colours.secondary);
    painter.drawText(rect().adjusted(kGap, 56, -kGap, 0),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     d_->file.path.section('/', -1) + '\n' + d_->problem);
    return;
  }
  const qreal ratio = devicePixelRatioF();
  if (d_->backgroundStale || d_->background.size() != (QSizeF(size()) * ratio).toSize())
    d_->paintBackground(this);
  d_->setOverlayView(this);
  const QImage& mask = d_->overlay.image();
  for (const QRect& part : event->region()) {
    const QRectF source(QPointF(part.topLeft()) * ratio, QSizeF(part.size()) * ratio);
    painter.drawImage(QRectF(part), d_->background, source);
    painter.drawImage(QRectF(part), mask, source);
  }
  d_->paintPolygon(&painter, this);
  d_->paintPointer(&painter);
}

}  // namespace maskwright::ui
