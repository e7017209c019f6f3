#include "ui/views/scatter_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

// Pointer and keys of the scatter plot.

namespace maskwright::ui {
namespace {

constexpr double kWheelStep = 1.0 / 480;  ///< powers of two an eighth of a degree
constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 80;
constexpr double kClickPx = 4;  ///< a drag begins beyond

}  // namespace

void ScatterView::wheelEvent(QWheelEvent* event) {
  const int turned = event->angleDelta().y();
  if (turned != 0) zoomBy(std::exp2(turned * kWheelStep), event->position());
  event->accept();
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
  pressed_ = last_ = event->position();
  const bool pans = event->button() == Qt::MiddleButton || event->button() == Qt::RightButton ||
                    (event->button() == Qt::LeftButton && spaceHeld_);
  drag_ = pans ? Drag::Pan : event->button() == Qt::LeftButton ? Drag::Lasso : Drag::None;
  lasso_ = {event->position()};
  hover({-1e6, -1e6});
  if (drag_ == Drag::Pan) setCursor(Qt::ClosedHandCursor);
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF position = event->position();
  if (drag_ == Drag::Pan) {
    panBy(position - last_);
  } else if (drag_ == Drag::Lasso) {
    lasso_ << position;
    update();
  } else {
    hover(position);
  }
  last_ = position;
}

void ScatterView::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::Lasso) endLasso(event->modifiers());
  if (drag_ == Drag::Pan) spaceHeld_ ? setCursor(Qt::OpenHandCursor) : unsetCursor();
  drag_ = Drag::None;
  lasso_.clear();
  update();
}

void ScatterView::endLasso(Qt::KeyboardModifiers modifiers) {
  const Pick pick = modifiers.testFlag(Qt::ShiftModifier) ? Pick::Add : Pick::Replace;
  const QRectF drawn = lasso_.boundingRect();
  if (std::max(drawn.width(), drawn.height()) > kClickPx) {
    setSelected(pointsIn(lasso_), pick);
    return;
  }
  const int point = pointAt(pressed_);
  if (point >= 0)
    setSelected({point}, pick);
  else if (pick == Pick::Replace && !selected_.empty())
    setSelected({});
}

void ScatterView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && pointAt(event->position()) >= 0) Q_EMIT activated();
}

void ScatterView::hover(const QPointF& position) {
  const int point = pointAt(position);
  if (point == hovered_) return;
  hovered_ = point;
  update();
  Q_EMIT hovered(point);
}

void ScatterView::leaveEvent(QEvent*) {
  hover({-1e6, -1e6});
}

void ScatterView::keyPressEvent(QKeyEvent* event) {
  const QPointF middle(width() / 2.0, height() / 2.0);
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomBy(kKeyZoom, middle);
    case Qt::Key_Minus:
      return zoomBy(1 / kKeyZoom, middle);
    case Qt::Key_0:
      return fit();
    case Qt::Key_Left:
      return panBy({kKeyPan, 0});
    case Qt::Key_Right:
      return panBy({-kKeyPan, 0});
    case Qt::Key_Up:
      return panBy({0, kKeyPan});
    case Qt::Key_Down:
      return panBy({0, -kKeyPan});
    case Qt::Key_Return:
    case Qt::Key_Enter:
      Q_EMIT activated();
      return;
    case Qt::Key_Escape:
      if (!selected_.empty()) return setSelected({});
      break;
    case Qt::Key_Space:
      if (!event->isAutoRepeat() && drag_ == Drag::None) {
        spaceHeld_ = true;
        setCursor(Qt::OpenHandCursor);
      }
      return;
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

void ScatterView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceHeld_ = false;
    if (drag_ == Drag::None) unsetCursor();
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void ScatterView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  byTab_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
  update();
}

void ScatterView::focusOutEvent(QFocusEvent* event) {
  spaceHeld_ = false;
  unsetCursor();
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace maskwright::ui
