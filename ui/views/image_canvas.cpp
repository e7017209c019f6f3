#include "ui/views/image_canvas.h"

#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/views/image_canvas_p.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr double kMaxZoom = 32;
constexpr double kStep = 1.25;

}  // namespace

ImageCanvas::ImageCanvas(ImageLoader* loader, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>()) {
  d_->loader = loader;
  d_->compositor.setMaxThreadCount(1);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(240, 180);
  setAccessibleName(tr("Image"));
  d_->settle.setSingleShot(true);
  d_->settle.setInterval(90);
  connect(&d_->settle, &QTimer::timeout, this, [this] {
    d_->overlayStale = true;
    update();
  });
  connect(loader, &ImageLoader::loaded, this, [this](const ImageRequest& request) {
    if (request.path != d_->path) return;
    d_->takePicture(this);
    update();
  });
  connect(loader, &ImageLoader::failed, this, [this](const QString& path, const QString& reason) {
    if (path != d_->path) return;
    d_->problem = reason;
    update();
  });
}

ImageCanvas::~ImageCanvas() {
  d_->stopping = true;
  d_->compositor.waitForDone();
}

void ImageCanvas::setImage(const QString& path, int orientation, const QSize& displayedSize) {
  if (path == d_->path && displayedSize == d_->size) return;
  d_->path = path;
  d_->orientation = orientation;
  d_->size = displayedSize;
  d_->problem.clear();
  d_->picture = {};
  d_->masks.clear();
  d_->forgetOverlay();
  d_->focused = d_->hovered = 0;
  d_->seen = false;
  d_->loader->beginPass(this);
  d_->loader->lookAgain(path);
  d_->takePicture(this);
  setAccessibleDescription(path.section('/', -1));
  zoomToFit();
}

void ImageCanvas::setMasks(std::vector<CanvasMask> masks) {
  d_->masks.clear();
  d_->masks.reserve(masks.size());
  for (CanvasMask& mask : masks) d_->masks.push_back(Private::shapeOf(std::move(mask)));
  // Faint and large ones first, so that strong and small ones lie on top.
  std::stable_sort(d_->masks.begin(), d_->masks.end(), [](const Shape& a, const Shape& b) {
    const bool isFaint = a.mask.weight == CanvasMask::Weight::Faint;
    const bool isOtherFaint = b.mask.weight == CanvasMask::Weight::Faint;
    return isFaint != isOtherFaint ? isFaint : a.area > b.area;
  });
  d_->hovered = 0;
  d_->overlayStale = true;
  d_->seen = false;
  update();
}

void ImageCanvas::setVerdict(qint64 id, Verdict verdict, const QColor& colour) {
  if (Shape* shape = d_->find(id)) {
    shape->mask.verdict = verdict;
    shape->mask.colour = colour;
    d_->overlayStale = true;
    update();
  }
}

void ImageCanvas::setFocused(qint64 id) {
  if (id == d_->focused) return;
  // Neighbours of a focused mask lose their fill.
  if ((id == 0) != (d_->focused == 0)) d_->overlayStale = true;
  d_->focused = id;
  d_->seen = false;
  update();
}

void ImageCanvas::setNeighbourOpacity(double opacity) {
  d_->neighbourOpacity = std::clamp(opacity, 0.0, 1.0);
  update();
}

qint64 ImageCanvas::focused() const {
  return d_->focused;
}

bool ImageCanvas::isSeen() const {
  return d_->seen;
}

void ImageCanvas::prepare(const QString& path,
                          int orientation,
                          const QSize& displayedSize,
                          const QObject* owner) {
  // Of a large picture what setImage() shows first: all of it would take the memory of many.
  const auto wanted = Private::isLarge(displayedSize)
                          ? Private::previewOf(path, orientation, displayedSize)
                          : Private::fullOf(path, orientation, displayedSize);
  d_->loader->request(wanted, owner, LoadPriority::Ahead);
}

void ImageCanvas::clear() {
  d_->path.clear();
  d_->picture = {};
  d_->masks.clear();
  d_->focused = d_->hovered = 0;
  d_->forgetOverlay();
  update();
}

