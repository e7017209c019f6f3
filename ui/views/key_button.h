#pragma once

#include <QToolButton>

namespace maskwright::ui {

/// A flat button: icon, text, and its key in a small cap.
class KeyButton : public QToolButton {
  Q_OBJECT
 public:
  KeyButton(const QIcon& icon, const QString& text, const QString& key, QWidget* parent);
  enum class Density { Roomy, Tight, NoText };
  void setDensity(Density density);
  int widthAt(Density density) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int capWidth() const;
  int pad() const;  ///< at the sides
  QString key_;
  Density density_ = Density::Roomy;
};

}  // namespace maskwright::ui
