#include "ui/support/calm_style.h"

#include "ui/support/preferences.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QPainterPath>
#include <QStyledItemDelegate>

namespace maskwright::ui {
namespace {

/// Cuts the corners of a window that the style sheet rounds; a QMenu does so by itself.
class RoundCorners final : public QObject {
 public:
  explicit RoundCorners(QWidget* window) : QObject(window) { window->installEventFilter(this); }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show) {
      auto* window = static_cast<QWidget*>(watched);
      QPainterPath path;
      path.addRoundedRect(window->rect(), kRadius, kRadius);
      window->setMask(QRegion(path.toFillPolygon().toPolygon()));
    }
    return false;
  }
};

}  // namespace

CalmStyle::CalmStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

int CalmStyle::styleHint(StyleHint hint,
                         const QStyleOption* option,
                         const QWidget* widget,
                         QStyleHintReturn* data) const {
  if (hint == SH_Widget_Animation_Duration && preferences().reducedMotion) return 0;
  if (hint == SH_ComboBox_Popup) return 0;  // the one that covers the box paints its own colours
  return QProxyStyle::styleHint(hint, option, widget, data);
}

void CalmStyle::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  auto* box = qobject_cast<QComboBox*>(widget);
  // Of its own it has one that does not know the style sheet.
  if (box && !qobject_cast<QStyledItemDelegate*>(box->itemDelegate()))
    box->setItemDelegate(new QStyledItemDelegate(box));
  if (widget->inherits("QComboBoxPrivateContainer") && !widget->property("rounded").toBool()) {
    widget->setProperty("rounded", true);
    new RoundCorners(widget);
  }
}

}  // namespace maskwright::ui
