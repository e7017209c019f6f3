#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace maskwright::ui {

/// Says above the grid that it shows only some masks, with a button to leave that view.
class ViewChip final : public QWidget {
  Q_OBJECT
 public:
  explicit ViewChip(QWidget* parent = nullptr);
  void setText(const QString& text);  ///< empty hides it

 Q_SIGNALS:
  void closed();

 private:
  void showKey();
  QToolButton* button_ = nullptr;
  QLabel* back_ = nullptr;
};

}  // namespace maskwright::ui
