#include "ui/views/bound_bar.h"

#include "ui/support/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace maskwright::ui {

BoundBar::BoundBar(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Progress of the audit"));
}

void BoundBar::setState(
    int judged, const std::vector<int>& looks, double bound, double target, int untilLook) {
  judged_ = judged;
  untilLook_ = untilLook;
  looks_ = looks;
  bound_ = bound;
  target_ = target;
  setAccessibleDescription(tr("%1 of at most %2 judged, at least %3 % proved, %4 % asked")
                               .arg(judged)
                               .arg(looks.empty() ? 0 : looks.back())
                               .arg(100 * bound, 0, 'f', 1)
                               .arg(100 * target, 0, 'f', 0));
  QStringList sizes;
  for (const int look : looks) sizes << locale().toString(look);
  setToolTip(tr("The marks are where it may end: after %1 verdicts")
                 .arg(sizes.join(QStringLiteral(", "))));
  update();
}

QString BoundBar::judgedText() const {
  const int most = looks_.empty() ? 0 : looks_.back() - judged_;
  const QString judged = locale().toString(judged_), until = locale().toString(untilLook_);
  if (untilLook_ <= 0) return tr("%1 judged").arg(judged);
  return untilLook_ >= most
             ? tr("%1 judged, %2 to go").arg(judged, until)
             : tr("%1 judged, %2 to go, %3 at most").arg(judged, until, locale().toString(most));
}

void BoundBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColours& colours = coloursOf(palette());
  painter.setFont(uiFont(TextSize::Caption));
  const QRectF sample(0, 2, width(), 6), proved(0, height() - 8, width(), 6);
  const auto bar = [&](const QRectF& place, double share, const QColor& colour) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(place, 3, 3);
    QRectF part = place;
    part.setWidth(place.width() * std::clamp(share, 0.0, 1.0));
    painter.setBrush(colour);
    painter.drawRoundedRect(part, 3, 3);
  };
  const int most = looks_.empty() ? 1 : looks_.back();
  bar(sample, static_cast<double>(judged_) / most, colours.secondary);
  bar(proved, bound_, colours.accent);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colours.text, 2));
  for (const int look : looks_) {
    const double x = std::clamp(static_cast<double>(look) / most * width(), 1.0, width() - 1.0);
    painter.drawLine(QPointF(x, 0), QPointF(x, 10));
  }
  const double x = target_ * width();
  painter.drawLine(QPointF(x, height() - 11), QPointF(x, height()));
  painter.setPen(colours.secondary);
  const QRectF middle(0, 11, width(), height() - 22);
  painter.drawText(middle, Qt::AlignLeft | Qt::AlignVCenter, judgedText());
  painter.drawText(
      middle,
      Qt::AlignRight | Qt::AlignVCenter,
      tr("%1 % proved, %2 % asked").arg(100 * bound_, 0, 'f', 1).arg(100 * target_, 0, 'f', 0));
}

}  // namespace maskwright::ui
