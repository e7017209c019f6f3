#include "ui/editor/editor_canvas_p.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

// What the editor's canvas does with mouse and wheel.

namespace maskwright::ui {
namespace {

constexpr double kStep = 1.25;
constexpr double kTracePx = 4;   ///< between corners of a polygon that follows the mouse
constexpr double kClosePx = 10;  ///< a click this near to the first corner closes the polygon

double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}

}  // namespace

/// The right button does what the tool does not.
bool EditorCanvas::Private::paintsInside() const {
  return (tool == EditorTool::Brush) != (painting == Qt::RightButton);
}

void EditorCanvas::updateCursor() {
  if (d_->panning)
    setCursor(Qt::ClosedHandCursor);
  else if (d_->spaceHeld)
    setCursor(Qt::OpenHandCursor);
  else if (d_->locked)
    setCursor(Qt::BusyCursor);
  else
    setCursor(d_->tool != EditorTool::Polygon && d_->brush * d_->zoom > 8 ? Qt::BlankCursor
                                                                          : Qt::CrossCursor);
}

void EditorCanvas::wheelEvent(QWheelEvent* event) {
  // Alt turns the wheel by a quarter.
  const QPoint angle = event->angleDelta();
  const double steps = (angle.y() != 0 ? angle.y() : angle.x()) / 120.0;
  event->accept();
  if (steps == 0) return;
  if (event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))
    setBrushSize(d_->brush * std::pow(1.15, steps));
  else
    zoomAround(event->position(), d_->zoom * std::pow(kStep, steps));
}

void EditorCanvas::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space) return event->ignore();
  if (event->isAutoRepeat()) return;
  d_->spaceHeld = true;
  updateCursor();
  update(d_->pointerRect());
}

void EditorCanvas::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return event->ignore();
  d_->spaceHeld = false;
  updateCursor();
  update(d_->pointerRect());
}

void EditorCanvas::paintBrush(const QPointF& from, const QPointF& to) {
  const QPointF a = toImage(from), b = toImage(to);
  refresh(d_->document->stroke({a.x(), a.y()}, {b.x(), b.y()}, d_->brush / 2, d_->paintsInside()));
  Q_EMIT strokeMoved();
}

void EditorCanvas::addCorner(const QPointF& widgetPoint) {
  if (d_->corners.size() >= 3 && distance(toWidget(d_->corners.front()), widgetPoint) < kClosePx) {
    closePolygon();
    return;
  }
  d_->corners.push_back(toImage(widgetPoint));
  d_->tracing = false;
  update();
  Q_EMIT polygonChanged();
}

void EditorCanvas::mousePressEvent(QMouseEvent* event) {
  d_->lastAt = d_->pointer = event->position();
  d_->pointerInside = true;
  if (d_->spaceHeld || event->button() == Qt::MiddleButton) {
    d_->panning = true;
    updateCursor();
    return;
  }
  if (!d_->document || d_->locked || d_->before || d_->painting != Qt::NoButton) return;
  if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton) return;
  if (d_->tool == EditorTool::Polygon) {
    if (event->button() == Qt::RightButton)
      closePolygon();
    else
      addCorner(event->position());
    return;
  }
  d_->painting = event->button();
  paintBrush(event->position(), event->position());
}

void EditorCanvas::mouseMoveEvent(QMouseEvent* event) {
  const QPointF here = event->position();
  update(d_->pointerRect());
  d_->pointer = here;
  d_->pointerInside = true;
  update(d_->pointerRect());
  if (d_->panning) {
    d_->offset += here - d_->lastAt;
    d_->lastAt = here;
    d_->aim = Private::Aim::Chosen;
    viewChanged();
    return;
  }
  if (d_->painting != Qt::NoButton) {
    paintBrush(d_->lastAt, here);
    d_->lastAt = here;
    return;
  }
  if (d_->tool != EditorTool::Polygon || d_->corners.empty()) return;
  // A corner follows the pressed mouse: freehand.
  if ((event->buttons() & Qt::LeftButton) &&
      distance(toWidget(d_->corners.back()), here) >= kTracePx) {
    d_->tracing = true;
    d_->corners.push_back(toImage(here));
  }
  update();
}

void EditorCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (d_->panning) {
    d_->panning = false;
    updateCursor();
    return;
  }
  if (d_->tracing && event->button() == Qt::LeftButton) {
    d_->tracing = false;
    closePolygon();
    return;
  }
  if (event->button() != d_->painting) return;
  const bool inside = d_->paintsInside();
  d_->painting = Qt::NoButton;
  update(d_->pointerRect());
  if (d_->document && d_->document->commit(inside ? "brush" : "eraser")) Q_EMIT edited();
}

void EditorCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (d_->tool == EditorTool::Polygon && event->button() == Qt::LeftButton && hasPolygon())
    closePolygon();
  else
    mousePressEvent(event);
}

void EditorCanvas::leaveEvent(QEvent*) {
  d_->pointerInside = false;
  update(d_->pointerRect());
}

void EditorCanvas::resizeEvent(QResizeEvent*) {
  d_->backgroundStale = true;
  if (d_->aim == Private::Aim::Whole) zoomToFit();
  if (d_->aim == Private::Aim::Mask) zoomToMask();
}

}  // namespace maskwright::ui