OverlayMode ImageCanvas::overlayMode() const {
  return d_->mode;
}
double ImageCanvas::overlayOpacity() const {
  return d_->opacity;
}
double ImageCanvas::zoom() const {
  return d_->zoom;
}

QPointF ImageCanvas::toImage(const QPointF& widgetPoint) const {
  return (widgetPoint - d_->offset) / d_->zoom;
}

QPointF ImageCanvas::toWidget(const QPointF& imagePoint) const {
  return imagePoint * d_->zoom + d_->offset;
}

qint64 ImageCanvas::maskAt(const QPointF& imagePoint) const {
  qint64 rejected = 0;
  for (size_t i = d_->masks.size(); i-- > 0;) {
    const Shape& shape = d_->masks[i];
    if (!QRectF(shape.bounds).contains(imagePoint) || !maskContains(shape.mask.mask, imagePoint))
      continue;
    if (!isRejected(shape)) return shape.mask.id;
    if (rejected == 0) rejected = shape.mask.id;
  }
  return rejected;
}

void ImageCanvas::setOverlayMode(OverlayMode mode) {
  if (mode == d_->mode) return;
  d_->mode = mode;
  d_->overlayStale = true;
  update();
  Q_EMIT overlayModeChanged(mode);
}

void ImageCanvas::cycleOverlayMode() {
  setOverlayMode(static_cast<OverlayMode>((static_cast<int>(d_->mode) + 1) % 3));
}

void ImageCanvas::setOverlayOpacity(double alpha) {
  d_->opacity = std::clamp(alpha, 0.0, 0.6);
  d_->overlayStale = true;
  update();
}

double ImageCanvas::fitZoom() const {
  if (d_->size.isEmpty()) return 1;
  const double margin = 2 * kGap;
  return std::min(
      {(width() - margin) / d_->size.width(), (height() - margin) / d_->size.height(), 8.0});
}

void ImageCanvas::zoomAround(const QPointF& widgetPoint, double zoom) {
  if (d_->size.isEmpty()) return;
  zoom = std::clamp(zoom, std::min(fitZoom() * 0.5, 1.0), kMaxZoom);
  const QPointF fixed = toImage(widgetPoint);
  d_->fitted = false;
  d_->zoom = zoom;
  d_->offset = widgetPoint - fixed * zoom;
  viewChanged();
}

void ImageCanvas::showLike(const ImageCanvas& other) {
  d_->zoom = other.zoom();
  d_->fitted = other.d_->fitted;
  const QPointF middle = other.toImage(QRectF(other.rect()).center());
  d_->offset = QRectF(rect()).center() - middle * d_->zoom;
  d_->settle.start();
  update();
}

void ImageCanvas::viewChanged() {
  // At least a third of the image stays in reach.
  const QSizeF shown = QSizeF(d_->size) * d_->zoom;
  const auto bound = [](double offset, double length, double room) {
    const double visible = std::min(length, room) / 3;
    return std::clamp(offset, visible - length, room - visible);
  };
  d_->offset = {bound(d_->offset.x(), shown.width(), width()),
                bound(d_->offset.y(), shown.height(), height())};
  d_->settle.start();
  update();
  Q_EMIT zoomChanged(d_->zoom);
}

void ImageCanvas::zoomIn() {
  zoomAround(QRectF(rect()).center(), d_->zoom * kStep);
}
void ImageCanvas::zoomOut() {
  zoomAround(QRectF(rect()).center(), d_->zoom / kStep);
}
void ImageCanvas::zoomToActualSize() {
  zoomAround(QRectF(rect()).center(), 1 / devicePixelRatioF());
  // A side that fits stands in the middle, wherever the view was before.
  const QSizeF shown = QSizeF(d_->size) * d_->zoom;
  if (shown.width() <= width()) d_->offset.setX((width() - shown.width()) / 2);
  if (shown.height() <= height()) d_->offset.setY((height() - shown.height()) / 2);
}

