#include "ui/views/filter_row.h"

#include "ui/support/target_style.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace maskwright::ui {

FilterRow::FilterRow(const QString& text, QWidget* parent) : QAbstractButton(parent) {
  setText(text);
  setCheckable(true);
  setFocusPolicy(Qt::TabFocus);  // a click leaves the keys to the grid
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAttribute(Qt::WA_Hover);
  setAccessibleName(text);
}

void FilterRow::setVerdictMark(Verdict verdict) {
  verdict_ = verdict;
  update();
}

void FilterRow::setRoleMark(TargetRole role) {
  role_ = role;
  update();
}

void FilterRow::setIndent(int px) {
  indent_ = px;
  updateGeometry();
}

void FilterRow::setDot(const QColor& colour) {
  dot_ = colour;
  update();
}

void FilterRow::setCount(qint64 count) {
  if (count == count_) return;
  count_ = count;
  setAccessibleDescription(count < 0 ? QString() : tr("%1 masks").arg(locale().toString(count)));
  update();
}

void FilterRow::setWrapped() {
  wrapped_ = true;
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

QString FilterRow::countText() const {
  return count_ < 0 ? QString() : locale().toString(count_);
}

int FilterRow::textWidth(int width) const {
  const bool marked = verdict_ || role_ || dot_.isValid();
  const int count =
      count_ < 0 ? 0 : QFontMetrics(uiFont(TextSize::Caption)).horizontalAdvance(countText()) + 8;
  return width - kGap - indent_ - (marked ? 22 : 0) - (indent_ > 0 ? kGap : 0) - count - kGap;
}

QSize FilterRow::sizeHint() const {
  return {160, indent_ > 0 ? 23 : 25};
}

int FilterRow::heightForWidth(int width) const {
  const int least = sizeHint().height();
  if (!wrapped_) return least;
  const QRect room(0, 0, textWidth(width), 1'000);
  const QFontMetrics metrics(uiFont(TextSize::Body));
  return std::max(least, metrics.boundingRect(room, Qt::TextWordWrap, text()).height() + kSmallGap);
}

void FilterRow::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  if (isChecked() || underMouse()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? colours.accentSoft : colours.hover);
    painter.drawRoundedRect(area, kRadius, kRadius);
  }
  if (hasFocus()) {
    painter.setPen(QPen(colours.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area, kRadius, kRadius);
  }
  qreal left = kGap + indent_;
  const QRectF mark(left, height() / 2.0 - 7, 14, 14);
  if (verdict_ && *verdict_ != Verdict::Undecided) {
    paintVerdictBadge(&painter, mark, *verdict_, /*saved=*/true);
    left += 22;
  } else if (verdict_) {
    painter.setPen(QPen(colours.secondary, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(mark.adjusted(1, 1, -1, -1));
    left += 22;
  } else if (role_) {
    paintRole(&painter, mark, *role_, colours.text);
    left += 22;
  } else if (dot_.isValid()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot_);
    painter.drawEllipse(mark.adjusted(2, 2, -2, -2));
    left += 22;
  }
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(count_ == 0 ? colours.disabled : colours.secondary);
  painter.drawText(area.adjusted(0, 0, -kGap, 0), Qt::AlignRight | Qt::AlignVCenter, countText());
  painter.setFont(uiFont(indent_ > 0 ? TextSize::Caption : TextSize::Body));
  if (indent_ > 0) left += kGap;
  painter.setPen(count_ == 0 && !isChecked() ? colours.secondary : colours.text);
  const QRectF space(left, 0, textWidth(width()), height());
  if (height() > sizeHint().height())
    painter.drawText(space, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text());
  else
    painter.drawText(space,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, int(space.width())));
}

}  // namespace maskwright::ui
