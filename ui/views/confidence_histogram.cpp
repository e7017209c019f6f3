#include "ui/views/confidence_histogram.h"

#include "ui/support/theme.h"
#include "ui/views/candidate_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kHandle = 7;  ///< radius; also the margin left and right of the bars
constexpr int kLabelHeight = 14, kTick = 3;

}  // namespace

ConfidenceHistogram::ConfidenceHistogram(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::SizeHorCursor);
  setAccessibleName(tr("Confidence threshold"));
  setToolTip(tr("Undecided candidates by confidence. Drag the handle, or use Left and Right."));
}

QSize ConfidenceHistogram::sizeHint() const {
  return {196, 68};
}
QSize ConfidenceHistogram::minimumSizeHint() const {
  return {120, 64};
}

void ConfidenceHistogram::setCounts(const std::array<qint64, kBins>& counts) {
  if (counts == counts_) return;
  counts_ = counts;
  update();
}

qint64 ConfidenceHistogram::countAbove() const {
  const int first = static_cast<int>(std::ceil(threshold_ * kBins - 1e-9));
  qint64 sum = 0;
  for (int bin = std::clamp(first, 0, kBins); bin < kBins; ++bin) sum += counts_[bin];
  return sum;
}

double ConfidenceHistogram::meanAbove() const {
  const int first = static_cast<int>(std::ceil(threshold_ * kBins - 1e-9));
  double sum = 0;
  for (int bin = std::clamp(first, 0, kBins); bin < kBins; ++bin)
    sum += (bin + 0.5) / kBins * static_cast<double>(counts_[bin]);
  const qint64 count = countAbove();
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

void ConfidenceHistogram::setThreshold(double threshold) {
  threshold = std::round(std::clamp(threshold, 0.0, 1.0) * 100) / 100;
  if (std::abs(threshold - threshold_) < 1e-6) return;
  threshold_ = threshold;
  setAccessibleDescription(confidenceText(threshold_));
  update();
  Q_EMIT thresholdChanged(threshold_);
}

QRectF ConfidenceHistogram::plot() const {
  return QRectF(rect()).adjusted(kHandle, 4, -kHandle, -2 * kHandle - 4);
}

double ConfidenceHistogram::valueAt(double x) const {
  return (x - plot().left()) / std::max(1.0, plot().width());
}

double ConfidenceHistogram::xOf(double value) const {
  return plot().left() + value * plot().width();
}

void ConfidenceHistogram::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = plot();
  const qint64 most = std::max<qint64>(1, *std::max_element(counts_.begin(), counts_.end()));
  const double width = area.width() / kBins;
  for (int bin = 0; bin < kBins; ++bin) {
    if (counts_[bin] == 0) continue;
    // Logarithm: a bin of thirty beside one of thirty thousand can still be seen.
    const double height =
        std::max(2.0, area.height() * std::log1p(double(counts_[bin])) / std::log1p(double(most)));
    const bool above = (bin + 0.5) / kBins >= threshold_;
    painter.fillRect(QRectF(area.left() + bin * width + 0.5,
                            area.bottom() - height,
                            std::max(1.0, width - 1),
                            height),
                     above ? colours.text : colours.outline);
  }
  painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), colours.outline);
  const double x = xOf(threshold_);
  painter.fillRect(QRectF(x - 0.75, area.top(), 1.5, area.height() + kHandle), colours.accent);
  painter.setPen(QPen(hasFocus() ? colours.text : colours.panel, 2));
  painter.setBrush(colours.accent);
  painter.drawEllipse(QPointF(x, area.bottom() + kHandle + 1), kHandle - 1, kHandle - 1);
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  for (const double tick : axisTicks()) {
    painter.fillRect(QRectF(xOf(tick) - 0.5, area.bottom(), 1, kTick), colours.outline);
    painter.drawText(labelOf(tick), Qt::AlignHCenter | Qt::AlignBottom, tickText(tick));
  }
}

QString ConfidenceHistogram::tickText(double value) const {
  return locale().toString(value, 'g', 2);
}

QRectF ConfidenceHistogram::labelOf(double value) const {
  const double width = QFontMetricsF(uiFont(TextSize::Caption)).horizontalAdvance(tickText(value));
  // Those at the ends stay inside.
  const double left = std::clamp(xOf(value) - width / 2, 0.0, std::max(0.0, this->width() - width));
  return {left, static_cast<double>(height() - kLabelHeight), width, kLabelHeight};
}

std::vector<double> ConfidenceHistogram::axisTicks() const {
  const double x = xOf(threshold_);
  std::vector<double> shown;
  for (const double tick : {0.0, 0.5, 1.0}) {
    const QRectF label = labelOf(tick);
    if (label.right() < x - kHandle || label.left() > x + kHandle) shown.push_back(tick);
  }
  return shown;
}

void ConfidenceHistogram::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  dragging_ = true;
  setThreshold(valueAt(event->position().x()));
}

void ConfidenceHistogram::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_) setThreshold(valueAt(event->position().x()));
}

void ConfidenceHistogram::mouseReleaseEvent(QMouseEvent*) {
  if (!dragging_) return;
  dragging_ = false;
  Q_EMIT thresholdSettled(threshold_);
}

void ConfidenceHistogram::keyPressEvent(QKeyEvent* event) {
  double step = 0;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
      step = -0.01;
      break;
    case Qt::Key_Right:
    case Qt::Key_Up:
      step = 0.01;
      break;
    case Qt::Key_PageUp:
      step = 0.1;
      break;
    case Qt::Key_PageDown:
      step = -0.1;
      break;
    case Qt::Key_Home:
      step = -1;
      break;
    case Qt::Key_End:
      step = 1;
      break;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  setThreshold(threshold_ + step);
  Q_EMIT thresholdSettled(threshold_);
}

}  // namespace maskwright::ui
