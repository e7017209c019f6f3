#include "ui/views/key_button.h"

#include "ui/support/theme.h"

#include <QPainter>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kIcon = 18;

}  // namespace

KeyButton::KeyButton(const QIcon& icon, const QString& text, const QString& key, QWidget* parent)
    : QToolButton(parent), key_(key) {
  setIcon(icon);
  setText(text);
  setFocusPolicy(Qt::TabFocus);
  setAccessibleName(text);
  setToolTip(key.isEmpty() ? text : QString("%1 (%2)").arg(text, key));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

int KeyButton::capWidth() const {
  if (key_.isEmpty()) return 0;
  return std::max(18, QFontMetrics(uiFont(TextSize::Caption)).horizontalAdvance(key_) + 10);
}

int KeyButton::fullWidth() const {
  const int text = QFontMetrics(uiFont(TextSize::Body)).horizontalAdvance(QToolButton::text());
  return kGap + kIcon + 6 + text + (key_.isEmpty() ? 0 : kGap + capWidth()) + kGap;
}

QSize KeyButton::sizeHint() const {
  const int narrow = kGap + kIcon + kSmallGap + capWidth() + kGap;
  return {compact_ ? narrow : fullWidth(), 32};
}

void KeyButton::setCompact(bool compact) {
  if (compact == compact_) return;
  compact_ = compact;
  updateGeometry();
}

void KeyButton::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  painter.setPen(hasFocus() ? QPen(colours.accent) : QPen(Qt::NoPen));
  painter.setBrush(isDown()                      ? QBrush(colours.hairline)
                   : isEnabled() && underMouse() ? QBrush(colours.hover)
                                                 : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(area, kRadius, kRadius);
  icon().paint(&painter,
               QRect(kGap, (height() - kIcon) / 2, kIcon, kIcon),
               Qt::AlignCenter,
               isEnabled() ? QIcon::Normal : QIcon::Disabled);
  painter.setPen(isEnabled() ? colours.text : colours.disabled);
  painter.setFont(uiFont(TextSize::Body));
  const QRect space = rect().adjusted(kGap + kIcon + 6, 0, 0, 0);
  if (!compact_) painter.drawText(space, Qt::AlignLeft | Qt::AlignVCenter, text());
  if (key_.isEmpty()) return;
  const QRectF cap(
      width() - kGap - capWidth() + 0.5, (height() - 18) / 2.0 + 0.5, capWidth() - 1, 17);
  painter.setPen(isEnabled() ? colours.outline : colours.hairline);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(cap, 4, 4);
  painter.setPen(isEnabled() ? colours.secondary : colours.disabled);
  painter.setFont(uiFont(TextSize::Caption));
  painter.drawText(cap, Qt::AlignCenter, key_);
}

}  // namespace maskwright::ui
