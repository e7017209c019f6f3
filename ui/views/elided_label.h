#pragma once

#include <QLabel>

namespace maskwright::ui {

/// One line of plain text that gives up its middle where it does not fit; the whole in the tool
/// tip.
class ElidedLabel final : public QLabel {
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);
  void setFullText(const QString& text);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elide();
  QString full_;
};

}  // namespace maskwright::ui
