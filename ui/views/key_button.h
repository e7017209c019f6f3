#pragma once

#include <QToolButton>

namespace maskwright::ui {

/// A flat button: icon, text, and its key in a small cap.
class KeyButton : public QToolButton {
  Q_OBJECT
 public:
  KeyButton(const QIcon& icon, const QString& text, const QString& key, QWidget* parent);
  /// Without its text, where there is no room for it.
  void setCompact(bool compact);
  int fullWidth() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int capWidth() const;
  QString key_;
  bool compact_ = false;
};

}  // namespace maskwright::ui