void ImageCanvas::zoomToFit() {
  d_->zoom = std::max(fitZoom(), 1e-3);
  d_->offset = {(width() - d_->size.width() * d_->zoom) / 2,
                (height() - d_->size.height() * d_->zoom) / 2};
  d_->fitted = true;
  d_->overlayStale = true;
  update();
  Q_EMIT zoomChanged(d_->zoom);
}

void ImageCanvas::zoomToFocused() {
  const Shape* shape = d_->find(d_->focused);
  if (!shape) return zoomToFit();
  const QRectF box = shape->bounds;
  const double zoom = 0.6 * std::min(width() / box.width(), height() / box.height());
  d_->zoom = std::clamp(zoom, fitZoom(), 8.0);
  d_->offset = QRectF(rect()).center() - box.center() * d_->zoom;
  d_->fitted = false;
  viewChanged();
}

void ImageCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ThemeColours& colours = coloursOf(palette());
  painter.fillRect(rect(), colours.window);
  if (d_->path.isEmpty()) return;
  const QRectF target(d_->offset, QSizeF(d_->size) * d_->zoom);
  if (!d_->problem.isEmpty()) {
    d_->paintProblem(&painter, rect(), palette());
    d_->seen = true;
    return;
  }
  if (d_->picture.isNull()) {
    painter.fillRect(target, colours.raised);
  } else {
    // Above 3x people look at pixels, so they are shown as such.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, d_->zoom < 3);
    d_->paintPicture(&painter, target, rect());
  }
  if (d_->mode == OverlayMode::None) return;
  d_->paintOverlay(&painter, this);
  d_->seen = !d_->picture.isNull() && d_->find(d_->focused);
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
  d_->overlayStale = true;
  if (d_->fitted) zoomToFit();
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
  const double steps = event->angleDelta().y() / 120.0;
  if (steps != 0) zoomAround(event->position(), d_->zoom * std::pow(kStep, steps));
  event->accept();
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomIn();
      break;
    case Qt::Key_Minus:
      zoomOut();
      break;
    case Qt::Key_Space:
      if (event->isAutoRepeat()) break;
      d_->spaceHeld = true;
      setCursor(Qt::OpenHandCursor);
      break;
    case Qt::Key_Escape:
      Q_EMIT closed();
      break;
    default:
      event->ignore();
  }
}

void ImageCanvas::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return event->ignore();
  d_->spaceHeld = false;
  unsetCursor();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
  d_->pressed = event->button();
  d_->pressedAt = d_->lastAt = event->position();
  d_->panning = d_->spaceHeld || event->button() == Qt::MiddleButton;
  if (d_->panning) setCursor(Qt::ClosedHandCursor);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
  const QPointF here = event->position();
  if (d_->pressed == Qt::NoButton) {
    const qint64 under = d_->mode == OverlayMode::None ? 0 : maskAt(toImage(here));
    if (under == d_->hovered) return;
    d_->hovered = under;
    const Shape* shape = d_->find(under);
    setToolTip(shape ? shape->mask.label : QString());
    setCursor(under != 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT maskHovered(under);
    return;
  }
  if (!d_->panning && (here - d_->pressedAt).manhattanLength() > 6) {
    d_->panning = true;
    setCursor(Qt::ClosedHandCursor);
  }
  if (!d_->panning) return;
  d_->offset += here - d_->lastAt;
  d_->lastAt = here;
  d_->fitted = false;
  viewChanged();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
  const bool click = !d_->panning && d_->pressed == Qt::LeftButton;
  d_->pressed = Qt::NoButton;
  d_->panning = false;
  setCursor(d_->spaceHeld ? Qt::OpenHandCursor : Qt::ArrowCursor);
  // What is not shown can't be meant.
  if (click && d_->mode != OverlayMode::None)
    Q_EMIT maskClicked(maskAt(toImage(event->position())));
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && maskAt(toImage(event->position())) == 0) Q_EMIT closed();
}

void ImageCanvas::leaveEvent(QEvent*) {
  if (d_->hovered == 0) return;
  d_->hovered = 0;
  update();
  Q_EMIT maskHovered(0);
}

}  // namespace maskwright::ui
