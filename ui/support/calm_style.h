#pragma once

#include <QProxyStyle>

namespace maskwright::ui {

/// Fusion without what moves by itself, where that is not wanted, and with lists under combo boxes
/// that look like menus.
class CalmStyle final : public QProxyStyle {
 public:
  CalmStyle();
  int styleHint(StyleHint hint,
                const QStyleOption* option,
                const QWidget* widget,
                QStyleHintReturn* data) const override;
  using QProxyStyle::polish;
  void polish(QWidget* widget) override;
};

}  // namespace maskwright::ui
