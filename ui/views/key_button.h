#pragma once

#include <QToolButton>

namespace maskwright::ui {

/// A flat button: icon, text, and its key in a small cap.
class KeyButton : public QToolButton {
  Q_OBJECT
 public:
  /// `action`: whose key it shows, whatever that is made to be; `key` while it is not declared.
  KeyButton(const QIcon& icon,
            const QString& text,
            const QString& key,
            QWidget* parent,
            const QString& action = {});
  enum class Density { Roomy, Tight, NoText };
  void setDensity(Density density);
  int widthAt(Density density) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void showKey();
  int capWidth() const;
  int pad() const;  ///< at the sides
  QString key_, otherwise_, action_;
  Density density_ = Density::Roomy;
};

}  // namespace maskwright::ui
