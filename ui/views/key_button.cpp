#include "ui/views/key_button.h"

#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"

#include <QPainter>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kIcon = 18;
constexpr int kTextGap = 6;

}  // namespace

KeyButton::KeyButton(const QIcon& icon,
                     const QString& text,
                     const QString& key,
                     QWidget* parent,
                     const QString& action)
    : QToolButton(parent), key_(key), otherwise_(key), action_(action) {
  setIcon(icon);
  setText(text);
  setFocusPolicy(Qt::TabFocus);
  setAccessibleName(text);
  setToolTip(key.isEmpty() ? text : QString("%1 (%2)").arg(text, key));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  if (action.isEmpty()) return;
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, &KeyButton::showKey);
  showKey();
}

void KeyButton::showKey() {
  const auto tip = [this] {
    return key_.isEmpty() ? text() : QString("%1 (%2)").arg(text(), key_);
  };
  const bool plainTip = toolTip() == tip();
  key_ = Shortcuts::instance().text(action_, otherwise_);
  if (plainTip) setToolTip(tip());
  updateGeometry();
  update();
}

int KeyButton::capWidth() const {
  if (key_.isEmpty()) return 0;
  return std::max(18, QFontMetrics(uiFont(TextSize::Caption)).horizontalAdvance(key_) + 10);
}

int KeyButton::pad() const {
  return density_ == Density::Tight ? kSmallGap : kGap;
}

int KeyButton::widthAt(Density density) const {
  if (density == Density::NoText) return kGap + kIcon + kSmallGap + capWidth() + kGap;
  const int text = QFontMetrics(uiFont(TextSize::Body)).horizontalAdvance(QToolButton::text());
  const int gap = density == Density::Tight ? kSmallGap : kGap;
  return gap + kIcon + kTextGap + text + (key_.isEmpty() ? 0 : gap + capWidth()) + gap;
}

QSize KeyButton::sizeHint() const {
  return {widthAt(density_), 32};
}

void KeyButton::setDensity(Density density) {
  if (density == density_) return;
  density_ = density;
  updateGeometry();
  update();
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
               QRect(pad(), (height() - kIcon) / 2, kIcon, kIcon),
               Qt::AlignCenter,
               isEnabled() ? QIcon::Normal : QIcon::Disabled);
  painter.setPen(isEnabled() ? colours.text : colours.disabled);
  painter.setFont(uiFont(TextSize::Body));
  const QRect space = rect().adjusted(pad() + kIcon + kTextGap, 0, 0, 0);
  if (density_ != Density::NoText)
    painter.drawText(space, Qt::AlignLeft | Qt::AlignVCenter, text());
  if (key_.isEmpty()) return;
  const QRectF cap(
      width() - pad() - capWidth() + 0.5, (height() - 18) / 2.0 + 0.5, capWidth() - 1, 17);
  painter.setPen(isEnabled() ? colours.outline : colours.hairline);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(cap, 4, 4);
  painter.setPen(isEnabled() ? colours.secondary : colours.disabled);
  painter.setFont(uiFont(TextSize::Caption));
  painter.drawText(cap, Qt::AlignCenter, key_);
}

}  // namespace maskwright::ui
